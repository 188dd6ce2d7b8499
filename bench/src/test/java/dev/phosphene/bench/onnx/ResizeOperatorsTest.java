package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.real;
import static dev.phosphene.load.onnx.OnnxBuilder.reals;
import static dev.phosphene.load.onnx.OnnxBuilder.text;

import dev.phosphene.load.onnx.ProtoWriter;
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
}
