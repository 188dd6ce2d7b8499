package dev.phosphene.objective;

import dev.phosphene.tensor.Tensor;

/**
 * Difference in style between images: minus the cosine between the {@link Gram} matrices of each
 * pair, summed over the others, the mean over the images; from −(n − 1), all alike, to 0
 * (tensorflow/lucid, lucid/optvis/objectives.py, diversity, with the sign reversed). A weight of
 * 100 is usual. Text: {@code diversity(layer)}.
 */
public record Diversity(String layer) implements LayerObjective {
  /** Smallest squared norm of a matrix, for layers that do not respond at all. */
  private static final double EPSILON = 1e-10;

  @Override
  public int pictures() {
    return 2;
  }

  @Override
  public double apply(Observation seen) {
    double[][] products = products(grams(seen));
    double sum = 0;
    for (int i = 0; i < products.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += products[i][j] / lengths(products, i, j);
      }
    }
    return -2 * sum / products.length;
  }

  @Override
  public void vjp(Observation seen, double weight) {
    Tensor activation = seen.layer(layer).activation();
    Gram[] grams = grams(seen);
    double[][] products = products(grams);
    double factor = 2 * weight / grams.length;
    for (int i = 0; i < grams.length; i++) {
      Gram slope = Gram.zero(activation.shape().c());
      double cosines = 0;
      for (int j = 0; j < grams.length; j++) {
        if (j != i) {
          slope.add(-factor / lengths(products, i, j), grams[j]);
          cosines += products[i][j] / lengths(products, i, j);
        }
      }
      if (products[i][i] > EPSILON) {
        slope.add(factor * cosines / products[i][i], grams[i]);
      }
      slope.vjp(activation, seen.first() + i, seen.layer(layer).cotangent());
    }
  }

  private Gram[] grams(Observation seen) {
    Gram[] grams = new Gram[seen.count()];
    for (int i = 0; i < grams.length; i++) {
      grams[i] = Gram.of(seen.layer(layer).activation(), seen.first() + i);
    }
    return grams;
  }

  private static double[][] products(Gram[] grams) {
    double[][] products = new double[grams.length][grams.length];
    for (int i = 0; i < grams.length; i++) {
      for (int j = 0; j <= i; j++) {
        products[i][j] = grams[i].dot(grams[j]);
        products[j][i] = products[i][j];
      }
    }
    return products;
  }

  /** Returns the product of two norms; one root of both squares gives exactly 1 for equal ones. */
  private static double lengths(double[][] products, int i, int j) {
    return Math.sqrt(Math.max(products[i][i], EPSILON) * Math.max(products[j][j], EPSILON));
  }

  @Override
  public String toString() {
    return ObjectiveNames.call("diversity", ObjectiveNames.quoted(layer));
  }
}
