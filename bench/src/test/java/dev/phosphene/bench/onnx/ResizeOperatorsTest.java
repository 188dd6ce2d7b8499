package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.real;
import static dev.phosphene.load.onnx.OnnxBuilder.reals;
import static dev.phosphene.load.onnx.OnnxBuilder.text;

import dev.phosphene.load.onnx.ProtoWriter;
import java.util.Arrays;
import java.util.List;

/** Borders, and other sizes. */
class ResizeOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    unary("Pad", 7, ints("pads", 0, 0, 1, 2, 0, 0, 3, 0), real("value", 0.5f));
    unary("Upsample", 7, reals("scales", 1, 1, 2, 3), text("mode", "nearest"));
    unary("Upsample", 7, reals("scales", 1, 1, 2, 2), text("mode", "linear"));
    add(
        "Pad by input",
        18,
        b ->
            b.integers("p", 1, 2, 0, 3)
                .integers("a", 2, 3)
                .weight("v", new long[] {}, -1)
                .node("Pad", "y", List.of("x", "p", "v", "a")));
    add(
        "Resize 10",
        10,
        b -> b.weight("s", new long[] {4}, 1, 1, 2, 3).node("Resize", "y", List.of("x", "s")));
    add(
        "Upsample 9",
        9,
        b ->
            b.weight("s", new long[] {4}, 1, 1, 2, 2)
                .node("Upsample", "y", List.of("x", "s"), text("mode", "linear")));
    for (String grid : List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
      resize("linear", grid, "", 2, 2);
      resize("linear", grid, "", 1.5f, 0.7f);
      resize("nearest", grid, "floor", 2, 3);
      resize("nearest", grid, "round_prefer_floor", 1.6f, 0.6f);
      resize("nearest", grid, "round_prefer_ceil", 2.5f, 0.5f);
      resize("nearest", grid, "ceil", 0.5f, 2);
      resize("nearest", grid, "round_prefer_floor", 2, 4); // many places lie in the middle
      resize("nearest", grid, "round_prefer_ceil", 2, 4);
    }
    for (String grid : List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
      form("cubic", grid, 13, 2, 1.5f);
      form("cubic", grid, 13, 0.6f, 0.25f, real("cubic_coeff_a", -0.5f));
      form("cubic", grid, 13, 1.7f, 0.5f, integer("exclude_outside", 1));
    }
    for (String mode : List.of("linear", "cubic")) {
      form(mode, "half_pixel_symmetric", 19, 1.7f, 0.6f);
      form(mode, "half_pixel", 18, 0.6f, 0.3f, integer("antialias", 1));
      form(mode, "half_pixel", 18, 1.6f, 0.7f, integer("antialias", 1));
      form(mode, "align_corners", 18, 0.5f, 0.4f, integer("antialias", 1));
      form(mode, "half_pixel", 19, 0.6f, 0.3f, integer("antialias", 1));
      for (float[] part : new float[][] {{0.2f, 0.1f, 0.9f, 0.7f}, {0.8f, 0, 0.1f, 1}}) {
        cropped(mode, part, 1.3f, 0.6f);
      }
    }
    form("cubic", "half_pixel", 18, 0.6f, 0.5f, integer("antialias", 1), excluded());
    form("nearest", "half_pixel_symmetric", 19, 1.7f, 0.6f);
    add(
        "Resize for the nearest as TensorFlow",
        11,
        b ->
            b.weight("s", new long[] {4}, 1, 1, 2, 0.6f)
                .weight("part", new long[] {0})
                .node(
                    "Resize",
                    "y",
                    List.of("x", "part", "s"),
                    text("mode", "nearest"),
                    text("nearest_mode", "floor"),
                    text("coordinate_transformation_mode", "tf_half_pixel_for_nn")));
    cropped("nearest", new float[] {0.2f, 0.1f, 0.9f, 0.7f}, 1.3f, 0.6f);
    form("linear", "pytorch_half_pixel", 13, 0.12f, 0.13f); // a single position
    form("linear", "align_corners", 13, 0.12f, 0.13f);
    for (String policy : List.of("stretch", "not_larger", "not_smaller")) {
      for (long[] sizes : new long[][] {{14, 5}, {5, 5}, {20, 23}}) {
        add(
            "Resize " + policy + " " + sizes[0] + "×" + sizes[1],
            18,
            b ->
                b.integers("z", sizes)
                    .node(
                        "Resize",
                        "y",
                        List.of("x", "", "", "z"),
                        text("mode", "linear"),
                        text("keep_aspect_ratio_policy", policy),
                        ints("axes", 2, 3)));
      }
    }
    add(
        "Resize of columns and rows",
        18,
        b ->
            b.weight("s", new long[] {2}, 2, 1.5f)
                .node(
                    "Resize",
                    "y",
                    List.of("x", "", "s"),
                    text("mode", "linear"),
                    ints("axes", -1, 2)));
    add(
        "Resize 10 linear",
        10,
        b ->
            b.weight("s", new long[] {4}, 1, 1, 0.6f, 1.4f)
                .node("Resize", "y", List.of("x", "s"), text("mode", "linear")));
    add(
        "Resize 10 smaller",
        10,
        b ->
            b.weight("s", new long[] {4}, 1, 1, 0.5f, 0.5f).node("Resize", "y", List.of("x", "s")));
    tensors(
        "Resize behind tokens",
        13,
        b ->
            b.integers("t", 1, 12, 36)
                .integers("p", 1, 12, 6, 6)
                .weight("s", new long[] {4}, 1, 1, 2, 1.5f)
                .node("Reshape", "r", List.of("x", "t"))
                .node("Tanh", "h", List.of("r"))
                .node("Reshape", "q", List.of("h", "p"))
                .node("Resize", "y", List.of("q", "", "s"), text("mode", "cubic")));
    add(
        "Resize by sizes",
        13,
        b ->
            b.integers("z", 2, 6, 14, 5)
                .node("Resize", "y", List.of("x", "", "", "z"), text("mode", "linear")));
  }

  private void resize(String mode, String grid, String rounding, float rows, float columns) {
    ProtoWriter[] attributes =
        rounding.isEmpty()
            ? new ProtoWriter[] {text("mode", mode), text("coordinate_transformation_mode", grid)}
            : new ProtoWriter[] {
              text("mode", mode),
              text("coordinate_transformation_mode", grid),
              text("nearest_mode", rounding)
            };
    add(
        "Resize %s %s %s %s×%s".formatted(mode, grid, rounding, rows, columns),
        13,
        b ->
            b.weight("s", new long[] {4}, 1, 1, rows, columns)
                .node("Resize", "y", List.of("x", "", "s"), attributes));
  }

  private static ProtoWriter excluded() {
    return integer("exclude_outside", 1);
  }

  private void form(
      String mode, String grid, long opset, float rows, float columns, ProtoWriter... more) {
    ProtoWriter[] attributes = Arrays.copyOf(more, more.length + 2);
    attributes[more.length] = text("mode", mode);
    attributes[more.length + 1] = text("coordinate_transformation_mode", grid);
    add(
        "Resize %s %s %s×%s with %d more".formatted(mode, grid, rows, columns, more.length),
        opset,
        b ->
            b.weight("s", new long[] {4}, 1, 1, rows, columns)
                .node("Resize", "y", List.of("x", "", "s"), attributes));
  }

  /** A part of the image, from top and left to bottom and right. */
  private void cropped(String mode, float[] part, float rows, float columns) {
    add(
        "Resize %s of the part %s".formatted(mode, Arrays.toString(part)),
        13,
        b ->
            b.weight("s", new long[] {4}, 1, 1, rows, columns)
                .weight("part", new long[] {8}, 0, 0, part[0], part[1], 1, 1, part[2], part[3])
                .node(
                    "Resize",
                    "y",
                    List.of("x", "part", "s"),
                    text("mode", mode),
                    text("coordinate_transformation_mode", "tf_crop_and_resize")));
  }
}
