package dev.phosphene.load.onnx;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What docs/operators.md says of an operator of ONNX.
 *
 * @param first the operator set that brought it, or {@link OnnxFile#OLDEST} if that is older
 *     (onnx/onnx, docs/Changelog.md)
 * @param last the last operator set that has it
 * @param kind what is done with it
 * @param limits what of it is not supported; empty if all of it is
 */
record OperatorNote(String name, long first, long last, Kind kind, String limits) {

  /** What is done with an operator. */
  enum Kind {
    /** It becomes an operation of the network, with its gradient. */
    COMPUTED,
    /** Values pass as they are, perhaps under another name or in another arrangement. */
    PASSED,
    /** It is done on constants, while the file is read. */
    FOLDED
  }

  /** All of them; every operator that is registered must have its line here. */
  static final List<OperatorNote> ALL =
      List.of(
          computed("Add", "with a constant: one number, or one for each channel"),
          computed("AveragePool", "two dimensions"),
          computed("BatchNormalization", "constant statistics, not in training"),
          passed("Cast", "the picture's values to fractions only"),
          folded("Ceil", ""),
          computed("Clip", "constant bounds"),
          computed("Concat", "along the channels; lists of constants"),
          folded("Constant", "no texts, no sparse tensors"),
          folded("ConstantOfShape", "no more than 65,536 values").since(9),
          computed("Conv", "two dimensions, constant kernel"),
          computed("Div", "as Add; no constant divided by the picture's values"),
          passed("Dropout", "not in training"),
          computed("Elu", ""),
          computed("Flatten", "from the second axis on"),
          folded("Floor", ""),
          computed("Gather", "channels, by a list of constants; lists of constants"),
          computed("Gemm", "constant matrix, first input not transposed"),
          computed("GlobalAveragePool", "two dimensions"),
          computed("GlobalMaxPool", "two dimensions"),
          computed("HardSigmoid", ""),
          computed("HardSwish", "").since(14),
          passed("Identity", ""),
          computed("LRN", "an odd number of channels"),
          computed("LeakyRelu", ""),
          computed("MatMul", "constant matrix on the right, channels last on the left"),
          computed("Max", "two inputs, one of them a single constant"),
          computed("MaxPool", "two dimensions; no indices, storage order 0"),
          computed("Min", "two inputs, one of them a single constant"),
          computed("Mul", "as Add"),
          computed("Neg", ""),
          computed("PRelu", "constant slopes, one number or one for each channel"),
          computed("Pad", "mode constant, rows and columns, nothing cut off"),
          computed("ReduceMax", "over all rows and columns"),
          computed("ReduceMean", "over all rows and columns"),
          computed("Relu", ""),
          passed("Reshape", "to features, or channels divided and joined again"),
          computed("Resize", "modes nearest and linear, rows and columns, no antialiasing")
              .since(10),
          folded("Shape", "its values are those for the size that the file was made for"),
          computed("Sigmoid", ""),
          computed("Slice", "channels; lists of constants"),
          computed("Softmax", "over the channels"),
          computed("Softplus", ""),
          computed("Split", "channels"),
          passed("Squeeze", "axes that are 1 for every picture"),
          computed("Sub", "as Add"),
          computed("Sum", "inputs of the same shape"),
          computed("Swish", "").since(24),
          computed("Tanh", ""),
          passed("Transpose", "if the axes come back in order before they matter"),
          passed("Unsqueeze", ""),
          computed("Upsample", "modes nearest and linear, rows and columns").until(9));

  private static OperatorNote computed(String name, String limits) {
    return new OperatorNote(name, OnnxFile.OLDEST, OnnxFile.NEWEST, Kind.COMPUTED, limits);
  }

  private static OperatorNote passed(String name, String limits) {
    return new OperatorNote(name, OnnxFile.OLDEST, OnnxFile.NEWEST, Kind.PASSED, limits);
  }

  private static OperatorNote folded(String name, String limits) {
    return new OperatorNote(name, OnnxFile.OLDEST, OnnxFile.NEWEST, Kind.FOLDED, limits);
  }

  private OperatorNote since(long opset) {
    return new OperatorNote(name, opset, last, kind, limits);
  }

  private OperatorNote until(long opset) {
    return new OperatorNote(name, first, opset, kind, limits);
  }

  private String row() {
    String done =
        switch (kind) {
          case COMPUTED -> "forward, gradient | forward, gradient";
          case PASSED -> "passes | passes";
          case FOLDED -> "on constants | on constants";
        };
    return "| `%s` | %d–%d | %s | %s |\n".formatted(name, first, last, done, limits);
  }

  /** The page. */
  static String page() {
    TreeMap<String, OperatorNote> sorted = new TreeMap<>(Comparator.comparing(String::toLowerCase));
    ALL.forEach(note -> sorted.put(note.name, note));
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Operators of ONNX

        What can be read of an ONNX file, of operator sets %d to %d. A network with other operators, or with these in
        forms beyond the limits, is read as well: what lies before them can be rendered, and `phosphene layers FILE`
        names what cannot, with the reason.

        - *forward, gradient*: it is computed, and the gradient goes through it. Every engine does all operations;
          the two here are tested against each other and against ONNX Runtime.
        - *passes*: the values stay, under another name or in another arrangement.
        - *on constants*: it is done once, while the file is read.

        Arithmetic, `Cast`, `Concat`, `Gather`, `Slice`, `Reshape`, `Squeeze`, `Unsqueeze` and `Transpose` are also done on
        constants, as files compute their shapes with them.

        | operator | operator sets | `reference` | `onednn` | limits |
        |---|---|---|---|---|
        """
            .formatted(OnnxFile.OLDEST, OnnxFile.NEWEST));
    sorted.values().forEach(note -> page.append(note.row()));
    page.append(
        """

        Written by `OperatorsPageTest` from the operators that are registered; after a change:
        `mvn -pl core test -Dtest=OperatorsPageTest -Dphosphene.pages=write`.
        """);
    return page.toString();
  }
}
