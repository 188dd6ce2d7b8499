package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.graph.Graph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.io.TempDir;

/** An image [5,4,3] of random numbers, and what a layer makes of it. */
abstract class KerasLayerCase {
  static final int H = 5;
  static final int W = 4;
  static final int C = 3;

  final Path folder;
  final Random random = new Random(Seeds.next(getClass().getSimpleName()));
  final float[] picture = new float[H * W * C];

  KerasLayerCase(@TempDir Path folder) {
    this.folder = folder;
    for (int i = 0; i < picture.length; i++) {
      picture[i] = 16 * random.nextFloat() - 8;
    }
  }

  /** A model with nothing but its input [5,4,3]. */
  KerasBuilder begin() {
    // Something must have weights: jHDF and the manifest do not like nothing.
    return KerasBuilder.begin(H, W, C).random(random, "unused", "bias", 1);
  }

  /** The model read back, with nothing missing. */
  Graph graph(KerasBuilder builder) throws IOException {
    Graph graph = KerasModel.model("m", builder.tfjs(folder)).graph();
    assertThat(graph.notes().missing()).isEmpty();
    return graph;
  }

  /** Values [h,w,c] of a layer for the image. */
  float[] run(KerasBuilder builder, String layer) throws IOException {
    return Evaluated.last(graph(builder), layer, H, W, picture);
  }

  /** Values [h,w,c] of a single layer for the image. */
  float[] one(String kind, String config) throws IOException {
    return run(begin().add(kind, "x", config, "input_1"), "x");
  }

  /** The image at a place, zero beyond its border. */
  float at(int y, int x, int c) {
    return y < 0 || x < 0 || y >= H || x >= W ? 0 : picture[(y * W + x) * C + c];
  }

  /** Whether values are a function of the image, pixel by pixel. */
  void pointwise(String name, float[] values, DoubleUnaryOperator function) {
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i])
          .as(name + " of " + picture[i])
          .isCloseTo((float) function.applyAsDouble(picture[i]), within(2e-5f));
    }
  }
}
