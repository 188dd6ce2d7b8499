package dev.phosphene.objective;

/**
 * Similarity of neighboring images: minus the mean squared difference of a layer between images i
 * and i + d, halved d times, for d from 1 to 4, summed over all such pairs (tensorflow/lucid,
 * lucid/optvis/objectives.py, alignment). Text: {@code align(layer)}.
 */
public record Align(String layer) implements LayerObjective {
  private static final int FARTHEST = 4;

  @Override
  public int pictures() {
    return 2;
  }

  @Override
  public double apply(Observation seen) {
    LayerExamples all = LayerExamples.of(seen, layer);
    double sum = 0;
    for (int d = 1; d <= FARTHEST; d++) {
      double factor = Math.scalb(1.0 / all.size(), -d);
      for (int i = 0; i + d < all.count(); i++) {
        sum += factor * squares(all, i, i + d);
      }
    }
    return -sum;
  }

  private static double squares(LayerExamples all, int one, int other) {
    int apart = (other - one) * all.size();
    double sum = 0;
    for (int k = all.start(one); k < all.start(one + 1); k++) {
      double difference = (double) all.activation()[k] - all.activation()[k + apart];
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  public void vjp(Observation seen, double weight) {
    LayerExamples all = LayerExamples.of(seen, layer);
    for (int d = 1; d <= FARTHEST; d++) {
      double factor = Math.scalb(2 * weight / all.size(), -d);
      int apart = d * all.size();
      for (int k = all.from(); k + apart < all.to(); k++) {
        float slope = (float) (factor * (all.activation()[k + apart] - all.activation()[k]));
        all.cotangent()[k] += slope;
        all.cotangent()[k + apart] -= slope;
      }
    }
  }

  @Override
  public String toString() {
    return ObjectiveNames.call("align", ObjectiveNames.quoted(layer));
  }
}
