package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Scaling;
import dev.phosphene.graph.Selection;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Imports operators over rows and columns: padding, resizing, global means. */
final class Spatial {
  private Spatial() {}

  static void register(Map<String, Lowering> all) {
    all.put("Pad", Spatial::pad);
    all.put("DepthToSpace", Spatial::depthToSpace);
    all.put(
        "SpaceToDepth",
        call -> Operators.one(call.emit(new Op.SpaceToDepth(block(call)), call.picture(0))));
    Reductions.onPictures(all);
    all.put("Upsample", Spatial::upsample);
    all.put("Resize", Spatial::resize);
  }

  private static int block(NodeCall call) {
    return Math.max(NodeCall.small(call.integer("blocksize", 0)), 1);
  }

  private static List<OnnxValue> depthToSpace(NodeCall call) {
    boolean first = call.text("mode", "DCR").equals("CRD");
    return Operators.one(call.emit(new Op.DepthToSpace(block(call), first), call.picture(0)));
  }

  private static List<OnnxValue> pad(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    Borders borders = Borders.of(call, in.rank());
    int[] rows = new int[2];
    int[] columns = new int[2];
    boolean constant = borders.filling() == Selection.Filling.ZERO;
    for (int axis : borders.axes()) {
      int[] pair = {borders.before()[axis], borders.after()[axis]};
      constant &= Math.min(pair[0], pair[1]) >= 0;
      if (in.axes().get(axis).is(Kind.ROW)) {
        rows = pair;
      } else if (in.axes().get(axis).is(Kind.COLUMN)) {
        columns = pair;
      } else {
        constant = false;
      }
    }
    if (borders.axes().isEmpty()) {
      return Operators.one(in);
    } else if (constant) {
      Op pad = new Op.Pad(rows[0], columns[0], rows[1], columns[1], borders.value());
      return Operators.one(call.emit(pad, in));
    } else if (borders.value() != 0) {
      throw new UnsupportedNode("a border of " + borders.value() + " along channels");
    }
    OnnxValue.Map result = in;
    for (int axis : borders.axes()) {
      for (Selection part : borders.selections(axis)) {
        result = call.step("axis" + axis, Channels.select(result, axis, part), result);
      }
    }
    return Operators.one(result);
  }

  /** Upsampling; before operator set 9 the factors are an attribute. */
  private static List<OnnxValue> upsample(NodeCall call) {
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

  private static List<OnnxValue> resize(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    boolean ten = call.opset() < 11; // X, scales; later X, roi, scales, sizes
    List<Double> factors = new ArrayList<>();
    if (call.has(ten ? 1 : 2) && call.constant(ten ? 1 : 2).size() > 0) {
      for (double factor : call.constant(ten ? 1 : 2).few()) {
        factors.add(factor);
      }
    } else {
      factors.addAll(bySizes(call, in));
      String policy = call.text("keep_aspect_ratio_policy", "stretch");
      if (!policy.equals("stretch")) {
        return keepingAspect(call, factors, policy);
      }
    }
    boolean smaller = factors.stream().anyMatch(factor -> factor < 1);
    String grid = ten ? "asymmetric" : call.text("coordinate_transformation_mode", "half_pixel");
    String rounding =
        ten ? (smaller ? "ceil" : "floor") : call.text("nearest_mode", "round_prefer_floor");
    return Operators.one(scale(call, factors, call.text("mode", "nearest"), grid, rounding));
  }

  /** Returns the factors that give the sizes, which may change the aspect ratio. */
  private static List<Double> bySizes(NodeCall call, OnnxValue.Map in) {
    List<Long> sizes = call.constant(3).integers();
    List<Integer> own = axes(call, in).stream().map(in.extents()::get).toList();
    List<Double> factors = new ArrayList<>();
    for (int i = 0; i < Math.min(sizes.size(), own.size()); i++) {
      factors.add(Math.max(sizes.get(i), 0) / (double) own.get(i));
    }
    return factors;
  }

  /** Resizes by one factor for both axes, so that neither exceeds, or falls below, its size. */
  private static List<OnnxValue> keepingAspect(NodeCall call, List<Double> factors, String policy) {
    if (factors.isEmpty() || call.integer("antialias", 0) != 0) {
      throw new UnsupportedNode("keep_aspect_ratio_policy with antialias is not supported");
    }
    OnnxValue.Map in = call.map(0);
    double one = policy.equals("not_larger") ? Collections.min(factors) : Collections.max(factors);
    List<Double> rounded =
        axes(call, in).stream()
            .map(axis -> Math.floor(one * in.extents().get(axis) + 0.5) / in.extents().get(axis))
            .toList();
    String grid = call.text("coordinate_transformation_mode", "half_pixel");
    String rounding = call.text("nearest_mode", "round_prefer_floor");
    Scaling.Grid rows = new Scaling.Uniform(grid(call, grid, Kind.ROW), one);
    Scaling.Grid columns = new Scaling.Uniform(grid(call, grid, Kind.COLUMN), one);
    Scaling.Filter filter = filter(call, call.text("mode", "nearest"), rounding);
    return Operators.one(scale(call, rounded, rows, columns, filter));
  }

  /** Returns the axes that the factors apply to. */
  private static List<Integer> axes(NodeCall call, OnnxValue.Map in) {
    List<Long> given = call.integers("axes");
    return given.isEmpty()
        ? IntStream.range(0, in.rank()).boxed().toList()
        : given.stream().map(axis -> NodeCall.axis(axis, in.rank())).toList();
  }

  private static OnnxValue.Map scale(
      NodeCall call, List<Double> factors, String mode, String grid, String rounding) {
    return scale(
        call,
        factors,
        grid(call, grid, Kind.ROW),
        grid(call, grid, Kind.COLUMN),
        filter(call, mode, rounding));
  }

  private static OnnxValue.Map scale(
      NodeCall call,
      List<Double> factors,
      Scaling.Grid rows,
      Scaling.Grid columns,
      Scaling.Filter filter) {
    OnnxValue.Map in = call.map(0);
    List<Integer> axes = axes(call, in);
    if (factors.size() != axes.size()) {
      throw new UnsupportedNode(factors.size() + " factors for " + axes.size() + " axes");
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
        throw new UnsupportedNode("it resizes something else than rows and columns");
      }
    }
    try {
      return call.emit(
          new Op.Resize(
              new Scaling(vertical, rows, filter), new Scaling(horizontal, columns, filter)),
          in);
    } catch (IllegalArgumentException e) {
      throw new UnsupportedNode(String.valueOf(e.getMessage()));
    }
  }

