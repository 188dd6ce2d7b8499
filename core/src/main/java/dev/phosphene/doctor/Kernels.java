package dev.phosphene.doctor;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.Optional;

/**
 * Evidence from the first layer's kernels alone. Training makes them smooth and correlates their
 * colors; neighboring values of random ones are independent.
 */
final class Kernels {
  /** Standard errors of a correlation that rule out independence. */
  private static final double SIGNIFICANT = 4;

  private Kernels() {}

  /** Returns whether the first convolution's weights are as independent as random ones. */
  static boolean untrained(Graph graph) {
    Optional<Op.Conv> first =
        graph.nodes().stream()
            .map(Node::op)
            .filter(Op.Conv.class::isInstance)
            .map(Op.Conv.class::cast)
            .findFirst();
    if (first.isEmpty() || first.get().weight().shape().c() != 3) {
      return false; // no evidence
    }
    float[] w = first.get().weight().values();
    Shape shape = first.get().weight().shape();
    int area = shape.h() * shape.w();
    Correlation along = new Correlation();
    Correlation colors = new Correlation();
    Correlation ends = new Correlation();
    for (int kernel = 0; kernel < shape.n(); kernel++) {
      for (int i = 0; i < 3 * area; i++) {
        int at = kernel * 3 * area + i;
        if (i % shape.w() < shape.w() - 1) {
          along.add(w[at], w[at + 1]);
        }
        if (i < 2 * area) {
          colors.add(w[at], w[at + area]);
        }
        if (i < area) {
          ends.add(w[at], w[at + 2 * area]);
        }
      }
    }
    return Math.max(along.errors(), Math.max(colors.errors(), ends.errors())) < SIGNIFICANT;
  }

  /** The correlation of values with mean zero. */
  private static final class Correlation {
    private double product;
    private double first;
    private double second;
    private int count;

    void add(double a, double b) {
      product += a * b;
      first += a * a;
      second += b * b;
      count++;
    }

    /** Returns the correlation in standard errors. */
    double errors() {
      double norm = Math.sqrt(first * second);
      return norm == 0 ? 0 : Math.abs(product) / norm * Math.sqrt((double) count);
    }
  }
}
