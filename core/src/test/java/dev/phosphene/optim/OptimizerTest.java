package dev.phosphene.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
  private static Stream<Optimizer> all() {
    return Stream.of(
        Adam.of(0.05),
        NAdam.of(0.05),
        RmsProp.of(LearningRate.linear(0.05, 0, 400)),
        GradientAscent.of(0.1),
        NormalizedAscent.of(NormalizedAscent.Measure.STD, LearningRate.linear(.05, 0, 400), 2),
        NormalizedAscent.of(
            NormalizedAscent.Measure.STD_EPSILON, LearningRate.linear(.05, 0, 400), 2),
        NormalizedAscent.of(NormalizedAscent.Measure.MEAN_ABS, LearningRate.linear(.05, 0, 400), 2),
        NormalizedAscent.of(NormalizedAscent.Measure.L2, LearningRate.linear(.05, 0, 400), 2));
  }

  @ParameterizedTest
  @MethodSource("all")
  void climbsToTheTop(Optimizer optimizer) {
    float[] p = {0, 0, 0, 0};
    float[] top = {1, -2, 0.5f, 0.25f};
    for (int step = 0; step < 400; step++) {
      float[] g = new float[4];
      for (int i = 0; i < 4; i++) {
        g[i] = top[i] - p[i];
      }
      optimizer.step(p, g);
    }
    assertThat(p).containsExactly(top, Offset.offset(0.02f));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aZeroGradientMovesNothing(Optimizer optimizer) {
    float[] p = {1, 2, 3, 4};
    optimizer.step(p, new float[4]);
    assertThat(p).containsExactly(1, 2, 3, 4);
  }

  /** Each asks its schedule once a step, for steps 0, 1, 2, and obeys a rate of 0. */
  @Test
  void everyOptimizerFollowsItsSchedule() {
    List<Integer> requested = new ArrayList<>();
    LearningRate schedule =
        step -> {
          requested.add(step);
          return step == 1 ? 0 : 0.1f;
        };
    List<Optimizer> optimizers = new ArrayList<>();
    optimizers.add(Adam.of(schedule));
    optimizers.add(NAdam.of(schedule));
    optimizers.add(RmsProp.of(schedule));
    optimizers.add(GradientAscent.of(schedule));
    for (NormalizedAscent.Measure measure : NormalizedAscent.Measure.values()) {
      optimizers.add(NormalizedAscent.of(measure, schedule, 2));
    }
    for (Optimizer optimizer : optimizers) {
      float[] p = {1, 2};
      requested.clear();
      List<Float> first = new ArrayList<>(List.of(p[0]));
      for (int step = 0; step < 3; step++) {
        optimizer.step(p, new float[] {3, -0.5f});
        first.add(p[0]);
      }
      assertThat(requested).containsExactly(0, 1, 2);
      assertThat(first.get(1)).isGreaterThan(first.get(0));
      assertThat(first.get(2)).isEqualTo(first.get(1));
      assertThat(first.get(3)).isGreaterThan(first.get(2));
    }
  }

  /** The values of the paper's rule by hand: the first step is rate · sign(g). */
  @Test
  void adamFirstSteps() {
    float[] p = {0, 0};
    Adam adam = Adam.of(0.1);
    adam.step(p, new float[] {3, -0.5f});
    assertThat(p).containsExactly(new float[] {0.1f, -0.1f}, Offset.offset(1e-6f));
    adam.step(p, new float[] {-3, -0.5f});
    double m = (0.9 * 0.1 * 3 - 0.1 * 3) / (1 - 0.81);
    double v = (0.999 * 0.001 * 9 + 0.001 * 9) / (1 - 0.999 * 0.999);
    assertThat(p[0]).isCloseTo((float) (0.1 + 0.1 * m / Math.sqrt(v)), Offset.offset(1e-6f));
    assertThat(p[1]).isCloseTo(-0.2f, Offset.offset(1e-6f));
  }

  /** Keras's rule by hand: u = 0.9·(1 − ½·0.96^t) is .468, .48528 and .5018688. */
  @Test
  void nadamFirstSteps() {
    float[] p = {0, 0};
    NAdam nadam = NAdam.of(0.1);
    nadam.step(p, new float[] {3, -0.5f});
    double mean = 0.48528 * 0.1 / (1 - 0.468 * 0.48528); // of g = 1; the other part of it is 1
    float first = (float) (0.1 * (mean + 1));
    assertThat(first).isCloseTo(0.106279f, Offset.offset(1e-6f));
    assertThat(p).containsExactly(new float[] {first, -first}, Offset.offset(1e-6f));
    nadam.step(p, new float[] {-1, -0.5f});
    double product = 0.468 * 0.48528;
    double m = 0.9 * 0.1 * 3 - 0.1 * 1;
    double v = (0.999 * 0.001 * 9 + 0.001 * 1) / (1 - 0.999 * 0.999);
    double ahead = 0.5018688 * m / (1 - product * 0.5018688) - (1 - 0.48528) / (1 - product);
    assertThat(p[0]).isCloseTo((float) (first + 0.1 * ahead / Math.sqrt(v)), Offset.offset(1e-6f));
    double same = 0.5018688 * 0.19 / (1 - product * 0.5018688) + (1 - 0.48528) / (1 - product);
    assertThat(p[1]).isCloseTo((float) (-first - 0.1 * same), Offset.offset(1e-6f));
  }

  @Test
  void stdAscentIsTheTutorials() {
    float[] p = {0, 0, 0, 0, 5, 5, 5, 5};
    float[] g = {1, 2, 3, 6, 0, 0, 0, 0};
    NormalizedAscent.of(NormalizedAscent.Measure.STD, 0.1, 4).step(p, g);
    float std = (float) Math.sqrt(3.5);
    assertThat(p)
        .containsExactly(
            0.1f * (1 / std), 0.1f * (2 / std), 0.1f * (3 / std), 0.1f * (6 / std), 5, 5, 5, 5);
  }

  @Test
  void anExampleThatIsNotFiniteStays() {
    for (NormalizedAscent.Measure measure : NormalizedAscent.Measure.values()) {
      float[] p = {1, 2, 1, 2};
      NormalizedAscent.of(measure, 0.1, 2).step(p, new float[] {Float.NaN, 1, 1, -1});
      assertThat(p[0]).isEqualTo(1);
      assertThat(p[1]).isEqualTo(2);
      assertThat(p[2]).isGreaterThan(1);
      assertThat(p[3]).isLessThan(2);
    }
  }

  @Test
  void schedules() {
    assertThat(LearningRate.constant(2).rate(100)).isEqualTo(2);
    LearningRate linear = LearningRate.linear(1, 0.5, 11);
    assertThat(linear.rate(0)).isEqualTo(1);
    assertThat(linear.rate(5)).isEqualTo(0.75f);
    assertThat(linear.rate(10)).isEqualTo(0.5f);
    LearningRate cosine = LearningRate.cosine(2, 5);
    assertThat(cosine.rate(0)).isEqualTo(2);
    assertThat(cosine.rate(2)).isCloseTo(1, Offset.offset(1e-6f));
    assertThat(cosine.rate(4)).isZero();
    assertThat(LearningRate.cosine(2, 1, 5).rate(1)).isCloseTo(1.8535534f, Offset.offset(1e-6f));
    assertThat(LearningRate.cosine(2, 1, 5).rate(4)).isEqualTo(1);
    assertThat(LearningRate.constant(1).warmUp(4).rate(0)).isEqualTo(0.25f);
    assertThat(LearningRate.constant(1).warmUp(4).rate(9)).isEqualTo(1);
  }
}
