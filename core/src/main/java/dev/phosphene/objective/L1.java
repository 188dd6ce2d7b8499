package dev.phosphene.objective;

/**
 * The sum of a layer's absolute distances from a constant; the mean over the images
 * (tensorflow/lucid, lucid/optvis/objectives.py, L1, whose images are centered at .5 in the
 * article). Text: {@code l1} for the image's distance from gray, {@code l1(layer)} for 0, {@code
 * l1(layer, c)}.
 */
public record L1(String layer, double constant) implements LayerObjective {

  /** The distance from gray for the image, from 0 for any other layer. */
  public L1(String layer) {
    this(layer, usual(layer));
  }

  /** Returns the default constant: .5 for the image, else 0. */
  static double usual(String layer) {
    return layer.equals(INPUT) ? 0.5 : 0;
  }

  @Override
  public double apply(Observation seen) {
    LayerExamples all = LayerExamples.of(seen, layer);
    double sum = 0;
    for (int i = all.from(); i < all.to(); i++) {
      sum += Math.abs(all.activation()[i] - constant);
    }
    return sum / all.count();
  }

  @Override
  public void vjp(Observation seen, double weight) {
    LayerExamples all = LayerExamples.of(seen, layer);
    double share = weight / all.count();
    for (int i = all.from(); i < all.to(); i++) {
      all.cotangent()[i] += (float) (share * Math.signum(all.activation()[i] - constant));
    }
  }

  @Override
  public String toString() {
    return text("l1", layer, constant);
  }

  /** Returns the shortest text form of a distance. */
  static String text(String name, String layer, double constant) {
    if (constant != usual(layer)) {
      return ObjectiveNames.call(
          name, ObjectiveNames.quoted(layer), ObjectiveNames.number(constant));
    }
    return layer.equals(INPUT) ? name : ObjectiveNames.call(name, ObjectiveNames.quoted(layer));
  }
}
