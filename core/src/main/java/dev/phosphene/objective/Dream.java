package dev.phosphene.objective;

/**
 * The mean square of a layer, DeepDream's objective (tensorflow/lucid, lucid/optvis/objectives.py,
 * deepdream). Text: {@code dream(layer)}.
 */
public record Dream(String layer) implements LayerObjective {

  @Override
  public double apply(Observation seen) {
    LayerExamples all = LayerExamples.of(seen, layer);
    double sum = 0;
    for (int i = all.from(); i < all.to(); i++) {
      double a = all.activation()[i];
      sum += a * a;
    }
    return sum / (all.to() - all.from());
  }

  @Override
  public void vjp(Observation seen, double weight) {
    LayerExamples all = LayerExamples.of(seen, layer);
    double share = 2 * weight / (all.to() - all.from());
    for (int i = all.from(); i < all.to(); i++) {
      all.cotangent()[i] += (float) (share * all.activation()[i]);
    }
  }

  @Override
  public String toString() {
    return ObjectiveNames.call("dream", ObjectiveNames.quoted(layer));
  }
}
