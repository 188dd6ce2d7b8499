package dev.phosphene.objective;

import java.util.List;

/**
 * Total variation of a layer: the sum of the absolute differences to the neighbors on the right and
 * below, in all channels; the mean over the images (tensorflow/lucid, lucid/optvis/objectives.py,
 * total_variation). Text: {@code tv} for the image, {@code tv(layer)}.
 */
public record TotalVariation(String layer) implements LayerObjective {

  @Override
  public List<Reads> reads() {
    return List.of(new Reads(layer, List.of(), Place.Fixed.EVERYWHERE, true));
  }

  @Override
  public double apply(Observation seen) {
    LayerExamples all = LayerExamples.of(seen, layer);
    float[] a = all.activation();
    int w = all.shape().w();
    double sum = 0;
    for (int row = all.from(); row < all.to(); row += w) {
      for (int i = row; i < row + w - 1; i++) {
        sum += Math.abs((double) a[i + 1] - a[i]);
      }
      for (int i = row; i < row + w && !lowest(all, row); i++) {
        sum += Math.abs((double) a[i + w] - a[i]);
      }
    }
    return sum / all.count();
  }

  @Override
  public void vjp(Observation seen, double weight) {
    LayerExamples all = LayerExamples.of(seen, layer);
    float share = (float) (weight / all.count());
    int w = all.shape().w();
    for (int row = all.from(); row < all.to(); row += w) {
      for (int i = row; i < row + w - 1; i++) {
        difference(all, i, i + 1, share);
      }
      for (int i = row; i < row + w && !lowest(all, row); i++) {
        difference(all, i, i + w, share);
      }
    }
  }

  /** Returns whether the row that begins at this index is the last of its channel. */
  private static boolean lowest(LayerExamples all, int row) {
    return (row + all.shape().w()) % all.positions() == 0;
  }

  private static void difference(LayerExamples all, int i, int next, float share) {
    float slope = share * Math.signum(all.activation()[next] - all.activation()[i]);
    all.cotangent()[next] += slope;
    all.cotangent()[i] -= slope;
  }

  @Override
  public String toString() {
    return layer.equals(INPUT) ? "tv" : ObjectiveNames.call("tv", ObjectiveNames.quoted(layer));
  }
}
