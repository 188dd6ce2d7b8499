package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Scaling;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators over rows and columns: borders, resizing, means over all positions. */
final class Spatial {
  private Spatial() {}

  static void register(Map<String, Lowering> all) {
    all.put("Pad", Spatial::pad);
    all.put("ReduceMean", call -> reduce(call, new Op.GlobalAvgPool()));
    all.put("ReduceMax", call -> reduce(call, new Op.GlobalMaxPool()));
    all.put("Upsample", Spatial::upsample);
    all.put("Resize", Spatial::resize);
  }

  private static List<Value> pad(Call call) {
    Value.Map in = call.map(0);
    if (!call.text("mode", "constant").equals("constant")) {
      throw new Unsupported("the mode " + call.text("mode", "") + " is not supported");
    }
    List<Long> pads = call.integersOrInput("pads", 1).orElse(List.of());
    List<Long> axes =
        call.has(3)
            ? call.constant(3).integers()
            : IntStream.range(0, in.rank()).mapToObj(i -> (long) i).toList();
    if (pads.size() != 2 * axes.size()) {
      throw new Unsupported(pads.size() + " borders for " + axes.size() + " axes");
    }
    int[] rows = new int[2];
    int[] columns = new int[2];
    for (int i = 0; i < axes.size(); i++) {
      Axis axis = in.axes().get(Call.axis(axes.get(i), in.rank()));
      int before = Call.small(pads.get(i));
      int after = Call.small(pads.get(i + axes.size()));
      if (axis.is(Kind.ROW)) {
        rows = new int[] {before, after};
      } else if (axis.is(Kind.COLUMN)) {
        columns = new int[] {before, after};
      } else if (before + after > 0) {
        throw new Unsupported("a border along something else than rows and columns");
      }
    }
    float value = call.has(2) ? (float) call.constant(2).single() : call.real("value", 0);
    if (rows[0] + rows[1] + columns[0] + columns[1] == 0) {
      return Operators.one(in);
    }
    return Operators.one(
        call.emit(new Op.Pad(rows[0], columns[0], rows[1], columns[1], value), in));
  }

  private static List<Value> reduce(Call call, Op op) {
    Value.Map in = call.map(0);
    List<Long> given = call.integersOrInput("axes", 1).orElse(List.of());
    List<Integer> axes = given.stream().map(axis -> Call.axis(axis, in.rank())).toList();
    List<Kind> kinds = axes.stream().map(axis -> in.axes().get(axis).kind()).toList();
    if (!in.whole()
        || !kinds.contains(Kind.ROW)
        || !kinds.contains(Kind.COLUMN)
        || kinds.contains(Kind.CHANNEL)
        || kinds.contains(Kind.BATCH)) {
      throw new Unsupported("it is not over all rows and columns: axes " + given);
    }
    Value.Map result = call.emit(op, in);
    if (call.integer("keepdims", 1) != 0) {
      return Operators.one(result);
    }
    List<Axis> left = new ArrayList<>();
    for (int i = 0; i < in.rank(); i++) {
      if (!axes.contains(i)) {
        left.add(result.axes().get(i));
      }
    }
    return Operators.one(result.with(left));
  }

  /** Before operator set 9 the factors are an attribute. */
  private static List<Value> upsample(Call call) {
    List<Double> factors = new ArrayList<>();
    if (call.has(1)) {
      for (double factor : call.constant(1).few()) {
        factors.add(factor);
      }
    } else {
      call.reals("scales").forEach(factor -> factors.add((double) factor));
    }
    String mode = call.text("mode", "nearest");
    return Operators.one(scale(call, factors, mode, "asymmetric", "floor"));
  }

