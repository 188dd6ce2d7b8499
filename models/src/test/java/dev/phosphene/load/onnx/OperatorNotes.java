package dev.phosphene.load.onnx;

import static dev.phosphene.load.onnx.OperatorNote.computed;
import static dev.phosphene.load.onnx.OperatorNote.folded;
import static dev.phosphene.load.onnx.OperatorNote.passed;

import java.util.List;

/** All operators, by what they are for; every one that is registered must have its line here. */
record OperatorNotes(String title, List<OperatorNote> notes) {

  private static final String SHAPES = "any two shapes that ONNX lets go together";
  private static final String INPUTS = "any number of inputs";
  private static final String DYNAMIC =
      "constant weights; what is multiplied comes from `DynamicQuantizeLinear`";
  private static final String RECURRENT =
      "constant weights, one or both directions, from a state of zeros, all sequences of full"
          + " length";
  private static final String AXES = "constant axes";

  static final List<OperatorNotes> GROUPS =
      List.of(
          group(
              "Layers with weights",
              computed("Conv", "two dimensions; constant kernel"),
              computed("ConvTranspose", "two dimensions; constant kernel"),
              computed("Einsum", "no axis twice in one term (no diagonals)").since(12),
              computed("Gemm", "constant or computed matrices"),
              computed("GRU", RECURRENT),
              computed("LSTM", RECURRENT + "; the state, not the memory, is put out; no peepholes"),
              computed("MatMul", "constant or computed matrices; vectors; stacks of matrices"),
              computed("RNN", RECURRENT)),
          group(
              "Pooling and resizing",
              computed("AveragePool", "two dimensions"),
              computed("GlobalAveragePool", "two dimensions"),
              computed("GlobalLpPool", "two dimensions"),
              computed("GlobalMaxPool", "two dimensions"),
              computed("LpPool", "two dimensions; no `ceil_mode`"),
              computed("MaxPool", "two dimensions; no indices, storage order 0"),
              computed(
                      "Resize",
                      "rows and columns; all modes and coordinates, but no aspect ratio kept while"
                          + " antialiasing")
                  .since(10),
              computed("Upsample", "rows and columns").until(9)),
          group(
              "Normalisation",
              computed("BatchNormalization", "constant statistics, not in training"),
              computed("GroupNormalization", "constant scale and shift").since(18),
              computed("InstanceNormalization", "constant scale and shift"),
              computed("LayerNormalization", "constant scale and shift; the first output only")
                  .since(17),
              computed("LogSoftmax"),
              computed("LRN", "two dimensions"),
              computed("Softmax")),
          group(
              "Functions of each value",
              computed("Abs"),
              computed("Celu").since(12),
              computed("Clip", "constant bounds"),
              computed("Elu"),
              computed("Erf").since(9),
              computed("Exp"),
              computed("Gelu").since(20),
              computed("HardSigmoid"),
              computed("HardSwish").since(14),
              computed("LeakyRelu"),
              computed("Log"),
              computed("Mish").since(18),
              computed("Neg"),
              computed("PRelu"),
              computed("Reciprocal"),
              computed("Relu"),
              computed("Selu"),
              computed("Sigmoid"),
              computed("Softplus"),
              computed("Softsign"),
              computed("Sqrt"),
              computed("Swish").since(24),
              computed("Tanh"),
              computed("ThresholdedRelu", "a threshold of 0").since(10)),
          group(
              "Arithmetic",
              computed("Add", SHAPES),
              computed("Div", SHAPES),
              computed("Max", INPUTS),
              computed("Mean", INPUTS),
              computed("Min", INPUTS),
              computed("Mul", SHAPES),
              computed("Pow", SHAPES + "; no gradient to the exponent of a negative base"),
              computed("Sub", SHAPES),
              computed("Sum", INPUTS),
              computed("Where", "constant condition").since(9)),
          group(
              "Reductions",
              computed("ReduceL1", AXES),
              computed("ReduceL2", AXES),
              computed("ReduceLogSum", AXES),
              computed("ReduceLogSumExp", AXES),
              computed("ReduceMax", AXES),
              computed("ReduceMean", AXES),
              computed("ReduceMin", AXES),
              computed("ReduceSum", AXES),
              computed("ReduceSumSquare", AXES)),
          group(
              "Shapes and parts",
              passed("Cast", "of the picture's values: to fractions only"),
              computed("Concat", "any axis"),
              computed("DepthToSpace"),
              passed("Dropout", "not in training"),
              computed("Expand", "constant shape").since(8),
              passed("Flatten", "any axis"),
              computed("Gather", "any axis; constant indices"),
              passed("Identity", ""),
              computed(
                  "Pad", "any axis, all modes; constant borders, of which negative ones cut off"),
              passed("Reshape", "constant shape"),
              computed("Slice", "any axes and steps; they must be constant"),
              computed("SpaceToDepth"),
              computed("Split", "any axis; constant sizes"),
              passed("Squeeze", "constant axes"),
              computed("Tile", "constant repeats"),
              passed("Transpose", ""),
              passed("Unsqueeze", "constant axes")),
          group(
              "Numbers of few bits",
              computed("ConvInteger", DYNAMIC).since(10),
              passed(
                      "DequantizeLinear",
                      "weights: a scale for all or along an axis, not by block; they become"
                          + " fractions. The picture's values pass")
                  .since(10),
              passed("DynamicQuantizeLinear", "the picture's values pass, without rounding")
                  .since(11),
              computed("MatMulInteger", DYNAMIC).since(10),
              computed("QLinearConv", "constant kernel, two dimensions; not rounded").since(10),
              computed("QLinearMatMul", "constant matrix; not rounded").since(10),
              computed(
                      "QuantizeLinear",
                      "one scale; the picture's values are cut to the range, but not rounded, as"
                          + " that has no gradient")
                  .since(10)),
          group(
              "Constants",
              folded("And"),
              folded("Ceil"),
              folded("Constant", "no texts, no sparse tensors"),
              folded("ConstantOfShape").since(9),
              folded("Equal"),
              folded("Floor"),
              folded("Greater"),
              folded("GreaterOrEqual").since(12),
              folded("Less"),
              folded("LessOrEqual").since(12),
              folded("Mod").since(10),
              folded("Not"),
              folded("Or"),
              folded("Range").since(11),
              folded("ReduceProd"),
              folded("Round").since(11),
              folded("ScatterND", "no reduction").since(11),
              folded("Shape", "of anything: the shape for the size that the file was made for"),
              folded("Sign").since(9),
              folded("Xor")));

