package dev.phosphene.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.engine.reference.RoundingNoise;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Holds an engine's activations and gradients to the reference's. A result beyond the tolerance may
 * be off by as much as noise of the size of the engine's rounding moves the reference itself: a
 * unit that rounding takes across a ReLU's zero changes the gradient behind it by all of its own.
 */
public final class Parity {
  /** How often noise is drawn for a graph that differs. */
  private static final int NOISES = 16;

  private final Engine engine;
  private final double tolerance;
  private final double rounding;
  private int sensitive;

  /**
   * Holds {@code engine} to the reference.
   *
   * @param tolerance relative to the largest value of an array
   * @param rounding of one layer, relative to its largest value
   */
  public Parity(Engine engine, double tolerance, double rounding) {
    this.engine = engine;
    this.tolerance = tolerance;
    this.rounding = rounding;
  }

  /** How many steps so far were beyond the tolerance, but not beyond what noise does. */
  int sensitive() {
    return sensitive;
  }

  /** Two steps with random images [n,c,h,w] and random cotangents of all taps. */
  public void check(Graph graph, List<String> taps, Shape input, Random random, String what) {
    String description = what + ", " + input + ", taps " + taps + " of " + graph.nodes();
    try (Network network = compile(graph, taps, input, description);
        Network oracle = new ReferenceEngine().compile(graph, taps, input, Options.defaults());
        Network noisy = RoundingNoise.compile(graph, taps, input, rounding, new Random(1))) {
      for (int step = 0; step < 2; step++) {
        Tensor picture = RandomGraph.tensor(random, input);
        Map<String, Tensor> cotangents = cotangents(oracle, taps, random);
        Map<String, Tensor> expected = results(oracle, taps, picture, cotangents);
        Map<String, Double> off =
            differences(results(network, taps, picture, cotangents), expected);
        off.values().removeIf(difference -> difference < tolerance);
        Map<String, Double> noise = new HashMap<>();
        for (int i = 0; i < NOISES && !off.isEmpty(); i++) {
          differences(results(noisy, taps, picture, cotangents), expected)
              .forEach((name, difference) -> noise.merge(name, difference, Math::max));
        }
        off.forEach(
            (name, difference) ->
                assertThat(difference)
                    .as(name + ": " + description)
                    .isLessThan(2 * Objects.requireNonNull(noise.get(name))));
        sensitive += off.isEmpty() ? 0 : 1;
      }
    }
  }

  private Network compile(Graph graph, List<String> taps, Shape input, String description) {
    try {
      return engine.compile(graph, taps, input, Options.defaults());
    } catch (RuntimeException e) {
      throw new AssertionError(description, e);
    }
  }

  /** Random cotangents, one for each of the taps. */
  static Map<String, Tensor> cotangents(Network network, List<String> taps, Random random) {
    Map<String, Tensor> cotangents = new HashMap<>();
    taps.forEach(tap -> cotangents.put(tap, RandomGraph.tensor(random, network.shape(tap))));
    return cotangents;
  }

  /** Copies of the taps, and of the gradient under its own name. */
  private static Map<String, Tensor> results(
      Network network, List<String> taps, Tensor picture, Map<String, Tensor> cotangents) {
    Map<String, Tensor> results = new HashMap<>();
    network.forward(picture);
    taps.forEach(tap -> results.put(tap, network.activation(tap).copy()));
    results.put("the picture's gradient", network.backward(cotangents).copy());
    return results;
  }

  private static Map<String, Double> differences(
      Map<String, Tensor> actual, Map<String, Tensor> expected) {
    Map<String, Double> differences = new HashMap<>();
    expected.forEach(
        (name, tensor) ->
            differences.put(name, difference(Objects.requireNonNull(actual.get(name)), tensor)));
    return differences;
  }

  /** The largest difference relative to the largest value. */
  static double difference(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double scale = 1e-6;
    double worst = 0;
    for (int i = 0; i < expected.data().length; i++) {
      scale = Math.max(scale, Math.abs(expected.data()[i]));
      double difference = Math.abs((double) actual.data()[i] - expected.data()[i]);
      worst = Math.max(worst, Double.isNaN(difference) ? Double.MAX_VALUE : difference);
    }
    return worst / scale;
  }

  /** Root of the mean square of the difference, relative to the largest value. */
  public static double distance(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    // What is much smaller than the random numbers that go in is what is left of a difference.
    double scale = 0.2;
    double sum = 0;
    for (int i = 0; i < expected.data().length; i++) {
      scale = Math.max(scale, Math.abs(expected.data()[i]));
      double difference = (double) actual.data()[i] - expected.data()[i];
      sum += difference * difference;
    }
    double distance = Math.sqrt(sum / expected.data().length) / scale;
    return Double.isNaN(distance) ? Double.MAX_VALUE : distance;
  }
}
