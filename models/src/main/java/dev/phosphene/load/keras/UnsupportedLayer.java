package dev.phosphene.load.keras;

/** Why a layer cannot be imported. It ends the import of that layer, not of the file. */
final class UnsupportedLayer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedLayer(String reason) {
    super(reason, null, false, false);
  }

  /** The reason. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
