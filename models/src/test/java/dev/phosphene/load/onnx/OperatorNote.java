package dev.phosphene.load.onnx;

/**
 * What docs/operators.md says of an operator of ONNX.
 *
 * @param first the operator set that brought it, or {@link OnnxFile#OLDEST} if that is older
 *     (onnx/onnx, docs/Changelog.md)
 * @param last the last operator set that has it
 * @param kind what is done with it
 * @param limits what of it is supported, or what is not; empty if all of it is
 */
record OperatorNote(String name, long first, long last, Kind kind, String limits) {

  /** What is done with an operator. */
  enum Kind {
    /** It becomes operations of the network, with their gradients. */
    COMPUTED("forward, gradient"),
    /** Values pass as they are, perhaps under another name or in another arrangement. */
    PASSED("passes"),
    /** It is done on constants, while the file is read. */
    FOLDED("constants only");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  static OperatorNote computed(String name, String limits) {
    return new OperatorNote(name, OnnxFile.OLDEST, OnnxFile.NEWEST, Kind.COMPUTED, limits);
  }

  static OperatorNote computed(String name) {
    return computed(name, "");
  }

  static OperatorNote passed(String name, String limits) {
    return new OperatorNote(name, OnnxFile.OLDEST, OnnxFile.NEWEST, Kind.PASSED, limits);
  }

  static OperatorNote folded(String name, String limits) {
    return new OperatorNote(name, OnnxFile.OLDEST, OnnxFile.NEWEST, Kind.FOLDED, limits);
  }

  static OperatorNote folded(String name) {
    return folded(name, "");
  }

  OperatorNote since(long opset) {
    return new OperatorNote(name, opset, last, kind, limits);
  }

  OperatorNote until(long opset) {
    return new OperatorNote(name, first, opset, kind, limits);
  }

  /** A line of the table; both engines do the same. */
  String row() {
    return "| `%s` | %d–%d | %s | %s | %s |\n"
        .formatted(name, first, last, kind.words, kind.words, limits);
  }
}
