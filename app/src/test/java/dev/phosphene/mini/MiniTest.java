package dev.phosphene.mini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.analysis.Activations;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Model;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.render.Result;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The network inside the box, end to end. */
class MiniTest {
  private static final int BATCH = 100;

  private static final float[] GOLDEN = {
    1.8419663f, 2.0331357f, -0.4351406f, -1.0272269f, -0.1365486f,
    -0.7042459f, -0.9143252f, -0.8220789f, -0.0329042f, -0.1384624f
  };

  private final Model mini = Models.load("mini");

  @Test
  void namesItsClasses() {
    assertThat(mini.labels()).hasSize(10).contains("airplane", "truck");
  }

  /** The shipped file, in our own engine, on the 10,000 test images, one view each. */
  @Test
  void labelsTheTestPictures() throws IOException {
    Tensor batch = Tensor.zeros(BATCH, 3, 32, 32);
    int[] expected = new int[BATCH];
    int[] counts = new int[3]; // in the batch, seen, right
    try (Network network =
        Engines.best()
            .compile(
                mini.withPreprocessing(),
                List.of("logits"),
                batch.shape(),
                Engine.Options.defaults())) {
      Cifar10Images.test(
          (label, rgb) -> {
            System.arraycopy(rgb, 0, batch.data(), counts[0] * rgb.length, rgb.length);
            expected[counts[0]++] = mini.labels().indexOf(label);
            if (counts[0] == BATCH) {
              network.forward(batch);
              counts[2] += right(network.activation("logits"), expected);
              counts[1] += BATCH;
              counts[0] = 0;
            }
          });
    }
    System.out.printf("mini labels %d of %d test pictures%n", counts[2], counts[1]);
    assertThat(counts[1]).isEqualTo(10_000);
    Matcher stated = Pattern.compile("accuracy: (0\\.\\d+)").matcher(mini.origin());
    assertThat(stated.find()).isTrue();
    // One processor's rounding may tip an image that hangs in the balance.
    assertThat(counts[2] / 10_000.0).isCloseTo(Double.parseDouble(stated.group(1)), within(.001));
  }

  private static int right(Tensor logits, int[] expected) {
    int right = 0;
    int classes = logits.shape().c();
    for (int n = 0; n < expected.length; n++) {
      int from = n * classes;
      int best =
          IntStream.range(0, classes)
              .reduce((a, b) -> logits.data()[from + b] > logits.data()[from + a] ? b : a)
              .orElseThrow();
      right += best == expected[n] ? 1 : 0;
    }
    return right;
  }

  /** A logit's image, read back from its file, is taken for that class. */
  @Test
  void namesItsOwnPictures(@TempDir Path folder) {
    Recipe recipe = Recipe.LUCID.with(Setting.SIZE, new Size(64, 64)).with(Setting.STEPS, 64);
    Result result = Render.of(mini, "logits:0-9").recipe(recipe).run();
    int right = 0;
    for (int i = 0; i < 10; i++) {
      Path file = folder.resolve(i + ".png");
      result.image(i).save(file);
      Activations seen =
          Activations.of(
              mini,
              ImageFiles.read(file),
              List.of("logits"),
              Engines.best(),
              Engine.Options.defaults());
      right += seen.labels(mini, 0, 1).get(0).label().equals(mini.labels().get(i)) ? 1 : 0;
    }
    assertThat(right).isGreaterThanOrEqualTo(9);
  }

  /** Values that the shipped weights give, whatever computes them. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "onednn"})
  void givesTheGoldenValues(String engine) {
    Tensor picture = Tensor.zeros(Shape.of(1, 3, 32, 32));
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = (i * 7919 % 256) / 255f;
    }
    Activations seen =
        Activations.of(
            mini, picture, List.of("logits"), Engines.named(engine), Engine.Options.defaults());
    float[] logits = seen.layer("logits").data();
    assertThat(logits).hasSameSizeAs(GOLDEN);
    for (int i = 0; i < GOLDEN.length; i++) {
      assertThat(logits[i]).isCloseTo(GOLDEN[i], within(1e-3f));
    }
  }

  /** Both engines climb to the same objective. */
  @Test
  void reachesTheSameObjectiveInEveryEngine() {
    Render fast = Render.of(mini, "stage2:96").recipe("tutorial").size(32).steps(4).seed(2);
    Render slow = Render.of(mini, "stage2:96").recipe("tutorial").size(32).steps(4).seed(2);
    double expected = slow.engine("reference").run().image(0).value();
    assertThat(fast.engine("onednn").run().image(0).value())
        .isCloseTo(expected, within(.02 * expected));
    assertThat(expected).isPositive();
  }
}
