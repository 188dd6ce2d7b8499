package dev.phosphene.objective;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * DeepDream's guide: each position follows the photograph's feature that it matches best, the mean
 * over positions p and images of {@code max over q of ⟨a_p, b_q⟩}, where b are the photograph's
 * activations, of any height and width (google/deepdream, dream.ipynb, objective_guide, whose
 * gradient this has). Its cost is the product of both numbers of positions and of the channels.
 * Text: {@code guide(layer, photo)}.
 */
public record Guide(String layer, Path photo) implements PhotoObjective {

  @Override
  public double apply(Observation seen) {
    LayerExamples all = LayerExamples.of(seen, layer);
    Matcher matcher = new Matcher(anySize(seen));
    double sum = 0;
    for (int example = 0; example < all.count(); example++) {
      for (int p = 0; p < all.positions(); p++) {
        sum += matcher.dots[matcher.best(all, example, p)];
      }
    }
    return sum / (all.count() * all.positions());
  }

  @Override
  public void vjp(Observation seen, double weight) {
    LayerExamples all = LayerExamples.of(seen, layer);
    Matcher matcher = new Matcher(anySize(seen));
    float share = (float) (weight / (all.count() * all.positions()));
    for (int example = 0; example < all.count(); example++) {
      for (int p = 0; p < all.positions(); p++) {
        int best = matcher.best(all, example, p);
        int index = all.start(example) + p;
        for (int c = 0; c < all.shape().c(); c++) {
          all.cotangent()[index] += share * matcher.features.values()[c][best];
          index += all.positions();
        }
      }
    }
  }

  /** Finds the photograph's best feature for each position in turn. */
  private static final class Matcher {
    private final FloatRows features;
    private final float[] dots;

    private Matcher(LayerExamples photo) {
      int positions = photo.positions();
      features =
          FloatRows.ofChannels(
              photo.activation(), photo.from(), photo.shape().c(), positions, positions);
      dots = new float[positions];
    }

    /** Returns the first position with the largest product. */
    private int best(LayerExamples all, int example, int position) {
      Arrays.fill(dots, 0);
      features.add(all.activation(), all.start(example) + position, all.positions(), dots, 0);
      int best = 0;
      for (int q = 1; q < dots.length; q++) {
        best = dots[q] > dots[best] ? q : best;
      }
      return best;
    }
  }

  @Override
  public String toString() {
    return ObjectiveNames.call("guide", ObjectiveNames.quoted(layer), ObjectiveNames.quoted(photo));
  }
}
