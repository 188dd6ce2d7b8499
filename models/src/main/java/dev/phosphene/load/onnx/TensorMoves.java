package dev.phosphene.load.onnx;

import dev.phosphene.graph.DataMovement;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Selection;
import dev.phosphene.load.onnx.Operators.Lowering;
import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Imports operators that reshape, reorder or slice tensors and constants. */
final class TensorMoves {
  private TensorMoves() {}

  static void register(Map<String, Lowering> all) {
    all.put("Reshape", TensorMoves::reshape);
    all.put("Flatten", TensorMoves::flatten);
    all.put("Squeeze", call -> reshaped(call, Shapes.squeezed(call)));
    all.put("Unsqueeze", call -> reshaped(call, Shapes.unsqueezed(call)));
    all.put("Transpose", TensorMoves::transpose);
    all.put("Slice", TensorMoves::slice);
    all.put("Gather", TensorMoves::gather);
    all.put("Split", TensorMoves::split);
    all.put("Concat", TensorMoves::concat);
    all.put("Expand", TensorMoves::expand);
    all.put("Tile", TensorMoves::tile);
    all.put("Pad", TensorMoves::pad);
  }

  private static List<OnnxValue> reshape(NodeCall call) {
    OnnxValue in = call.array(0);
    return reshaped(call, Shapes.reshaped(call, NodeCall.extents(in)));
  }

  private static List<OnnxValue> flatten(NodeCall call) {
    return reshaped(call, Shapes.flattened(call, NodeCall.extents(call.array(0))));
  }

  private static List<OnnxValue> reshaped(NodeCall call, List<Integer> extents) {
    OnnxValue in = call.array(0);
    if (in instanceof OnnxValue.Fixed fixed) {
      return Operators.one(new OnnxValue.Fixed(fixed.constant().reshaped(extents)));
    }
    return Operators.one(reshaped(call, null, call.tensor(in), extents));
  }

  /** Reshapes a tensor; the result has the node's name if there is no suffix. */
  static OnnxValue.Tensor reshaped(
      NodeCall call, @Nullable String suffix, OnnxValue.Tensor in, List<Integer> extents) {
    if (in.extents().equals(extents)) {
      return in;
    }
    // A single number has no axes in the file, but one here.
    Op op = new Op.Reshape(extents.isEmpty() ? List.of(1) : extents);
    OnnxValue.Tensor out = suffix == null ? call.emit(op, in) : call.step(suffix, op, in);
    return new OnnxValue.Tensor(out.node(), extents);
  }

  private static List<OnnxValue> transpose(NodeCall call) {
    OnnxValue in = call.array(0);
    List<Integer> order = Shapes.order(call, NodeCall.extents(in).size());
    return Operators.one(transposed(call, null, in, order));
  }

  /** Permutes the axes, counted from 0. */
  static OnnxValue transposed(
      NodeCall call, @Nullable String suffix, OnnxValue in, List<Integer> order) {
    if (order.equals(IntStream.range(0, order.size()).boxed().toList())) {
      return in;
    }
    return moved(call, suffix, new Op.Transpose(order.stream().map(axis -> axis + 1).toList()), in);
  }

  /** Moves the values of a tensor or constant by {@code op}. */
  static OnnxValue moved(NodeCall call, @Nullable String suffix, Op op, OnnxValue in) {
    if (in instanceof OnnxValue.Fixed fixed) {
      return new OnnxValue.Fixed(moved(fixed.constant(), op));
    }
    OnnxValue.Tensor tensor = call.tensor(in);
    return suffix == null ? call.emit(op, tensor) : call.step(suffix, op, tensor);
  }

  private static Constant moved(Constant constant, Op op) {
    try {
      Shape out = Graph.shape(op, List.of(constant.shape()));
      if (op instanceof Op.Select && out.size() > Constant.MOST_COMPUTED) {
        throw new UnsupportedNode("a constant of too many values");
      }
      return constant.moved(
          () -> DataMovement.of(op, constant.shape()).orElseThrow(),
          IntStream.range(1, out.rank()).mapToObj(out::extent).toList());
    } catch (IllegalArgumentException e) {
      throw new UnsupportedNode(String.valueOf(e.getMessage()));
    }
  }

