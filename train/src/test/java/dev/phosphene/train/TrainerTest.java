package dev.phosphene.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final TrainingRecipe RECIPE =
      TrainingRecipe.of(
          new Options("--phases", "24x2", "--batch", "20", "--part", "5", "--seed", "9"));

  @BeforeAll
  static void oneThreadEach() {
    torch.set_num_threads(1);
  }

  private static Cifar10 data() {
    byte[] pixels = new byte[40 * Cifar10.BYTES];
    byte[] labels = new byte[40];
    Random random = new Random(2);
    random.nextBytes(pixels);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 10);
    }
    return new Cifar10(pixels, labels);
  }

  private static Map<String, float[]> values(Trainer trainer) {
    Map<String, float[]> values = new LinkedHashMap<>();
    trainer.state().forEach((name, t) -> values.put(name, Tensors.values(t)));
    return values;
  }

  @Test
  void goesOnAfterAnInterruptionAsIfThereWereNone(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("checkpoint.bin");
    try (BatchThreads team = new BatchThreads(2)) {
      Trainer straight = new Trainer(RECIPE, data(), team);
      straight.epoch(0, p -> {});
      Checkpoint.write(file, new Checkpoint.Progress(1, 3, 4), straight.state());
      straight.epoch(1, p -> {});

      Trainer resumed = new Trainer(RECIPE, data(), team);
      Checkpoint.Progress done = Checkpoint.read(file, resumed.state());
      assertEquals(new Checkpoint.Progress(1, 3, 4), done);
      resumed.epoch(1, p -> {});

      Map<String, float[]> expected = values(straight);
      values(resumed).forEach((name, v) -> assertArrayEquals(expected.get(name), v, name));
    }
  }

  /** Rounds to eight binary digits, and no more: the first epoch's loss is nearly float32's. */
  @Test
  void trainsInBfloat16() throws Exception {
    TrainingRecipe half =
        TrainingRecipe.of(
            new Options(
                "--phases",
                "24x2",
                "--batch",
                "20",
                "--part",
                "5",
                "--seed",
                "9",
                "--precision",
                "bf16"));
    try (BatchThreads team = new BatchThreads(2)) {
      double loss = new Trainer(RECIPE, data(), team).epoch(0, p -> {}).loss();
      double rounded = new Trainer(half, data(), team).epoch(0, p -> {}).loss();
      assertEquals(loss, rounded, .05 * loss);
      assertNotEquals(loss, rounded);
    }
    assertThrows(IllegalArgumentException.class, () -> Precision.of("f16"));
  }

  @Test
  void stepsOfKernelsAreOrthogonal() {
    float[] g = new float[8 * 27];
    Random random = new Random(4);
    for (int i = 0; i < g.length; i++) {
      g[i] = (float) random.nextGaussian();
    }
    try (AutoGradMode off = new AutoGradMode(false)) {
      Tensor o = TrainingOptimizer.orthogonal(Tensors.of(g, 8, 3, 3, 3)).reshape(8, 27);
      float[] square = Tensors.values(o.matmul(o.t()));
      for (int i = 0; i < square.length; i++) {
        boolean diagonal = i % 9 == 0;
        float low = diagonal ? .4f : -.35f;
        float high = diagonal ? 1.5f : .35f;
        assertTrue(square[i] > low && square[i] < high, "entry " + i + ": " + square[i]);
      }
    }
  }

  @Test
  void firstKernelsAnswerWithUnitStrength() {
    float[] kernels = Patches.kernels(data(), 24);
    assertEquals(24 * 27, kernels.length);
    for (int i = 0; i < 27; i++) {
      assertEquals(-kernels[i], kernels[27 + i]);
    }
  }

  @Test
  void ratesRiseAndFall() {
    assertEquals(.2, RECIPE.rate(0), 1e-9);
    assertEquals(1, RECIPE.rate(.2), 1e-9);
    assertEquals(0, RECIPE.rate(2), 1e-9);
  }

  @Test
  void picturesGrowAndTheSquareGoesAtTheEnd() {
    TrainingRecipe recipe =
        TrainingRecipe.of(
            new Options("--phases", "20x2,26x1,32x3", "--cutout", "9", "--whole", "2"));
    assertEquals(6, recipe.epochs());
    assertEquals(List.of(20, 20, 26, 32, 32, 32), each(recipe::side));
    assertEquals(List.of(9, 9, 9, 9, 0, 0), each(recipe::cutout));
    assertThrows(IllegalArgumentException.class, () -> recipe.side(6));
    assertThrows(IllegalArgumentException.class, () -> Phase.parse("24"));
  }

  private static List<Integer> each(IntUnaryOperator ofEpoch) {
    return IntStream.range(0, 6).map(ofEpoch).boxed().toList();
  }
}