  private static List<Value> resize(Call call) {
    Value.Map in = call.map(0);
    boolean ten = call.opset() < 11; // X, scales; later X, roi, scales, sizes
    List<Double> factors = new ArrayList<>();
    if (call.has(ten ? 1 : 2) && call.constant(ten ? 1 : 2).size() > 0) {
      for (double factor : call.constant(ten ? 1 : 2).few()) {
        factors.add(factor);
      }
    } else {
      if (!call.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
        throw new Unsupported("keep_aspect_ratio_policy is not supported");
      }
      List<Long> sizes = call.constant(3).integers();
      List<Integer> own = axes(call, in).stream().map(in.extents()::get).toList();
      for (int i = 0; i < Math.min(sizes.size(), own.size()); i++) {
        factors.add(Math.max(sizes.get(i), 0) / (double) own.get(i));
      }
    }
    boolean smaller = factors.stream().anyMatch(factor -> factor < 1);
    if (call.integer("antialias", 0) != 0 && smaller) {
      throw new Unsupported("antialiasing is not supported");
    }
    String grid = ten ? "asymmetric" : call.text("coordinate_transformation_mode", "half_pixel");
    String rounding =
        ten ? (smaller ? "ceil" : "floor") : call.text("nearest_mode", "round_prefer_floor");
    return Operators.one(scale(call, factors, call.text("mode", "nearest"), grid, rounding));
  }

  /** The axes that the factors are for. */
  private static List<Integer> axes(Call call, Value.Map in) {
    List<Long> given = call.integers("axes");
    return given.isEmpty()
        ? IntStream.range(0, in.rank()).boxed().toList()
        : given.stream().map(axis -> Call.axis(axis, in.rank())).toList();
  }

  private static Value.Map scale(
      Call call, List<Double> factors, String mode, String grid, String rounding) {
    Value.Map in = call.map(0);
    List<Integer> axes = axes(call, in);
    if (factors.size() != axes.size()) {
      throw new Unsupported(factors.size() + " factors for " + axes.size() + " axes");
    }
    double vertical = 1;
    double horizontal = 1;
    for (int i = 0; i < factors.size(); i++) {
      Axis axis = in.axes().get(axes.get(i));
      if (axis.is(Kind.ROW)) {
        vertical = factors.get(i);
      } else if (axis.is(Kind.COLUMN)) {
        horizontal = factors.get(i);
      } else if (factors.get(i) != 1) {
        throw new Unsupported("it resizes something else than rows and columns");
      }
    }
    Scaling.Grid places = grid(grid, vertical, horizontal);
    Scaling.Filter filter = filter(mode, rounding);
    try {
      return call.emit(
          new Op.Resize(
              new Scaling(vertical, places, filter), new Scaling(horizontal, places, filter)),
          in);
    } catch (IllegalArgumentException e) {
      throw new Unsupported(String.valueOf(e.getMessage()));
    }
  }

  private static Scaling.Grid grid(String name, double vertical, double horizontal) {
    boolean whole = vertical == Math.rint(vertical) && horizontal == Math.rint(horizontal);
    return switch (name) {
      case "half_pixel" -> Scaling.Grid.HALF_PIXEL;
      case "pytorch_half_pixel" -> Scaling.Grid.PYTORCH_HALF_PIXEL;
      case "align_corners" -> Scaling.Grid.ALIGN_CORNERS;
      case "asymmetric" -> Scaling.Grid.ASYMMETRIC;
      case "half_pixel_symmetric" -> {
        if (!whole) {
          throw new Unsupported("half_pixel_symmetric with a broken factor is not supported");
        }
        yield Scaling.Grid.HALF_PIXEL;
      }
      default -> throw new Unsupported("the coordinates \"" + name + "\" are not supported");
    };
  }

  private static Scaling.Filter filter(String mode, String rounding) {
    return switch (mode) {
      case "linear" -> Scaling.Filter.LINEAR;
      case "nearest" ->
          switch (rounding) {
            case "round_prefer_floor" -> Scaling.Filter.NEAREST_DOWN;
            case "round_prefer_ceil" -> Scaling.Filter.NEAREST_UP;
            case "floor" -> Scaling.Filter.FLOOR;
            case "ceil" -> Scaling.Filter.CEIL;
            default -> throw new Unsupported("the rounding \"" + rounding + "\" is unknown");
          };
      default -> throw new Unsupported("the mode \"" + mode + "\" is not supported");
    };
  }
}
