package dev.phosphene.load.onnx;

/** Why a node is unsupported; ends the import of that node, not of the file. */
final class UnsupportedNode extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedNode(String reason) {
    super(reason, null, false, false);
  }

  /** Returns the reason. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
