package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.TensorViews;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds layers on tensors of any rank, for transformers. Tokens are {@code [n, 1, t, c]}; each
 * tensor of tokens has a view under the module's name, from {@link TensorViews}.
 */
final class TransformerLayers {
  private final NetworkBuilder net;

  TransformerLayers(NetworkBuilder net) {
    this.net = net;
  }

  /** A tensor of the network: its node and its extents without the batch. */
  record Value(String node, List<Integer> extents) {
    Value {
      extents = List.copyOf(extents);
    }

    int extent(int axis) {
      return extents.get(axis - 1);
    }

    int rank() {
      return extents.size();
    }

    int last() {
      return extents.get(extents.size() - 1);
    }
  }

  /** Adds an operation, with a view if its output looks like tokens or features. */
  Value add(String name, Op op, Value... from) {
    List<Shape> shapes = Arrays.stream(from).map(value -> shape(value.extents())).toList();
    Shape out = net.inferred(op, shapes);
    List<Integer> extents = new ArrayList<>();
    for (int axis = 1; axis < out.rank(); axis++) {
      extents.add(out.extent(axis));
    }
    String[] inputs = Arrays.stream(from).map(Value::node).toArray(String[]::new);
    var view = TensorViews.of(extents);
    if (view.isEmpty() || name.contains("/")) {
      net.add(name, 0, op, inputs);
      return new Value(name, extents);
    }
    String inner = name + view.get().ending();
    net.add(inner, 0, op, inputs);
    net.add(name, extents.get(extents.size() - 1), view.get().op(), inner);
    return new Value(inner, extents);
  }

  private static Shape shape(List<Integer> extents) {
    int[] all = new int[extents.size() + 1];
    all[0] = 1;
    for (int i = 0; i < extents.size(); i++) {
      all[i + 1] = extents.get(i);
    }
    return Shape.of(all);
  }

  /** Returns an image layer of a known number of rows and columns. */
  Value image(String layer, int rows, int columns) {
    return new Value(layer, List.of(net.channels(layer), rows, columns));
  }

  Value reshape(String name, Value x, Integer... extents) {
    return add(name, new Op.Reshape(List.of(extents)), x);
  }

  Value transpose(String name, Value x, Integer... order) {
    return add(name, new Op.Transpose(List.of(order)), x);
  }

  /** Adds a weight as a tensor of the given extents. */
  Value constant(String name, Parameter weight, int... extents) {
    Parameter shaped = new Parameter(weight.name(), Shape.of(extents), weight.source());
    net.add(name, 0, new Op.Constant(shaped));
    return new Value(name, Arrays.stream(extents).boxed().toList());
  }

  /** Adds layer normalization over the last axis. */
  Value layerNorm(String name, Value x, float epsilon) {
    int c = x.last();
    int[] each = new int[x.rank()];
    Arrays.fill(each, 1);
    each[each.length - 1] = c;
    Value y = add(name + "/standardised", new Op.LayerNorm(x.rank(), x.rank(), epsilon), x);
    Value scale = constant(name + "/scale", net.weight(name + ".weight", c), each);
    y = add(name + "/scaled", new Op.Binary(Op.Arithmetic.MUL), y, scale);
    Value shift = constant(name + "/shift", net.weight(name + ".bias", c), each);
    return add(name, new Op.Binary(Op.Arithmetic.ADD), y, shift);
  }

  /** Adds a matrix on the last axis, and a bias if the file has one. */
  Value linear(String name, Value x) {
    return linear(name, x, name + ".weight", name + ".bias");
  }

  /** Adds the same with other keys. */
  Value linear(String name, Value x, String weight, String bias) {
    int out = net.shape(weight).n();
    Parameter vector = net.has(bias) ? net.weight(bias, out) : null;
    return add(name, new Op.Linear(transposed(net.weight(weight, out, x.last())), vector), x);
  }

  /** Adds the same with a computed bias. */
  Value linear(String name, Value x, String weight, Parameter bias) {
    int out = net.shape(weight).n();
    return add(name, new Op.Linear(transposed(net.weight(weight, out, x.last())), bias), x);
  }

  /** Transposes a matrix {@code [a, b]} to {@code [b, a]}. */
  static Parameter transposed(Parameter matrix) {
    int rows = matrix.shape().extent(0);
    int columns = matrix.shape().extent(1);
    return new Parameter(
        matrix.name(),
        Shape.of(columns, rows),
        () -> {
          float[] from = matrix.source().get();
          float[] to = new float[from.length];
          for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
              to[c * rows + r] = from[r * columns + c];
            }
          }
          return to;
        });
  }

  Value act(String name, ActivationFunction act, Value x) {
    return add(name, act.op(), x);
  }

  Value sum(String name, Value x, Value y) {
    return add(name, new Op.Add(), x, y);
  }

  Value scaled(String name, Value x, float factor) {
    return add(name, new Op.Pointwise(ScalarFunction.LINEAR, factor, 0), x);
  }

  /** Splits {@code [g, t, 3·c]} into queries, keys and values {@code [g, heads, t, c / heads]}. */
  List<Value> heads(String name, Value qkv, int heads) {
    int groups = qkv.extent(1);
    int tokens = qkv.extent(2);
    int each = qkv.last() / 3 / heads;
    Value split = reshape(name + "/split", qkv, groups, tokens, 3, heads, each);
    Value turned = transpose(name + "/heads", split, 3, 1, 4, 2, 5);
    List<Value> three = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String part = name + "/" + "qkv".charAt(i);
      Op select = new Op.Select(1, new dev.phosphene.graph.Selection.Listed(List.of(i)));
      Value one = add(part + "/selected", select, turned);
      three.add(reshape(part, one, groups, heads, tokens, each));
    }
    return three;
  }

  /** Adds {@code a · bᵀ} over the last two axes of four. */
  Value product(String name, Value a, Value b) {
    Value turned = transpose(name + "/transposed", b, 1, 2, 4, 3);
    return add(name, new Op.MatMul(), a, turned);
  }

  /** Adds the weighted means of values: {@code [g, t, c]}, the heads concatenated. */
  Value attended(String name, Value weights, Value values) {
    Value y = add(name + "/attended", new Op.MatMul(), weights, values);
    Value turned = transpose(name + "/turned", y, 1, 3, 2, 4);
    return reshape(name + "/joined", turned, y.extent(1), y.extent(3), y.extent(2) * y.extent(4));
  }

  /** Adds the first token, or other features {@code [1, 1, c]}, as a layer of only channels. */
  String features(String name, Value x) {
    int c = x.last();
    return net.add(name, c, new Op.Reshape(List.of(c, 1, 1)), x.node());
  }
}
