package dev.phosphene.ascent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Offset.offset;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.graph.Graph;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.render.TinyModels;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledObjectiveTest {
  private static final double STEP = 1e-3;

  /** The gradient of each objective against finite differences along random directions. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "top:2",
        "top:1@2,3",
        "conv:4@1-5,0-2",
        "relu:4",
        "relu:4 - 0.5*conv:4 + relu:1@3,3",
        "top:0 + 0.5*top:3 - 2*conv:1",
        "2*(top:1 - top:2@0-1,0-1)"
      })
  void gradientAgreesWithFiniteDifferences(String text) {
    SplittableRandom random = new SplittableRandom(11);
    Graph graph = TinyModels.random().withPreprocessing();
    Objective objective = ObjectiveParser.parseOne(text);
    Shape shape = Shape.of(2, 3, 8, 9);
    try (CompiledObjective compiled =
        CompiledObjective.on(
            graph,
            List.of(objective, objective),
            shape,
            Engines.named("reference"),
            Engine.Options.defaults())) {
      Tensor input = random(shape, random);
      double[] values = new double[2];
      compiled.forward(input, values);
      Tensor gradient = compiled.backward(false).copy();
      Tensor direction = random(shape, random);
      double slope = 0;
      for (int i = 0; i < gradient.data().length; i++) {
        slope += (double) gradient.data()[i] * direction.data()[i];
      }
      double difference =
          (total(compiled, input, direction, STEP) - total(compiled, input, direction, -STEP))
              / (2 * STEP);
      assertThat(difference).isCloseTo(slope, within(.02 * Math.abs(slope) + 2e-3));
    }
  }

  /** Only what a place sees is computed; an objective that reads everything beside it does all. */
  @ParameterizedTest
  @ValueSource(strings = {"top:2@0,0", "conv:4@7-8,2", "relu:0@center", "relu:1@3,3 - conv:2@4,4"})
  void aPlaceIsWorthWhatItIsWorthInTheWholeLayer(String text) {
    Graph graph = TinyModels.random().withPreprocessing();
    Shape shape = Shape.of(1, 3, 13, 14);
    Tensor input = random(shape, new SplittableRandom(12));
    Tensor[] gradients = new Tensor[2];
    double[][] values = new double[2][1];
    for (int i = 0; i < 2; i++) {
      String whole = i == 0 ? "" : " + 0*top:0 + 0*conv:0 + 0*relu:0";
      try (CompiledObjective compiled =
          CompiledObjective.on(
              graph,
              List.of(ObjectiveParser.parseOne(text + whole)),
              shape,
              Engines.named("reference"),
              Engine.Options.defaults())) {
        compiled.forward(input, values[i]);
        gradients[i] = compiled.backward(false).copy();
      }
    }
    assertThat(values[0][0]).isEqualTo(values[1][0]);
    assertThat(gradients[0].data()).containsExactly(gradients[1].data(), offset(1e-6f));
    assertThat(gradients[0].data()).contains(0f);
    assertThat(values[0][0]).isNotZero();
  }

  private static double total(
      CompiledObjective compiled, Tensor from, Tensor direction, double step) {
    Tensor moved = from.copy();
    for (int i = 0; i < moved.data().length; i++) {
      moved.data()[i] += (float) (step * direction.data()[i]);
    }
    double[] values = new double[2];
    compiled.forward(moved, values);
    return values[0] + values[1];
  }

  private static Tensor random(Shape shape, SplittableRandom random) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = random.nextFloat();
    }
    return tensor;
  }
}
