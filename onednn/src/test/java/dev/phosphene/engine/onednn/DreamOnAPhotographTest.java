package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.SharedData;
import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.ObjectiveCompiler;
import dev.phosphene.dream.DeepDream;
import dev.phosphene.dream.DreamResult;
import dev.phosphene.dream.Octaves;
import dev.phosphene.engine.Engine;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.Observation;
import dev.phosphene.objective.Sum;
import dev.phosphene.optim.NormalizedAscent;
import dev.phosphene.optim.NormalizedAscent.Measure;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Google's DeepDream with Inception v3 on a photograph, in a fifth of the iterations. */
class DreamOnAPhotographTest {
  private static final int ITERATIONS = 2;

  @Test
  void risesWithoutJointsOrDrift() {
    Engine engine = new OneDnnEngine();
    assumeTrue(engine.unavailable().isEmpty(), () -> "skipped: " + engine.unavailable());
    Model model =
        Models.load(
            "inception_v3",
            Optional.of(SharedData.of("weights/inception_v3_notop_to_mixed8.h5")),
            DownloadListener.NONE);
    Tensor file = ImageFiles.read(SharedData.of("images/imagenet-samples/n09468604_valley.jpg"));
    Tensor photo = Resampling.resize(file, 300, 200);
    ObjectiveCompiler compiler =
        ObjectiveCompiler.of(
            model.withPreprocessing(),
            new Sum(
                List.of(
                    new Sum.Term(1, new MeanSquare("mixed3")),
                    new Sum.Term(1, new MeanSquare("mixed5")))),
            engine,
            Engine.Options.defaults());

    double before = value(compiler, photo);
    Tensor whole = dream(compiler, photo, Octaves.GOOGLE);
    Tensor tiled = dream(compiler, photo, Octaves.GOOGLE.withTile(160, 32));
    double byWhole = value(compiler, whole);
    double byTiles = value(compiler, tiled);
    System.out.printf(
        "photograph %.4f, dreamed whole %.4f, in tiles %.4f%n", before, byWhole, byTiles);
    assertThat(byWhole).isGreaterThan(1.4 * before);
    // Seen as a whole: joints, or tiles that pull in different directions, would cost.
    assertThat(byTiles - before).isGreaterThan(.85 * (byWhole - before));
    for (Tensor picture : List.of(whole, tiled)) {
      for (int c = 0; c < 3; c++) {
        assertThat(mean(picture, c)).isCloseTo(mean(photo, c), within(2 / 255.0));
      }
      assertThat(cut(picture)).isLessThan(.01);
    }
  }

  private static Tensor dream(ObjectiveCompiler compiler, Tensor photo, Octaves octaves) {
    DeepDream dream =
        new DeepDream(
            compiler,
            octaves,
            ITERATIONS,
            size -> NormalizedAscent.of(Measure.MEAN_ABS, 1.5 / 255, size));
    DreamResult dreamed = dream.run(photo, new SplittableRandom(1), Listener.NONE);
    assertThat(dreamed.steps()).isEqualTo(4 * ITERATIONS);
    assertThat(dreamed.picture().shape()).isEqualTo(photo.shape());
    return dreamed.picture();
  }

  /** Of the image in one piece. */
  private static double value(ObjectiveCompiler compiler, Tensor picture) {
    DeepDream none =
        new DeepDream(
            compiler, Octaves.GOOGLE.withCount(1), 0, size -> (parameters, gradient) -> {});
    return none.run(picture, new SplittableRandom(1), Listener.NONE).curve().get(0);
  }

  private static double mean(Tensor picture, int channel) {
    int plane = picture.shape().h() * picture.shape().w();
    double sum = 0;
    for (int i = 0; i < plane; i++) {
      sum += picture.data()[channel * plane + i];
    }
    return sum / plane;
  }

  /** The part of the values that lie on the edge of [0, 1]. */
  private static double cut(Tensor picture) {
    int cut = 0;
    for (float value : picture.data()) {
      cut += value <= 0 || value >= 1 ? 1 : 0;
    }
    return (double) cut / picture.data().length;
  }

  /** Twice google/deepdream's objective ½‖a‖², over the number of activations. */
  private record MeanSquare(String layer) implements Objective {
    @Override
    public List<Reads> reads() {
      return List.of(new Reads(layer, List.of()));
    }

    @Override
    public void check(Map<String, Shape> shapes) {}

    @Override
    public double apply(Observation seen) {
      double sum = 0;
      for (float value : seen.layer(layer).activation().data()) {
        sum += (double) value * value;
      }
      return sum / seen.layer(layer).activation().data().length;
    }

    @Override
    public void vjp(Observation seen, double weight) {
      float[] activation = seen.layer(layer).activation().data();
      float[] cotangent = seen.layer(layer).cotangent().data();
      float factor = (float) (2 * weight / activation.length);
      for (int i = 0; i < activation.length; i++) {
        cotangent[i] += factor * activation[i];
      }
    }

    @Override
    public String toString() {
      return "mean square of " + layer;
    }
  }
}
