package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.export.AtenOperators.Translator;
import dev.phosphene.load.onnx.Translation;
import java.util.List;
import java.util.Map;

/** Operators that make images larger or smaller. */
final class AtenResizes {
  private AtenResizes() {}

  static void register(Map<String, Translator> all) {
    all.put("upsample_nearest2d", call -> nearest(call, "asymmetric", "floor"));
    all.put("_upsample_nearest_exact2d", call -> nearest(call, "half_pixel", "round_prefer_ceil"));
    all.put("upsample_bilinear2d", call -> smooth(call, "linear", false));
    all.put("_upsample_bilinear2d_aa", call -> smooth(call, "linear", true));
    all.put("upsample_bicubic2d", call -> smooth(call, "cubic", false));
    all.put("_upsample_bicubic2d_aa", call -> smooth(call, "cubic", true));
  }

  private static void nearest(AtenCall call, String grid, String rounding) {
    resized(call)
        .with("mode", "nearest")
        .with("coordinate_transformation_mode", grid)
        .with("nearest_mode", rounding);
  }

  private static void smooth(AtenCall call, String mode, boolean antialias) {
    boolean corners = call.flag("align_corners", false);
    resized(call)
        .with("mode", mode)
        .with("coordinate_transformation_mode", corners ? "align_corners" : "pytorch_half_pixel")
        .with("cubic_coeff_a", antialias ? -0.5 : -0.75)
        .with("exclude_outside", antialias ? 1 : 0)
        .with("antialias", antialias ? 1 : 0);
  }

  /** By the new size, or by factors for rows and columns. */
  private static Translation.Draft resized(AtenCall call) {
    String in = call.tensor(call.has("self") ? "self" : "input");
    if (call.has("scale_factors")) {
      List<Double> factors = call.reals("scale_factors");
      if (factors.size() != 2) {
        throw new Unsupported(factors.size() + " factors, expected two");
      }
      String scales = call.array("scales", List.of(2), true, factors.get(0), factors.get(1));
      return call.emit("Resize", in, "", scales).with("axes", List.of(2L, 3L));
    }
    String sizes = call.sizes("output_size", -1);
    return call.emit("Resize", in, "", "", sizes).with("axes", List.of(2L, 3L));
  }
}
