package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.real;

import dev.phosphene.load.onnx.OnnxBuilder;
import java.util.List;

/** Matrix products, and what comes before and behind them. */
class ProductOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    for (int transposed = 0; transposed < 2; transposed++) {
      int t = transposed;
      add(
          "Gemm, transB " + t,
          7,
          b -> {
            weight(b, "w", t == 1 ? 5 : 432, t == 1 ? 432 : 5);
            weight(b, "b", 5);
            b.node("Flatten", "f", List.of("x"));
            b.node(
                "Gemm",
                "y",
                List.of("f", "w", "b"),
                integer("transB", t),
                real("alpha", 0.5f),
                real("beta", 2));
          });
    }
    add(
        "MatMul, Add, BatchNormalization, Softmax on features",
        12,
        b -> {
          weight(b, "w", 6, 5);
          weight(b, "b", 5);
          weight(b, "m", 5);
          b.weight("v", new long[] {5}, 1, 2, 0.5f, 0.1f, 3);
          b.node("ReduceMean", "f", List.of("x"), ints("axes", 2, 3), integer("keepdims", 0));
          b.node("MatMul", "p", List.of("f", "w"));
          b.node("Add", "s", List.of("p", "b"));
          b.node("BatchNormalization", "n", List.of("s", "v", "b", "m", "v"));
          b.node("Softmax", "y", List.of("n"));
        });
    for (int form = 0; form < 4; form++) {
      boolean first = form / 2 == 1;
      boolean second = form % 2 == 1;
      gemm(first, second, true);
      gemm(first, second, false);
      gemmOfTwo(first, second);
    }
    tensors("Gemm with a shift of one number", 13, b -> shifted(b, 1));
    tensors("Gemm with a shift by row", 13, b -> shifted(b, 54, 1));
    tensors("Gemm with a matrix", 13, b -> shifted(b, 54, 5));
    tensors(
        "Gemm with a column that could be a row",
        13,
        b -> {
          weight(b, "w", 8, 54);
          weight(b, "c", 54, 1);
          b.integers("s", 54, 8)
              .node("Reshape", "r", List.of("x", "s"))
              .node("Gemm", "y", List.of("r", "w", "c"));
        });
    for (String op : List.of("Mul", "Add")) {
      tensors(
          "outer " + op,
          11,
          b ->
              b.node("GlobalAveragePool", "g", List.of("x"))
                  .node("Flatten", "f", List.of("g"))
                  .node("Unsqueeze", "u", List.of("f"), ints("axes", 1))
                  .node("Unsqueeze", "v", List.of("f"), ints("axes", 2))
                  .node(op, "y", List.of("u", "v")));
    }
    tensors("MatMul with a matrix", 13, b -> matMul(b, "x", "w", 8, 5));
    tensors("MatMul with a matrix of three axes", 13, b -> matMul(b, "x", "w", 6, 8, 3));
    tensors("MatMul with one for each picture", 13, b -> matMul(b, "x", "w", 1, 6, 8, 3));
    tensors("MatMul of weights", 13, b -> matMul(b, "w", "x", 4, 9));
    tensors("MatMul of weights of three axes", 13, b -> matMul(b, "w", "x", 6, 4, 9));
    tensors("MatMul of repeated weights", 13, b -> matMul(b, "w", "x", 2, 1, 6, 4, 9));
    tensors("MatMul with a vector", 13, b -> matMul(b, "x", "w", 8));
    tensors("MatMul of a vector", 13, b -> matMul(b, "w", "x", 9));
    tensors(
        "MatMul of activations",
        13,
        b ->
            b.node("Tanh", "t", List.of("x"))
                .node("Transpose", "u", List.of("t"), ints("perm", 0, 1, 3, 2))
                .node("MatMul", "y", List.of("x", "u")));
    tensors(
        "MatMul of activations of three axes",
        13,
        b ->
            b.integers("s", 1, 6, 72)
                .node("Reshape", "r", List.of("x", "s"))
                .node("Sigmoid", "g", List.of("r"))
                .node("Transpose", "u", List.of("g"), ints("perm", 0, 2, 1))
                .node("MatMul", "y", List.of("r", "u")));
    tensors(
        "MatMul of activations, broadcast",
        13,
        b ->
            b.integers("s", 8, 54)
                .node("Reshape", "r", List.of("x", "s"))
                .node("MatMul", "y", List.of("x", "r")));
    tensors("attention", 17, this::attention);
  }

  /** Of features, or of a matrix made of the image. */
  private void gemm(boolean first, boolean second, boolean bias) {
    tensors(
        "Gemm of a matrix" + (first ? ", A turned" : "") + (second ? ", B turned" : "") + bias,
        11,
        b -> {
          b.integers("s", first ? new long[] {8, 54} : new long[] {54, 8});
          b.node("Reshape", "r", List.of("x", "s"));
          weight(b, "w", second ? 5 : 8, second ? 8 : 5);
          weight(b, "b", 5);
          b.node(
              "Gemm",
              "y",
              bias ? List.of("r", "w", "b") : List.of("r", "w"),
              integer("transA", first ? 1 : 0),
              integer("transB", second ? 1 : 0),
              real("alpha", 0.7f),
              real("beta", -0.3f));
        });
  }

  private void gemmOfTwo(boolean first, boolean second) {
    tensors(
        "Gemm of two activations" + first + second,
        11,
        b -> {
          b.integers("s", first ? new long[] {8, 54} : new long[] {54, 8});
          b.integers("t", second ? new long[] {54, 8} : new long[] {8, 54});
          b.node("Tanh", "h", List.of("x"));
          b.node("Reshape", "r", List.of("x", "s")).node("Reshape", "q", List.of("h", "t"));
          b.node(
              "Gemm",
              "y",
              List.of("r", "q"),
              integer("transA", first ? 1 : 0),
              integer("transB", second ? 1 : 0),
              real("alpha", 0.7f));
        });
  }

  private void shifted(OnnxBuilder b, int... extents) {
    b.integers("s", 54, 8).node("Reshape", "r", List.of("x", "s"));
    weight(b, "w", 8, 5);
    weight(b, "c", extents);
    b.node("Gemm", "y", List.of("r", "w", "c"), real("alpha", 0.7f), real("beta", 2));
  }

  private void matMul(OnnxBuilder b, String first, String second, int... extents) {
    weight(b, "w", extents);
    b.node("MatMul", "y", List.of(first, second));
  }

  /** Two heads over tokens, as ViT's are exported: one product for queries, keys and values. */
  private void attention(OnnxBuilder b) {
    weight(b, "wqkv", 6, 18);
    weight(b, "bqkv", 18);
    weight(b, "wout", 6, 6);
    b.weight("root", new long[] {}, (float) Math.sqrt(3));
    b.integers("flat", 1, 6, 72)
        .integers("heads", 1, 72, 3, 2, 3)
        .integers("tokens", 0, 0, 6)
        .integers("zero", 0)
        .node("Reshape", "r", List.of("x", "flat"))
        .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1))
        .node("MatMul", "m", List.of("t", "wqkv"))
        .node("Add", "qkv", List.of("m", "bqkv"))
        .node("Reshape", "h", List.of("qkv", "heads"))
        .node("Transpose", "p", List.of("h"), ints("perm", 2, 0, 3, 1, 4))
        .node("Split", "cut", List.of("p"), List.of("q3", "k3", "v3"), integer("axis", 0))
        .node("Squeeze", "q", List.of("q3", "zero"))
        .node("Squeeze", "k", List.of("k3", "zero"))
        .node("Squeeze", "v", List.of("v3", "zero"))
        .node("Transpose", "kt", List.of("k"), ints("perm", 0, 1, 3, 2))
        .node("MatMul", "qk", List.of("q", "kt"))
        .node("Div", "scaled", List.of("qk", "root"))
        .node("Softmax", "a", List.of("scaled"))
        .node("MatMul", "av", List.of("a", "v"))
        .node("Transpose", "o", List.of("av"), ints("perm", 0, 2, 1, 3))
        .node("Reshape", "joined", List.of("o", "tokens"))
        .node("MatMul", "y", List.of("joined", "wout"));
  }
}
