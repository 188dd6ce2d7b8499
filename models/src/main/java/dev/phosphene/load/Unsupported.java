package dev.phosphene.load;

/** Why one layer of a file cannot be done. It ends the import of that layer, not of the file. */
public final class Unsupported extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A reason in words, without the layer's name. */
  public Unsupported(String reason) {
    super(reason, null, false, false);
  }

  /** The reason. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
