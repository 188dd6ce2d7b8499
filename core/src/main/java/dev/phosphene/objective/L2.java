package dev.phosphene.objective;

/**
 * The Euclidean distance of a layer from a constant, {@code √(1e-6 + Σ (a − c)²)}; the mean over
 * the images (tensorflow/lucid, lucid/optvis/objectives.py, L2). Text: {@code l2} for the image's
 * distance from gray, {@code l2(layer)} for 0, {@code l2(layer, c)}.
 */
public record L2(String layer, double constant) implements LayerObjective {
  private static final double EPSILON = 1e-6;

  /** The distance from gray for the image, from 0 for any other layer. */
  public L2(String layer) {
    this(layer, L1.usual(layer));
  }

  @Override
  public double apply(Observation seen) {
    LayerExamples all = LayerExamples.of(seen, layer);
    double sum = 0;
    for (int example = 0; example < all.count(); example++) {
      sum += length(all, example);
    }
    return sum / all.count();
  }

  @Override
  public void vjp(Observation seen, double weight) {
    LayerExamples all = LayerExamples.of(seen, layer);
    for (int example = 0; example < all.count(); example++) {
      double share = weight / (all.count() * length(all, example));
      for (int i = all.start(example); i < all.start(example + 1); i++) {
        all.cotangent()[i] += (float) (share * (all.activation()[i] - constant));
      }
    }
  }

  private double length(LayerExamples all, int example) {
    double squares = EPSILON;
    for (int i = all.start(example); i < all.start(example + 1); i++) {
      double distance = all.activation()[i] - constant;
      squares += distance * distance;
    }
    return Math.sqrt(squares);
  }

  @Override
  public String toString() {
    return L1.text("l2", layer, constant);
  }
}
