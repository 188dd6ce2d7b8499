package dev.phosphene.objective;

import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;

/**
 * Similarity of the image's style to a photograph's: minus the squared distance of the {@link Gram}
 * matrices, each divided by its number of positions, over the square of the photograph's; 0 if they
 * are the same, −1 for an image that does not activate the layer. The mean over the images; the
 * photograph may have another size (L. Gatys and others, A neural algorithm of artistic style, with
 * another normalization). Text: {@code style(layer, photo)}; several layers by a sum.
 */
public record Style(String layer, Path photo) implements PhotoObjective {
  private static final double EPSILON = 1e-10;

  @Override
  public double apply(Observation seen) {
    Wanted wanted = wanted(seen);
    double sum = 0;
    for (int i = 0; i < seen.count(); i++) {
      Gram difference = difference(seen, i, wanted);
      sum += difference.dot(difference);
    }
    return -sum / (wanted.square * seen.count());
  }

  @Override
  public void vjp(Observation seen, double weight) {
    Observation.Layer tap = seen.layer(layer);
    Wanted wanted = wanted(seen);
    double factor = -2 * weight / (wanted.square * seen.count() * positions(tap.activation()));
    for (int i = 0; i < seen.count(); i++) {
      Gram slope = Gram.zero(tap.activation().shape().c());
      slope.add(factor, difference(seen, i, wanted));
      slope.vjp(tap.activation(), seen.first() + i, tap.cotangent());
    }
  }

  /** The photograph's matrix divided by positions, and the sum of its squares. */
  private record Wanted(Gram gram, double square) {}

  private Wanted wanted(Observation seen) {
    Observation.Photo photo = seen.photo(photo(), layer);
    Gram gram = byPosition(photo.activation(), photo.example());
    return new Wanted(gram, Math.max(gram.dot(gram), EPSILON));
  }

  private Gram difference(Observation seen, int example, Wanted wanted) {
    Gram difference = byPosition(seen.layer(layer).activation(), seen.first() + example);
    difference.add(-1, wanted.gram);
    return difference;
  }

  private static Gram byPosition(Tensor activation, int example) {
    Gram gram = Gram.zero(activation.shape().c());
    gram.add(1.0 / positions(activation), Gram.of(activation, example));
    return gram;
  }

  private static int positions(Tensor activation) {
    return activation.shape().h() * activation.shape().w();
  }

  @Override
  public String toString() {
    return ObjectiveNames.call("style", ObjectiveNames.quoted(layer), ObjectiveNames.quoted(photo));
  }
}
