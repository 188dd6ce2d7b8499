package dev.phosphene.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.engine.Network;
import dev.phosphene.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Two networks from the same graph, held against each other in Euclidean norm. */
final class PeerAgreement {
  private PeerAgreement() {}

  /**
   * Runs both forward and, from random cotangents at all taps, backward; fails unless every
   * activation differs by at most {@code tolerance}.
   *
   * @return the difference of the gradients
   */
  static double gradients(
      Network actual, Network expected, List<String> taps, Tensor picture, double tolerance) {
    actual.forward(picture);
    expected.forward(picture);
    Map<String, Tensor> cotangents = new HashMap<>();
    SplittableRandom random = new SplittableRandom(5);
    for (String tap : taps) {
      assertThat(actual.shape(tap)).isEqualTo(expected.shape(tap));
      assertThat(distance(actual.activation(tap), expected.activation(tap)))
          .as("activation of %s", tap)
          .isLessThanOrEqualTo(tolerance);
      cotangents.put(tap, random(expected.activation(tap), random));
    }
    return distance(actual.backward(cotangents), expected.backward(cotangents));
  }

  /** ‖a − b‖ / ‖b‖. */
  static double distance(Tensor a, Tensor b) {
    assertThat(a.shape()).isEqualTo(b.shape());
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.data().length; i++) {
      double d = (double) a.data()[i] - b.data()[i];
      difference += d * d;
      norm += (double) b.data()[i] * b.data()[i];
    }
    assertThat(norm).as("nothing to compare: all zeros").isPositive();
    return Math.sqrt(difference / norm);
  }

  private static Tensor random(Tensor like, SplittableRandom random) {
    Tensor tensor = Tensor.zeros(like.shape());
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) (2 * random.nextDouble() - 1);
    }
    return tensor;
  }
}
