package dev.phosphene.load.keras;

/** Why a layer is unsupported; ends the import of that layer, not of the file. */
final class UnsupportedLayer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedLayer(String reason) {
    super(reason, null, false, false);
  }

  /** Returns the reason. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
