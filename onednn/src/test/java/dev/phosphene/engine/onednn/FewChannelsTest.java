package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few channels before and behind Winograd's convolutions, which read and write channels-last. */
class FewChannelsTest {
  private static final int WIDE = 32;

  /** So far from zero that rounding switches no ReLU. */
  private static final float FAR = 10;

  private static final Choice INSIDE =
      (emitter, task) -> task.in().c() == WIDE && task.out().c() == WIDE;

  private final SplittableRandom random = new SplittableRandom(5);

  @BeforeEach
  void needsTheLibrary() {
    OneDnnEngine engine = new OneDnnEngine();
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "3, 3, 1, 1, 1",
    "1, 3, 1, 2, 2",
    "4, 5, 1, 4, 1",
    "3, 3, 2, 1, 1",
    "3, 7, 2, 3, 1",
    "5, 3, 1, 5, 1",
    "3, 1, 1, 1, 3"
  })
  void agreesWithTheReference(int first, int kernel, int stride, int last, int pictures) {
    Shape input = Shape.of(pictures, first, 23, 26);
    Graph graph =
        Graph.builder(first)
            .add("first", conv(first, WIDE, kernel, stride), "input")
            .add("relu1", new Op.Relu(), "first")
            .add("inner", conv(WIDE, WIDE, 3, 1), "relu1")
            .add("relu2", new Op.Relu(), "inner")
            .add("last", conv(WIDE, last, 3, 1), "relu2")
            .build();
    for (List<String> taps : List.of(List.of("last"), List.of("relu1", "last"))) {
      Tensor picture = normal(input);
      List<Tensor> weights = new ArrayList<>();
      Map<String, Shape> shapes = graph.shapes(input);
      taps.forEach(tap -> weights.add(normal(Objects.requireNonNull(shapes.get(tap)))));
      List<float[]> expected = run(new ReferenceEngine(), graph, taps, picture, weights);
      List<float[]> actual = run(new OneDnnEngine(INSIDE), graph, taps, picture, weights);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(difference(actual.get(i), expected.get(i)))
            .as("%d of %s", i, taps)
            .isLessThan(2e-5);
      }
    }
  }

  /** The largest, of the largest value. */
  private static double difference(float[] actual, float[] expected) {
    double most = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      most = Math.max(most, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    }
    assertThat(most).isPositive();
    return difference / most;
  }

  private static List<float[]> run(
      Engine engine, Graph graph, List<String> taps, Tensor picture, List<Tensor> weights) {
    List<float[]> results = new ArrayList<>();
    Map<String, Tensor> cotangents = new HashMap<>();
    try (Network network =
        engine.compile(graph, taps, picture.shape(), Engine.Options.defaults())) {
      network.forward(picture);
      for (int i = 0; i < taps.size(); i++) {
        results.add(network.activation(taps.get(i)).data().clone());
        cotangents.put(taps.get(i), weights.get(i));
      }
      results.add(network.backward(cotangents).data().clone());
    }
    return results;
  }

  private Op.Conv conv(int in, int out, int kernel, int stride) {
    Tensor weight = normal(Shape.of(out, in, kernel, kernel));
    for (int i = 0; i < weight.data().length; i++) {
      weight.data()[i] *= (float) (0.1 / Math.sqrt(in * kernel * kernel));
    }
    Tensor bias = Tensor.zeros(1, out, 1, 1);
    for (int i = 0; i < out; i++) {
      bias.data()[i] = i % 2 == 0 ? FAR : -FAR;
    }
    return new Op.Conv(
        Parameter.of("weight", weight.shape(), weight.data()),
        Parameter.of("bias", Shape.of(out), bias.data()),
        Window.same(kernel, stride),
        1);
  }

  private Tensor normal(Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }
}
