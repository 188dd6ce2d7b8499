package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.real;

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
  }
}
