package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.onednn.program.Rectifier;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sums and clips that convolutions take in, on small integers, where nothing is rounded. */
class ResidualTest {
  private static final Shape INPUT = Shape.of(2, 16, 7, 6);

  private final SplittableRandom random = new SplittableRandom(11);

  /** An identity and a projection, with a ReLU behind and without, and clips; a sum of three. */
  private final Graph graph =
      Graph.builder(INPUT.c())
          .add("expand", conv(1, 1), "input")
          .add("clip", new Op.Pointwise(ScalarFunction.CLIP, 0, 6), "expand")
          .add("depthwise", conv(3, INPUT.c()), "clip")
          .add("clip2", new Op.Pointwise(ScalarFunction.CLIP, -3, 9), "depthwise")
          .add("project", conv(1, 1), "clip2")
          .add("sum1", new Op.Add(), "input", "project")
          .add("inner", conv(1, 1), "sum1")
          .add("sum2", new Op.Add(), "inner", "sum1")
          .add("relu2", new Op.Relu(), "sum2")
          .add("left", conv(1, 1), "relu2")
          .add("right", conv(1, 1), "relu2")
          .add("sum3", new Op.Add(), "left", "right")
          .add("relu3", new Op.Relu(), "sum3")
          .add("twice", new Op.Add(), "relu3", "relu3")
          .add("again", conv(1, 1), "twice")
          .add("thrice", new Op.Add(), "again", "twice", "twice")
          .build();

  @BeforeEach
  void needsTheLibrary() {
    OneDnnEngine engine = new OneDnnEngine();
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
  }

  @Test
  void agreesWithTheReferenceWhateverIsTapped() {
    for (List<String> taps :
        List.of(
            List.of("thrice"),
            List.of("twice"),
            List.of("sum1", "thrice"),
            List.of("project", "sum2", "twice"),
            List.of("clip", "left", "sum3"))) {
      Tensor input = integers(INPUT, 9);
      Tensor[] weights = taps.stream().map(tap -> integers(INPUT, 3)).toArray(Tensor[]::new);
      assertThat(run(new OneDnnEngine(Choice.DIRECT), taps, input, weights))
          .as("%s", taps)
          .isDeepEqualTo(run(new ReferenceEngine(), taps, input, weights));
    }
  }

  /** In bfloat16 the clipped values would be above a bound that is rounded upwards. */
  @Test
  void clipsAtNumbersThatAreRoundedAreLeftAlone() {
    assertThat(Rectifier.of(new Op.Pointwise(ScalarFunction.CLIP, 0, 6))).isPresent();
    assertThat(Rectifier.of(new Op.Pointwise(ScalarFunction.CLIP, .2f, 6))).isEmpty();
    assertThat(Rectifier.of(new Op.Pointwise(ScalarFunction.CLIP, 0, 1.01f))).isEmpty();
  }

  private float[][] run(Engine engine, List<String> taps, Tensor input, Tensor[] weights) {
    float[][] results = new float[taps.size() + 1][];
    try (Network network = engine.compile(graph, taps, INPUT, Engine.Options.defaults())) {
      network.forward(input);
      Map<String, Tensor> cotangents = new HashMap<>();
      for (int i = 0; i < weights.length; i++) {
        results[i] = network.activation(taps.get(i)).data().clone();
        cotangents.put(taps.get(i), weights[i]);
      }
      results[weights.length] = network.backward(cotangents).data().clone();
    }
    for (float[] values : results) {
      for (int i = 0; i < values.length; i++) {
        values[i] += 0f; // one zero only
      }
    }
    return results;
  }

  private Op.Conv conv(int kernel, int groups) {
    int channels = INPUT.c();
    Tensor weight = integers(Shape.of(channels, channels / groups, kernel, kernel), 1);
    Tensor bias = integers(Shape.of(1, channels, 1, 1), 2);
    return new Op.Conv(
        Parameter.of("weight", weight.shape(), weight.data()),
        Parameter.of("bias", Shape.of(channels), bias.data()),
        Window.same(kernel, 1),
        groups);
  }

  private Tensor integers(Shape shape, int most) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = random.nextInt(-most, most + 1);
    }
    return tensor;
  }
}