  private static OperatorNotes group(String title, OperatorNote... notes) {
    return new OperatorNotes(title, List.of(notes));
  }

  /** Those of all groups. */
  static List<OperatorNote> all() {
    return GROUPS.stream().flatMap(group -> group.notes.stream()).toList();
  }

  /** The page. */
  static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Operators of ONNX

        What can be read of an ONNX file, of operator sets %d to %d. A network with other operators, or with these in
        forms beyond the limits, is read as well: what lies before them can be rendered, and `phosphene layers FILE`
        names what cannot, with the reason.

        In the columns of the two engines:

        - *forward, gradient*: it is computed, and the gradient goes through it. What oneDNN has no primitive for,
          the engine `onednn` does in plain loops, as `reference` does. The two are tested against each other and
          against ONNX Runtime.
        - *passes*: the values stay, under another name, in another shape or order; the gradient goes through.
        - *constants only*: it is done once, while the file is read, on what does not depend on the picture; there
          is no gradient.

        Most of the others are done on constants as well, as files compute their shapes and masks with them. No
        constant that is computed may have more than %,d values.

        As long as a network keeps to pictures, `[n, c, h, w]` or their features, it can be rendered at any size
        that it takes. Other tensors, such as the tokens of a transformer, are for the size of picture and the batch
        of one that the file was made for.
        """
            .formatted(OnnxFile.OLDEST, OnnxFile.NEWEST, Constant.MOST_COMPUTED));
    for (OperatorNotes group : GROUPS) {
      page.append("\n## ").append(group.title).append("\n\n");
      page.append("| operator | operator sets | `reference` | `onednn` | limits |\n");
      page.append("|---|---|---|---|---|\n");
      group.notes.forEach(note -> page.append(note.row()));
    }
    page.append(
        """

        Written by `OperatorsPageTest` from the operators that are registered; after a change:
        `mvn -pl core test -Dtest=OperatorsPageTest -Dphosphene.pages=write`.
        """);
    return page.toString();
  }
}
