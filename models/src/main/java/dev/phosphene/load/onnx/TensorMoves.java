package dev.phosphene.load.onnx;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Moves;
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

/** Operators that move values of tensors and of constants: other shapes, orders, parts. */
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

  private static List<Value> reshape(Call call) {
    Value in = call.array(0);
    return reshaped(call, Shapes.reshaped(call, Call.extents(in)));
  }

  private static List<Value> flatten(Call call) {
    return reshaped(call, Shapes.flattened(call, Call.extents(call.array(0))));
  }

  private static List<Value> reshaped(Call call, List<Integer> extents) {
    Value in = call.array(0);
    if (in instanceof Value.Fixed fixed) {
      return Operators.one(new Value.Fixed(fixed.constant().reshaped(extents)));
    }
    return Operators.one(reshaped(call, null, call.tensor(in), extents));
  }

  /** The same values in another shape; bears the node's name if there is no suffix. */
  static Value.Tensor reshaped(
      Call call, @Nullable String suffix, Value.Tensor in, List<Integer> extents) {
    if (in.extents().equals(extents)) {
      return in;
    }
    // A single number has no axes in the file, and one here.
    Op op = new Op.Reshape(extents.isEmpty() ? List.of(1) : extents);
    Value.Tensor out = suffix == null ? call.emit(op, in) : call.step(suffix, op, in);
    return new Value.Tensor(out.node(), extents);
  }

  private static List<Value> transpose(Call call) {
    Value in = call.array(0);
    List<Integer> order = Shapes.order(call, Call.extents(in).size());
    return Operators.one(transposed(call, null, in, order));
  }

  /** With the axes in another order, counted from 0. */
  static Value transposed(Call call, @Nullable String suffix, Value in, List<Integer> order) {
    if (order.equals(IntStream.range(0, order.size()).boxed().toList())) {
      return in;
    }
    return moved(call, suffix, new Op.Transpose(order.stream().map(axis -> axis + 1).toList()), in);
  }

  /** The values of a tensor or constant moved by {@code op}. */
  static Value moved(Call call, @Nullable String suffix, Op op, Value in) {
    if (in instanceof Value.Fixed fixed) {
      return new Value.Fixed(moved(fixed.constant(), op));
    }
    Value.Tensor tensor = call.tensor(in);
    return suffix == null ? call.emit(op, tensor) : call.step(suffix, op, tensor);
  }

  private static Constant moved(Constant constant, Op op) {
    try {
      Shape out = Graph.shape(op, List.of(constant.shape()));
      if (op instanceof Op.Select && out.size() > Constant.MOST_COMPUTED) {
        throw new Unsupported("a constant of too many values");
      }
      return constant.moved(
          () -> Moves.of(op, constant.shape()).orElseThrow(),
          IntStream.range(1, out.rank()).mapToObj(out::extent).toList());
    } catch (IllegalArgumentException e) {
      throw new Unsupported(String.valueOf(e.getMessage()));
    }
  }

  /** Places along one axis, counted from 0. */
  static Value selected(
      Call call, @Nullable String suffix, Value in, int axis, Selection selection) {
    return moved(call, suffix, new Op.Select(axis + 1, selection), in);
  }

  private static List<Value> slice(Call call) {
    Value in = call.array(0);
    List<Integer> extents = Call.extents(in);
    Value result = in;
    for (Channels.Part part : Channels.parts(call, extents)) {
      int extent = extents.get(part.axis());
      if (extent > 0 && isNothing(part.range(), extent) && result instanceof Value.Fixed fixed) {
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

  private static List<Value> gather(Call call) {
    Value in = call.array(0);
    List<Integer> extents = Call.extents(in);
    int axis = Call.axis(call.integer("axis", 0), extents.size());
    Constant indices = call.constant(1);
    List<Integer> places =
        indices.integers().stream().map(i -> Call.axis(i, extents.get(axis))).toList();
    List<Integer> after = new ArrayList<>(extents.subList(0, axis));
    after.addAll(indices.extents());
    after.addAll(extents.subList(axis + 1, extents.size()));
    Value picked = selected(call, "places", in, axis, new Selection.Listed(places));
    if (picked instanceof Value.Fixed fixed) {
      return Operators.one(new Value.Fixed(fixed.constant().reshaped(after)));
    }
    return Operators.one(reshaped(call, null, call.tensor(picked), after));
  }

  private static List<Value> split(Call call) {
    Value in = call.array(0);
    List<Integer> extents = Call.extents(in);
    int axis = Call.axis(call.integer("axis", 0), extents.size());
    List<Integer> sizes = Channels.parts(call, extents.get(axis));
    List<Value> results = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < sizes.size(); i++) {
      Op part = new Op.Select(axis + 1, new Selection.Range(first, first + sizes.get(i), 1));
      results.add(
          in instanceof Value.Fixed fixed
              ? new Value.Fixed(moved(fixed.constant(), part))
              : call.emit(i, part, call.tensor(in)));
      first += sizes.get(i);
    }
    return results;
  }

  private static List<Value> concat(Call call) {
    List<Value> parts = new ArrayList<>();
    for (int i = 0; i < call.count(); i++) {
      Value part = call.array(i);
      if (Call.extents(part).stream().allMatch(extent -> extent > 0)) {
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      return Operators.one(call.array(0));
    }
    int rank = Call.extents(parts.get(0)).size();
    int axis = Call.axis(call.integer("axis", 0), rank);
    if (parts.stream().allMatch(part -> part instanceof Value.Fixed)) {
      return joined(parts.stream().map(part -> ((Value.Fixed) part).constant()).toList(), axis);
    } else if (parts.size() == 1) {
      return Operators.one(parts.get(0));
    }
    Value.Tensor[] tensors = parts.stream().map(call::tensor).toArray(Value.Tensor[]::new);
    return Operators.one(call.emit(new Op.Join(axis + 1), tensors));
  }

  private static List<Value> joined(List<Constant> parts, int axis) {
    Shape out;
    try {
      out = Graph.shape(new Op.Join(axis + 1), parts.stream().map(Constant::shape).toList());
    } catch (IllegalArgumentException e) {
      throw new Unsupported(String.valueOf(e.getMessage()));
    }
    if (out.size() > Constant.MOST_COMPUTED) {
      throw new Unsupported("a constant of too many values");
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

  private static List<Value> expand(Call call) {
    List<Integer> wanted = call.constant(1).integers().stream().map(Call::extent).toList();
    return Operators.one(expanded(call, "expanded", call.array(0), wanted));
  }

  /** Repeated along axes of extent 1 to a shape with which it is compatible. */
  static Value expanded(Call call, String suffix, Value in, List<Integer> wanted) {
    List<Integer> extents = new ArrayList<>(Call.extents(in));
    extents.addAll(0, Collections.nCopies(Math.max(wanted.size() - extents.size(), 0), 1));
    Value result =
        in instanceof Value.Fixed fixed
            ? new Value.Fixed(fixed.constant().reshaped(extents))
            : reshaped(call, suffix, call.tensor(in), extents);
    for (int i = 0; i < wanted.size(); i++) {
      int axis = extents.size() - wanted.size() + i;
      int count = wanted.get(i);
      if (count != 1 && extents.get(axis) == 1) {
        Selection repeated = new Selection.Listed(Collections.nCopies(count, 0));
        result = selected(call, suffix + axis, result, axis, repeated);
      } else if (count != 1 && extents.get(axis) != count) {
        throw new Unsupported(extents + " cannot be expanded to " + wanted);
      }
    }
    return result;
  }

  private static List<Value> tile(Call call) {
    Value result = call.array(0);
    List<Integer> extents = Call.extents(result);
    List<Long> repeats = call.constant(1).integers();
    if (repeats.size() != extents.size()) {
      throw new Unsupported(repeats + " repeats for " + extents);
    }
    for (int axis = 0; axis < extents.size(); axis++) {
      int extent = extents.get(axis);
      int count = Call.small(repeats.get(axis));
      if (count != 1) {
        if (extent * (long) count > Constant.MOST_COMPUTED) {
          throw new Unsupported("it repeats " + extents + " " + repeats + " times");
        }
        List<Integer> places =
            IntStream.range(0, extent * count).map(i -> i % extent).boxed().toList();
        result = selected(call, "axis" + axis, result, axis, new Selection.Listed(places));
      }
    }
    return Operators.one(result);
  }

  private static List<Value> pad(Call call) {
    Value in = call.array(0);
    Borders borders = Borders.of(call, Call.extents(in).size());
    Value result = padded(call, in, borders);
    if (borders.value() == 0) {
      return Operators.one(result);
    }
    // Zeros, and the value added where they are; it may be an infinity.
    float value = Math.min(Math.max(borders.value(), -Pointwise.LARGEST), Pointwise.LARGEST);
    Constant zeros = Constant.of("inside", Call.extents(in), true, new double[size(in)]);
    Value inside = padded(call, new Value.Fixed(zeros.mapped(x -> 1)), borders);
    Constant border = ((Value.Fixed) inside).constant().mapped(x -> x == 0 ? value : 0);
    return Operators.one(TensorArithmetic.added(call, result, new Value.Fixed(border)));
  }

  private static int size(Value value) {
    int size = Call.extents(value).stream().reduce(1, (a, b) -> a * b);
    if (size > Constant.MOST_COMPUTED) {
      throw new Unsupported("a constant of too many values");
    }
    return size;
  }

  private static Value padded(Call call, Value in, Borders borders) {
    Value result = in;
    for (int axis : borders.axes()) {
      for (Selection part : borders.selections(axis)) {
        result = selected(call, "axis" + axis, result, axis, part);
      }
    }
    return result;
  }
}
