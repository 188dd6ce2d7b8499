package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.SharedData;
import dev.phosphene.graph.Model;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.Start;
import dev.phosphene.render.Render;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tutorial's published animation: Inception v3, {@code mixed3:1}, from black at 300×300, runs
 * of one step, each from the 8-bit image of the last. Mean R, G and B of its frames, decoded from
 * the published file.
 */
class PublishedRunTest {
  private static final Map<Integer, double[]> PUBLISHED =
      Map.of(
          1, new double[] {3.02, 2.82, 1.80},
          2, new double[] {5.66, 5.64, 3.30},
          3, new double[] {8.01, 8.23, 4.66},
          10, new double[] {21.65, 23.48, 13.87});
  private static final int FRAMES = 10;

  @Test
  void byTheApi(@TempDir Path folder) {
    Path weights = SharedData.of("weights/inception_v3_notop_to_mixed8.h5");
    Model model = Models.load("inception_v3", Optional.of(weights), DownloadListener.NONE);
    Path frame = folder.resolve("frame.png");
    Start start = Start.black();
    for (int i = 1; i <= FRAMES; i++) {
      Render render = Render.of(model, "mixed3:1").recipe("tutorial").start(start).steps(1);
      render.run().image(0).save(frame);
      check(i, frame);
      start = Start.photo(frame);
    }
  }

  @Test
  void byTheCommandLine(@TempDir Path folder) {
    Path weights = SharedData.of("weights/inception_v3_notop_to_mixed8.h5");
    Path frame = folder.resolve("frame.png");
    Object start = "black";
    for (int i = 1; i <= FRAMES; i++) {
      Cli run =
          Cli.run(
              "render",
              "inception_v3",
              "mixed3:1",
              "--weights",
              weights,
              "--recipe",
              "tutorial",
              "--steps",
              1,
              "--start",
              start,
              "-o",
              frame,
              "--quiet");
      assertThat(run.code()).as(run.err()).isZero();
      check(i, frame);
      start = frame;
    }
  }

  private static void check(int number, Path frame) {
    double[] expected = PUBLISHED.get(number);
    if (expected == null) {
      return;
    }
    Tensor picture = ImageFiles.read(frame);
    int positions = 300 * 300;
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      for (int i = 0; i < positions; i++) {
        sum += picture.data()[c * positions + i];
      }
      assertThat(255 * sum / positions)
          .as("frame %d, channel %d", number, c)
          .isCloseTo(expected[c], within(.5));
    }
  }
}
