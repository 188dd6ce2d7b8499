package dev.phosphene.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.ObjectiveCompiler;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.optim.NormalizedAscent;
import dev.phosphene.optim.NormalizedAscent.Measure;
import dev.phosphene.render.CountingEngine;
import dev.phosphene.render.TinyModels;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZoomTest {
  private static final int SIDE = 40;
  private static final Octaves TWO = new Octaves(2, 1.5, 0, 3, 64, 0);

  private final CountingEngine engine = new CountingEngine(Engines.named("reference"));

  private DeepDream dream(int iterations) {
    ObjectiveCompiler compiler =
        ObjectiveCompiler.of(
            TinyModels.random().withPreprocessing(),
            ObjectiveParser.parseOne("top:2"),
            engine,
            Engine.Options.defaults());
    return new DeepDream(
        compiler, TWO, iterations, size -> NormalizedAscent.of(Measure.STD, .01, size));
  }

  /** A soft spot: how far it stands from the middle, and how wide it is, can be measured. */
  private static Tensor spot(double x, double y, double deviation) {
    Tensor picture = Tensor.zeros(1, 3, SIDE, SIDE);
    for (int i = 0; i < picture.data().length; i++) {
      int column = i % SIDE;
      int row = i / SIDE % SIDE;
      double dx = column + .5 - x;
      double dy = row + .5 - y;
      picture.data()[i] = (float) Math.exp(-(dx * dx + dy * dy) / (2 * deviation * deviation));
    }
    return picture;
  }

  private static double[] centerAndDeviation(Tensor picture) {
    double sum = 0;
    double x = 0;
    double y = 0;
    double square = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
      double value = picture.data()[i];
      int column = i % SIDE;
      int row = i / SIDE;
      sum += value;
      x += value * (column + .5);
      y += value * (row + .5);
      square += value * (column + .5) * (column + .5);
    }
    return new double[] {x / sum, y / sum, Math.sqrt(square / sum - (x / sum) * (x / sum))};
  }

  @Test
  void enlargesByTheFactorAboutTheCenter() {
    Tensor start = spot(22, 17, 2);
    List<Tensor> frames = new ArrayList<>();
    int count =
        new Zoom(.2, 4)
            .fly(
                start,
                dream(0),
                new SplittableRandom(1),
                Listener.NONE,
                (index, picture) -> {
                  assertThat(index).isEqualTo(frames.size());
                  return frames.add(picture);
                });
    assertThat(count).isEqualTo(4);
    assertThat(frames).hasSize(4);
    assertThat(frames.get(0)).isEqualTo(start);
    for (int i = 0; i < 4; i++) {
      double factor = Math.pow(1 / .8, i);
      double[] found = centerAndDeviation(frames.get(i));
      assertThat(found[0]).isCloseTo(20 + 2 * factor, within(.05));
      assertThat(found[1]).isCloseTo(20 - 3 * factor, within(.05));
      assertThat(found[2]).isCloseTo(2 * factor, within(.1));
    }
  }

  @Test
  void keepsTheMeanColor() {
    Tensor start = Tensor.zeros(1, 3, SIDE, SIDE);
    float[] color = {.7f, .2f, .4f};
    for (int i = 0; i < start.data().length; i++) {
      int x = i % SIDE;
      int y = i / SIDE % SIDE;
      start.data()[i] = color[i / (SIDE * SIDE)] + .004f * (x + y - (SIDE - 1));
    }
    Tensor[] last = new Tensor[1];
    new Zoom(.05, 20)
        .fly(
            start,
            dream(0),
            new SplittableRandom(1),
            Listener.NONE,
            (index, picture) -> {
              last[0] = picture;
              return true;
            });
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      for (int i = 0; i < SIDE * SIDE; i++) {
        sum += last[0].data()[c * SIDE * SIDE + i];
      }
      assertThat(sum / (SIDE * SIDE)).isCloseTo(color[c], within(1e-3));
    }
  }

  @Test
  void dreamsOnEveryFrameAndNumbersTheStepsOn() {
    List<Integer> steps = new ArrayList<>();
    List<Tensor> frames = new ArrayList<>();
    new Zoom(.1, 4)
        .fly(
            spot(20, 20, 5),
            dream(3),
            new SplittableRandom(1),
            step -> {
              assertThat(step.steps()).isEqualTo(18);
              return steps.add(step.index());
            },
            (index, picture) -> frames.add(picture));
    assertThat(steps).hasSize(19);
    for (int i = 0; i < steps.size(); i++) {
      assertThat(steps.get(i)).isEqualTo(i);
    }
    assertThat(frames.get(1)).isNotEqualTo(new Zoom(.1, 4).closer(frames.get(0)));
    assertThat(engine.compiled()).as("once for each octave").isEqualTo(2);
    assertThat(engine.open()).isZero();
  }

  @Test
  void endsWhereItIsTold() {
    List<Integer> frames = new ArrayList<>();
    int byListener =
        new Zoom(.1, 9)
            .fly(
                spot(20, 20, 5),
                dream(2),
                new SplittableRandom(1),
                step -> step.index() < 9,
                (index, picture) -> frames.add(index));
    assertThat(byListener).isEqualTo(3);
    assertThat(frames).containsExactly(0, 1, 2);
    int byFrames =
        new Zoom(.1, 9)
            .fly(
                spot(20, 20, 5),
                dream(2),
                new SplittableRandom(1),
                Listener.NONE,
                (index, picture) -> index < 1);
    assertThat(byFrames).isEqualTo(2);
    assertThat(engine.open()).isZero();
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> new Zoom(1, 5)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new Zoom(-.1, 5)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new Zoom(Double.NaN, 5)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new Zoom(.1, 0)).isInstanceOf(InputException.class);
  }
}
