package dev.phosphene.objective;

import java.nio.file.Path;

/**
 * Exaggerates a photograph's activations: {@code d · max(.1, d / (1e-6 + |a|))^p}, where d is the
 * dot product of both activations of the layer, and a the image's; the mean over the images
 * (tensorflow/lucid, lucid/recipes/caricature.py, dot_compare). The default power is 0. Text:
 * {@code caricature(layer, photo)}, {@code caricature(layer, photo, power)}.
 */
public record Caricature(String layer, Path photo, double power) implements PhotoObjective {
  private static final double EPSILON = 1e-6;
  private static final double LEAST = 0.1;

  /** The dot product alone, with power 0. */
  public Caricature(String layer, Path photo) {
    this(layer, photo, 0);
  }

  /** Checks the range of the power. */
  public Caricature {
    Direction.checkPower(power);
  }

  @Override
  public double apply(Observation seen) {
    LayerExamples all = LayerExamples.of(seen, layer);
    LayerExamples wanted = sameSize(seen);
    double sum = 0;
    for (int example = 0; example < all.count(); example++) {
      Alike alike = Alike.of(all, example, wanted);
      sum += alike.dot * Math.pow(Math.max(LEAST, alike.ratio()), power);
    }
    return sum / all.count();
  }

  @Override
  public void vjp(Observation seen, double weight) {
    LayerExamples all = LayerExamples.of(seen, layer);
    LayerExamples wanted = sameSize(seen);
    for (int example = 0; example < all.count(); example++) {
      Alike alike = Alike.of(all, example, wanted);
      double share = weight / all.count();
      double ratio = alike.ratio();
      double ofWanted = share * Math.pow(Math.max(LEAST, ratio), power);
      double ofOwn = 0;
      if (power != 0 && ratio > LEAST) {
        double outer = share * alike.dot * power * Math.pow(ratio, power - 1);
        ofWanted += outer / (EPSILON + alike.length);
        ofOwn = -outer * ratio / ((EPSILON + alike.length) * alike.length);
      }
      int apart = wanted.from() - all.start(example);
      for (int i = all.start(example); i < all.start(example + 1); i++) {
        all.cotangent()[i] +=
            (float) (ofWanted * wanted.activation()[i + apart] + ofOwn * all.activation()[i]);
      }
    }
  }

  /** The dot product of image and photograph, and the image's norm. */
  private record Alike(double dot, double length) {
    static Alike of(LayerExamples all, int example, LayerExamples wanted) {
      int apart = wanted.from() - all.start(example);
      double dot = 0;
      double squares = 0;
      for (int i = all.start(example); i < all.start(example + 1); i++) {
        double a = all.activation()[i];
        dot += a * wanted.activation()[i + apart];
        squares += a * a;
      }
      return new Alike(dot, Math.sqrt(squares));
    }

    double ratio() {
      return dot / (EPSILON + length);
    }
  }

  @Override
  public String toString() {
    String first = ObjectiveNames.quoted(layer);
    String second = ObjectiveNames.quoted(photo);
    return power == 0
        ? ObjectiveNames.call("caricature", first, second)
        : ObjectiveNames.call("caricature", first, second, ObjectiveNames.number(power));
  }
}
