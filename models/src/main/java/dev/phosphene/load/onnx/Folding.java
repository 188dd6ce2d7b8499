package dev.phosphene.load.onnx;

import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Folds arithmetic on constants at import, mostly on shapes. A shape is that for the image that the
 * file was made for; its consequences are checked where they are used.
 */
final class Folding {
  private Folding() {}

  static void register(Map<String, Lowering> all) {
    all.put("Constant", Folding::constant);
    all.put("Shape", Folding::shape);
    all.put("ConstantOfShape", Folding::filled);
    all.put("Range", Folding::range);
    all.put("ScatterND", Folding::scatter);
  }

  static List<OnnxValue> fixed(
      String name, List<Integer> extents, boolean real, double... numbers) {
    return List.of(new OnnxValue.Fixed(Constant.of(name, extents, real, numbers)));
  }

  private static List<OnnxValue> constant(NodeCall call) {
    if (call.tensor("value").isPresent()) {
      return List.of(new OnnxValue.Fixed(call.read(call.tensor("value").get())));
    } else if (call.hasAttribute("value_float")) {
      return fixed("constant", List.of(), true, call.real("value_float", 0));
    } else if (call.hasAttribute("value_int")) {
      return fixed("constant", List.of(), false, (double) call.integer("value_int", 0));
    } else if (call.hasAttribute("value_floats")) {
      double[] numbers = call.reals("value_floats").stream().mapToDouble(v -> v).toArray();
      return fixed("constant", List.of(numbers.length), true, numbers);
    } else if (call.hasAttribute("value_ints")) {
      double[] numbers = call.integers("value_ints").stream().mapToDouble(v -> v).toArray();
      return fixed("constant", List.of(numbers.length), false, numbers);
    }
    throw new UnsupportedNode("a constant of this kind is not supported");
  }

  private static List<OnnxValue> shape(NodeCall call) {
    List<Integer> extents = NodeCall.extents(call.value(0));
    int rank = extents.size();
    int start = bound(call.integer("start", 0), rank);
    int end = Math.max(bound(call.integer("end", rank), rank), start);
    double[] numbers = extents.subList(start, end).stream().mapToDouble(e -> e).toArray();
    return fixed("shape", List.of(numbers.length), false, numbers);
  }

  private static int bound(long index, int rank) {
    return (int) Math.min(Math.max(index < 0 ? index + rank : index, 0), rank);
  }

  private static List<OnnxValue> filled(NodeCall call) {
    List<Integer> extents = new ArrayList<>();
    long size = 1;
    for (long extent : call.constant(0).integers()) {
      size *= Math.min(Math.max(extent, 0), Integer.MAX_VALUE); // no overflow: it was small before
      if (extent < 0 || extent > Integer.MAX_VALUE || size > Constant.MOST_COMPUTED) {
        throw new UnsupportedNode("a constant of too many values");
      }
      extents.add((int) extent);
    }
    double value = 0;
    boolean real = true;
    if (call.tensor("value").isPresent()) {
      Constant given = call.read(call.tensor("value").get());
      value = given.single();
      real = given.real();
    }
    double[] numbers = new double[(int) size];
    Arrays.fill(numbers, value);
    return fixed("constant", extents, real, numbers);
  }

  private static List<OnnxValue> range(NodeCall call) {
    double start = call.constant(0).single();
    double step = call.constant(2).single();
    double count = Math.max(Math.ceil((call.constant(1).single() - start) / step), 0);
    if (!(count <= Constant.MOST_COMPUTED)) {
      throw new UnsupportedNode("a constant of too many values");
    }
    double[] numbers = new double[(int) count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = start + i * step;
    }
    return fixed("range", List.of(numbers.length), call.constant(0).real(), numbers);
  }

  /** Overwrites parts of a constant: each index, along the last axis, selects one. */
  private static List<OnnxValue> scatter(NodeCall call) {
    Constant data = call.constant(0);
    Constant indices = call.constant(1);
    if (!call.text("reduction", "none").equals("none") || indices.rank() == 0) {
      throw new UnsupportedNode("this kind of scatter is not supported");
    }
    double[] numbers = data.few();
    double[] updates = call.constant(2).few();
    List<Long> places = indices.integers();
    int depth = indices.extents().get(indices.rank() - 1);
    if (depth < 1 || depth > data.rank()) {
      throw new UnsupportedNode("indices of " + depth + " axes into " + data.extents());
    }
    int each = data.extents().subList(depth, data.rank()).stream().reduce(1, (a, b) -> a * b);
    if (places.size() / depth * (long) each != updates.length) {
      throw new UnsupportedNode("its updates do not fit its indices");
    }
    for (int u = 0; u < places.size() / depth; u++) {
      int at = 0;
      for (int axis = 0; axis < depth; axis++) {
        int extent = data.extents().get(axis);
        at = at * extent + NodeCall.axis(places.get(u * depth + axis), extent);
      }
      System.arraycopy(updates, u * each, numbers, at * each, each);
    }
    return fixed(data.name(), data.extents(), data.real(), numbers);
  }
}
