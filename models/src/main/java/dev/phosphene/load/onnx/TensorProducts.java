package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports products of tensors with weight matrices, and with each other. */
final class TensorProducts {
  private TensorProducts() {}

  static void register(Map<String, Lowering> all) {
    all.put("MatMul", TensorProducts::matMul);
    all.put("Gemm", TensorProducts::gemm);
    all.put("Einsum", call -> Operators.one(Einsum.of(call)));
  }

  static List<OnnxValue> matMul(NodeCall call) {
    if (call.array(0) instanceof OnnxValue.Fixed a && call.array(1) instanceof OnnxValue.Fixed b) {
      return Operators.one(new OnnxValue.Fixed(folded(a.constant(), b.constant())));
    }
    OnnxValue b = call.array(1);
    if (b instanceof OnnxValue.Fixed weight && weight.constant().rank() == 2) {
      OnnxValue.Tensor in = call.tensor(call.array(0));
      return Operators.one(call.emit(new Op.Linear(weight.constant().parameter(), null), in));
    }
    return Operators.one(ofVectors(call, call.array(0), b));
  }

  /**
   * Multiplies vectors: a first one is a row, a second one a column; the product lacks that axis.
   */
  private static OnnxValue.Tensor ofVectors(NodeCall call, OnnxValue a, OnnxValue b) {
    List<Integer> left = NodeCall.extents(a);
    List<Integer> right = NodeCall.extents(b);
    if (Math.min(left.size(), right.size()) != 1) {
      return product(call, null, a, b);
    }
    boolean row = left.size() == 1;
    boolean column = right.size() == 1;
    OnnxValue x = row ? shaped(call, "row", a, List.of(1, left.get(0))) : a;
    OnnxValue y = column ? shaped(call, "column", b, List.of(right.get(0), 1)) : b;
    OnnxValue.Tensor product = product(call, "product", x, y);
    List<Integer> extents = new ArrayList<>(product.extents());
    if (column) {
      extents.remove(extents.size() - 1);
    }
    if (row) {
      extents.remove(extents.size() - (column ? 1 : 2));
    }
    return TensorMoves.reshaped(call, null, product, extents);
  }

  private static OnnxValue shaped(
      NodeCall call, String suffix, OnnxValue value, List<Integer> extents) {
    return value instanceof OnnxValue.Fixed fixed
        ? new OnnxValue.Fixed(fixed.constant().reshaped(extents))
        : TensorMoves.reshaped(call, suffix, call.tensor(value), extents);
  }

  /** Multiplies arrays of rank two or more, broadcasting leading axes. */
  static OnnxValue.Tensor product(
      NodeCall call, @Nullable String suffix, OnnxValue a, OnnxValue b) {
    List<Integer> left = NodeCall.extents(a);
    List<Integer> right = NodeCall.extents(b);
    if (left.size() < 2 || right.size() < 2) {
      throw new UnsupportedNode("the product of " + left + " and " + right + " is not supported");
    }
    List<Integer> lead =
        broadcast(left.subList(0, left.size() - 2), right.subList(0, right.size() - 2));
    OnnxValue.Tensor x = call.tensor(expanded(call, "first", a, lead));
    OnnxValue.Tensor y = call.tensor(expanded(call, "second", b, lead));
    return suffix == null
        ? call.emit(new Op.MatMul(), x, y)
        : call.step(suffix, new Op.MatMul(), x, y);
  }

  private static OnnxValue expanded(
      NodeCall call, String suffix, OnnxValue value, List<Integer> lead) {
    List<Integer> extents = NodeCall.extents(value);
    List<Integer> wanted = new ArrayList<>(lead);
    wanted.addAll(extents.subList(extents.size() - 2, extents.size()));
    return TensorMoves.expanded(call, suffix, value, wanted);
  }

  private static List<Integer> broadcast(List<Integer> a, List<Integer> b) {
    int rank = Math.max(a.size(), b.size());
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int p = i < rank - a.size() ? 1 : a.get(i - rank + a.size());
      int q = i < rank - b.size() ? 1 : b.get(i - rank + b.size());
      out.add(p == 1 ? q : p);
    }
    return out;
  }

  /** Multiplies two constant matrices. */
  private static Constant folded(Constant a, Constant b) {
    int inner = b.rank() == 2 ? b.extents().get(0) : -1;
    if (a.rank() < 1 || a.extents().get(a.rank() - 1) != inner || inner < 1) {
      throw new UnsupportedNode("the product of constants " + a.extents() + ", " + b.extents());
    }
    int columns = b.extents().get(1);
    int rows = a.size() / inner;
    if ((long) rows * columns > Constant.MOST_COMPUTED) {
      throw new UnsupportedNode("a constant of too many values");
    }
    double[] x = a.few();
    double[] y = b.few();
    double[] product = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < inner; k++) {
        for (int j = 0; j < columns; j++) {
          product[i * columns + j] += x[i * inner + k] * y[k * columns + j];
        }
      }
    }
    List<Integer> extents = new ArrayList<>(a.extents());
    extents.set(a.rank() - 1, columns);
    return Constant.of(a.name(), extents, true, product);
  }

  private static List<OnnxValue> gemm(NodeCall call) {
    float alpha = call.real("alpha", 1);
    float beta = call.real("beta", 1);
    OnnxValue a = turned(call, "first", call.array(0), call.integer("transA", 0) != 0);
    OnnxValue b = turned(call, "second", call.array(1), call.integer("transB", 0) != 0);
    boolean vector =
        !call.has(2)
            || (call.array(2) instanceof OnnxValue.Fixed c
                && isRow(c.constant(), NodeCall.extents(b).get(1)));
    if (b instanceof OnnxValue.Fixed weight && vector) {
      int out = weight.constant().extents().get(1);
      Parameter matrix = Products.scaled(weight.constant().parameter(), alpha);
      Parameter bias =
          call.optional(2).map(c -> Products.scaled(c.parameter(out), beta)).orElse(null);
      return Operators.one(call.emit(new Op.Linear(matrix, bias), call.tensor(a)));
    }
    OnnxValue.Tensor result = product(call, call.has(2) || alpha != 1 ? "product" : null, a, b);
    if (alpha != 1) {
      Op scale = new Op.Pointwise(ScalarFunction.LINEAR, alpha, 0);
      result = call.has(2) ? call.step("alpha", scale, result) : call.emit(scale, result);
    }
    if (call.has(2)) {
      OnnxValue c = call.array(2);
      if (beta != 1) {
        c = call.step("beta", new Op.Pointwise(ScalarFunction.LINEAR, beta, 0), call.tensor(c));
      }
      OnnxValue.Tensor shift =
          call.tensor(TensorMoves.expanded(call, "shift", c, result.extents()));
      result = call.emit(new Op.Add(), result, shift);
    }
    return Operators.one(result);
  }

  /** Returns whether a bias has one number per column, the same in all rows. */
  private static boolean isRow(Constant bias, int columns) {
    return bias.size() == columns
        && (columns == 1 || bias.extents().get(bias.rank() - 1) == columns);
  }

  private static OnnxValue turned(NodeCall call, String suffix, OnnxValue matrix, boolean turn) {
    int rank = NodeCall.extents(matrix).size();
    if (rank != 2) {
      throw new UnsupportedNode("its input is " + NodeCall.extents(matrix) + ", expected a matrix");
    }
    List<Integer> order = turn ? List.of(1, 0) : List.of(0, 1);
    return TensorMoves.transposed(call, suffix, matrix, order);
  }
}
