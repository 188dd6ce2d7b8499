package dev.phosphene.bench.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image of a class's logit, saved and read again, is of that class for ONNX Runtime, too. By
 * default few classes are tried; {@code -Dphosphene.classes=50} tries fifty, which takes long.
 */
class LogitPicturesTest {
  private static final Preprocessing BGR =
      new Preprocessing(List.of(2, 1, 0), List.of(255f, 255f, 255f), List.of(-104f, -117f, -123f));
  private static final int SIDE = 224;
  private static final int STEPS = 100;

  @TempDir private Path folder = Path.of("");

  @Test
  void googlenetsLogitsAreNamedAsTheirClass() throws IOException {
    int classes = Integer.getInteger("phosphene.classes", 3);
    Path file = SharedData.of("weights/bvlc_googlenet.onnx");
    Model model = Models.load(file.toString()).with(BGR);
    Recipe recipe =
        Recipe.LUCID.with(Setting.SIZE, new Size(SIDE, SIDE)).with(Setting.STEPS, STEPS);
    int named = 0;
    try (Ort oracle = new Ort(Files.readAllBytes(file))) {
      for (int i = 0; i < classes; i++) {
        int label = (i * 1000 + 500) / classes; // evenly over all classes
        String logit = "loss3/classifier:" + label;
        Path png = folder.resolve(label + ".png");
        Render.of(model, logit).recipe(recipe).run().image(0).save(png);
        int seen = strongest(oracle.run(input(ImageFiles.read(png))));
        named += seen == label ? 1 : 0;
        System.out.println("logit " + label + " is seen as " + seen);
      }
    }
    System.out.println(named + " of " + classes + " logit pictures are named as their class");
    assertThat(named).isGreaterThanOrEqualTo((int) Math.floor(0.9 * classes));
  }

  /** As the network takes it. */
  private static Tensor input(Tensor picture) {
    Tensor input = Tensor.zeros(Shape.of(1, 3, SIDE, SIDE));
    int pixels = SIDE * SIDE;
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < pixels; p++) {
        input.data()[c * pixels + p] =
            255 * picture.data()[(2 - c) * pixels + p] + BGR.shift().get(c);
      }
    }
    return input;
  }

  private static int strongest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