  /** Selects indices along one axis, counted from 0. */
  static OnnxValue selected(
      NodeCall call, @Nullable String suffix, OnnxValue in, int axis, Selection selection) {
    return moved(call, suffix, new Op.Select(axis + 1, selection), in);
  }

  private static List<OnnxValue> slice(NodeCall call) {
    OnnxValue in = call.array(0);
    List<Integer> extents = NodeCall.extents(in);
    OnnxValue result = in;
    for (Channels.Part part : Channels.parts(call, extents)) {
      int extent = extents.get(part.axis());
      if (extent > 0
          && isNothing(part.range(), extent)
          && result instanceof OnnxValue.Fixed fixed) {
        List<Integer> none = new ArrayList<>(fixed.constant().extents());
        none.set(part.axis(), 0);
        return Folding.fixed("nothing", none, fixed.constant().real());
      } else if (extent > 0) {
        result = selected(call, "axis" + part.axis(), result, part.axis(), part.range());
      }
    }
    return Operators.one(result);
  }

  private static boolean isNothing(Selection.Range range, int extent) {
    try {
      return range.places(extent).length == 0;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static List<OnnxValue> gather(NodeCall call) {
    OnnxValue in = call.array(0);
    List<Integer> extents = NodeCall.extents(in);
    int axis = NodeCall.axis(call.integer("axis", 0), extents.size());
    Constant indices = call.constant(1);
    List<Integer> places =
        indices.integers().stream().map(i -> NodeCall.axis(i, extents.get(axis))).toList();
    List<Integer> after = new ArrayList<>(extents.subList(0, axis));
    after.addAll(indices.extents());
    after.addAll(extents.subList(axis + 1, extents.size()));
    OnnxValue picked = selected(call, "places", in, axis, new Selection.Listed(places));
    if (picked instanceof OnnxValue.Fixed fixed) {
      return Operators.one(new OnnxValue.Fixed(fixed.constant().reshaped(after)));
    }
    return Operators.one(reshaped(call, null, call.tensor(picked), after));
  }

  private static List<OnnxValue> split(NodeCall call) {
    OnnxValue in = call.array(0);
    List<Integer> extents = NodeCall.extents(in);
    int axis = NodeCall.axis(call.integer("axis", 0), extents.size());
    List<Integer> sizes = Channels.parts(call, extents.get(axis));
    List<OnnxValue> results = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < sizes.size(); i++) {
      Op part = new Op.Select(axis + 1, new Selection.Range(first, first + sizes.get(i), 1));
      results.add(
          in instanceof OnnxValue.Fixed fixed
              ? new OnnxValue.Fixed(moved(fixed.constant(), part))
              : call.emit(i, part, call.tensor(in)));
      first += sizes.get(i);
    }
    return results;
  }

  private static List<OnnxValue> concat(NodeCall call) {
    List<OnnxValue> parts = new ArrayList<>();
    for (int i = 0; i < call.count(); i++) {
      OnnxValue part = call.array(i);
      if (NodeCall.extents(part).stream().allMatch(extent -> extent > 0)) {
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      return Operators.one(call.array(0));
    }
    int rank = NodeCall.extents(parts.get(0)).size();
    int axis = NodeCall.axis(call.integer("axis", 0), rank);
    if (parts.stream().allMatch(part -> part instanceof OnnxValue.Fixed)) {
      return joined(parts.stream().map(part -> ((OnnxValue.Fixed) part).constant()).toList(), axis);
    } else if (parts.size() == 1) {
      return Operators.one(parts.get(0));
    }
    OnnxValue.Tensor[] tensors = parts.stream().map(call::tensor).toArray(OnnxValue.Tensor[]::new);
    return Operators.one(call.emit(new Op.Join(axis + 1), tensors));
  }

  private static List<OnnxValue> joined(List<Constant> parts, int axis) {
    Shape out;
    try {
      out = Graph.shape(new Op.Join(axis + 1), parts.stream().map(Constant::shape).toList());
    } catch (IllegalArgumentException e) {
      throw new UnsupportedNode(String.valueOf(e.getMessage()));
    }
    if (out.size() > Constant.MOST_COMPUTED) {
      throw new UnsupportedNode("a constant of too many values");
    }
    double[] all = new double[out.size()];
    int each = 0;
    for (Constant part : parts) {
      each += Lines.along(part.shape(), axis + 1).length() * Lines.along(out, axis + 1).inner();
    }
    int first = 0;
    for (Constant part : parts) {
      Lines lines = Lines.along(part.shape(), axis + 1);
      double[] values = part.few();
      int length = lines.length() * lines.inner();
      for (int o = 0; o < lines.outer(); o++) {
        System.arraycopy(values, o * length, all, o * each + first, length);
      }
      first += length;
    }
    List<Integer> extents = IntStream.range(1, out.rank()).mapToObj(out::extent).toList();
    return Folding.fixed(parts.get(0).name(), extents, parts.get(0).real(), all);
  }

  private static List<OnnxValue> expand(NodeCall call) {
    List<Integer> wanted = call.constant(1).integers().stream().map(NodeCall::extent).toList();
    return Operators.one(expanded(call, "expanded", call.array(0), wanted));
  }

  /** Broadcasts axes of extent 1 to a compatible shape. */
  static OnnxValue expanded(NodeCall call, String suffix, OnnxValue in, List<Integer> wanted) {
    List<Integer> extents = new ArrayList<>(NodeCall.extents(in));
    extents.addAll(0, Collections.nCopies(Math.max(wanted.size() - extents.size(), 0), 1));
    OnnxValue result =
        in instanceof OnnxValue.Fixed fixed
            ? new OnnxValue.Fixed(fixed.constant().reshaped(extents))
            : reshaped(call, suffix, call.tensor(in), extents);
    for (int i = 0; i < wanted.size(); i++) {
      int axis = extents.size() - wanted.size() + i;
      int count = wanted.get(i);
      if (count != 1 && extents.get(axis) == 1) {
        Selection repeated = new Selection.Listed(Collections.nCopies(count, 0));
        result = selected(call, suffix + axis, result, axis, repeated);
      } else if (count != 1 && extents.get(axis) != count) {
        throw new UnsupportedNode(extents + " cannot be expanded to " + wanted);
      }
    }
    return result;
  }

  private static List<OnnxValue> tile(NodeCall call) {
    OnnxValue result = call.array(0);
    List<Integer> extents = NodeCall.extents(result);
    List<Long> repeats = call.constant(1).integers();
    if (repeats.size() != extents.size()) {
      throw new UnsupportedNode(repeats + " repeats for " + extents);
    }
    for (int axis = 0; axis < extents.size(); axis++) {
      int extent = extents.get(axis);
      int count = NodeCall.small(repeats.get(axis));
      if (count != 1) {
        if (extent * (long) count > Constant.MOST_COMPUTED) {
          throw new UnsupportedNode("it repeats " + extents + " " + repeats + " times");
        }
        List<Integer> places =
            IntStream.range(0, extent * count).map(i -> i % extent).boxed().toList();
        result = selected(call, "axis" + axis, result, axis, new Selection.Listed(places));
      }
    }
    return Operators.one(result);
  }

  private static List<OnnxValue> pad(NodeCall call) {
    OnnxValue in = call.array(0);
    Borders borders = Borders.of(call, NodeCall.extents(in).size());
    OnnxValue result = padded(call, in, borders);
    if (borders.value() == 0) {
      return Operators.one(result);
    }
    // Zeros, plus the fill value there; it may be an infinity.
    float value = Math.min(Math.max(borders.value(), -Pointwise.LARGEST), Pointwise.LARGEST);
    Constant zeros = Constant.of("inside", NodeCall.extents(in), true, new double[size(in)]);
    OnnxValue inside = padded(call, new OnnxValue.Fixed(zeros.mapped(x -> 1)), borders);
    Constant border = ((OnnxValue.Fixed) inside).constant().mapped(x -> x == 0 ? value : 0);
    return Operators.one(TensorArithmetic.added(call, result, new OnnxValue.Fixed(border)));
  }

  private static int size(OnnxValue value) {
    int size = NodeCall.extents(value).stream().reduce(1, (a, b) -> a * b);
    if (size > Constant.MOST_COMPUTED) {
      throw new UnsupportedNode("a constant of too many values");
    }
    return size;
  }

  private static OnnxValue padded(NodeCall call, OnnxValue in, Borders borders) {
    OnnxValue result = in;
    for (int axis : borders.axes()) {
      for (Selection part : borders.selections(axis)) {
        result = selected(call, "axis" + axis, result, axis, part);
      }
    }
    return result;
  }
}
