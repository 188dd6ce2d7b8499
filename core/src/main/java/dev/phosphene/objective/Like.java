package dev.phosphene.objective;

import java.nio.file.Path;

/**
 * Feature inversion: minus the mean squared distance between the image's and a photograph's
 * activations, divided by the photograph's mean square; 0 if they are the same, −1 for an image
 * that does not activate the layer (the normalized Euclidean loss of A. Mahendran and A. Vedaldi,
 * Understanding deep image representations by inverting them). The mean over the images. Text:
 * {@code like(layer, photo)}.
 */
public record Like(String layer, Path photo) implements PhotoObjective {
  private static final double EPSILON = 1e-10;

  @Override
  public double apply(Observation seen) {
    LayerExamples all = LayerExamples.of(seen, layer);
    LayerExamples wanted = sameSize(seen);
    double sum = 0;
    for (int example = 0; example < all.count(); example++) {
      int apart = wanted.from() - all.start(example);
      for (int i = all.start(example); i < all.start(example + 1); i++) {
        double distance = (double) all.activation()[i] - wanted.activation()[i + apart];
        sum += distance * distance;
      }
    }
    return -sum * share(all, wanted);
  }

  @Override
  public void vjp(Observation seen, double weight) {
    LayerExamples all = LayerExamples.of(seen, layer);
    LayerExamples wanted = sameSize(seen);
    double factor = 2 * weight * share(all, wanted);
    for (int example = 0; example < all.count(); example++) {
      int apart = wanted.from() - all.start(example);
      for (int i = all.start(example); i < all.start(example + 1); i++) {
        float distance = wanted.activation()[i + apart] - all.activation()[i];
        all.cotangent()[i] += (float) (factor * distance);
      }
    }
  }

  private static double share(LayerExamples all, LayerExamples wanted) {
    double squares = 0;
    for (int i = wanted.from(); i < wanted.to(); i++) {
      double a = wanted.activation()[i];
      squares += a * a;
    }
    return 1 / (all.count() * Math.max(squares, EPSILON * all.size()));
  }

  @Override
  public String toString() {
    return ObjectiveNames.call("like", ObjectiveNames.quoted(layer), ObjectiveNames.quoted(photo));
  }
}