  private static Scaling.Grid grid(NodeCall call, String name, Kind kind) {
    return switch (name) {
      case "half_pixel" -> Scaling.Usual.HALF_PIXEL;
      case "pytorch_half_pixel" -> Scaling.Usual.PYTORCH_HALF_PIXEL;
      case "half_pixel_symmetric" -> Scaling.Usual.HALF_PIXEL_SYMMETRIC;
      case "tf_half_pixel_for_nn" -> Scaling.Usual.HALF_PIXEL_NEAREST;
      case "align_corners" -> Scaling.Usual.ALIGN_CORNERS;
      case "asymmetric" -> Scaling.Usual.ASYMMETRIC;
      case "tf_crop_and_resize" -> crop(call, kind);
      default -> throw new UnsupportedNode("the coordinates \"" + name + "\" are unknown");
    };
  }

  /** Returns the resized part of an axis: the input "roi" has all starts, then all ends. */
  private static Scaling.Grid crop(NodeCall call, Kind kind) {
    OnnxValue.Map in = call.map(0);
    List<Integer> axes = axes(call, in);
    double[] parts = call.constant(1).few();
    for (int i = 0; i < axes.size() && parts.length == 2 * axes.size(); i++) {
      if (in.axes().get(axes.get(i)).is(kind)) {
        return new Scaling.Crop(parts[i], parts[i + axes.size()]);
      }
    }
    return new Scaling.Crop(0, 1);
  }

  private static Scaling.Filter filter(NodeCall call, String mode, String rounding) {
    boolean antialias = call.integer("antialias", 0) != 0;
    return switch (mode) {
      case "linear" -> new Scaling.Linear(antialias);
      case "cubic" ->
          new Scaling.Cubic(
              call.real("cubic_coeff_a", -0.75f),
              call.integer("exclude_outside", 0) != 0,
              antialias);
      case "nearest" ->
          switch (rounding) {
            case "round_prefer_floor" -> Scaling.Nearest.NEAREST_DOWN;
            case "round_prefer_ceil" -> Scaling.Nearest.NEAREST_UP;
            case "floor" -> Scaling.Nearest.FLOOR;
            case "ceil" -> Scaling.Nearest.CEIL;
            default -> throw new UnsupportedNode("the rounding \"" + rounding + "\" is unknown");
          };
      default -> throw new UnsupportedNode("the mode \"" + mode + "\" is not supported");
    };
  }
}
