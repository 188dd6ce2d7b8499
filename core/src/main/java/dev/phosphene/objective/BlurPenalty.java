package dev.phosphene.objective;

import java.util.List;

/**
 * Difference between a layer and its blurred copy, {@code ½ Σ (x − Bx)²}; the mean over the images.
 * B is a 3×3 kernel, 1 at the center and ½ around it, divided by the part of it that lies inside.
 * Bx counts as constant, so that a step of k down this turns x into (1 − k) x + k Bx
 * (tensorflow/lucid, lucid/optvis/objectives.py, blur_input_each_step). Text: {@code blur} for the
 * image, {@code blur(layer)}.
 */
public record BlurPenalty(String layer) implements LayerObjective {

  @Override
  public List<Reads> reads() {
    return List.of(new Reads(layer, List.of(), Place.Fixed.EVERYWHERE, true));
  }

  @Override
  public double apply(Observation seen) {
    LayerExamples all = LayerExamples.of(seen, layer);
    double sum = 0;
    for (int i = all.from(); i < all.to(); i++) {
      double sharpness = sharpness(all, i);
      sum += sharpness * sharpness;
    }
    return sum / (2 * all.count());
  }

  @Override
  public void vjp(Observation seen, double weight) {
    LayerExamples all = LayerExamples.of(seen, layer);
    double share = weight / all.count();
    for (int i = all.from(); i < all.to(); i++) {
      all.cotangent()[i] += (float) (share * sharpness(all, i));
    }
  }

  /** Returns x − Bx at one position of one channel. */
  private static double sharpness(LayerExamples all, int index) {
    int h = all.shape().h();
    int w = all.shape().w();
    int position = index % all.positions();
    int top = index - position;
    int cy = position / w;
    int cx = position % w;
    double sum = .5 * all.activation()[index]; // the center counts twice
    double weights = .5;
    for (int y = Math.max(0, cy - 1); y <= Math.min(h - 1, cy + 1); y++) {
      for (int x = Math.max(0, cx - 1); x <= Math.min(w - 1, cx + 1); x++) {
        sum += .5 * all.activation()[top + y * w + x];
        weights += .5;
      }
    }
    return all.activation()[index] - sum / weights;
  }

  @Override
  public String toString() {
    return layer.equals(INPUT) ? "blur" : ObjectiveNames.call("blur", ObjectiveNames.quoted(layer));
  }
}
