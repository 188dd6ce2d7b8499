package dev.phosphene.load;

/** Why a layer is unsupported; ends the import of that layer, not of the file. */
public final class Unsupported extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a reason in words, without the layer's name. */
  public Unsupported(String reason) {
    super(reason, null, false, false);
  }

  /** Returns the reason. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
