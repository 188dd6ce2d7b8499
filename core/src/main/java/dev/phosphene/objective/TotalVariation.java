package dev.phosphene.objective;

/**
 * How rough a layer is: the sum of the absolute differences between neighbours to the right and
 * below, in all channels; the mean over the pictures (tensorflow/lucid,
 * lucid/optvis/objectives.py, total_variation). Text: {@code tv} for the picture, {@code
 * tv(layer)}.
 */
public record TotalVariation(String layer) implements OfLayer {

  @Override
  public double apply(Observation seen) {
    Examples all = Examples.of(seen, layer);
    float[] a = all.activation();
    int w = all.shape().w();
    double sum = 0;
    for (int from = all.from(); from < all.to(); from += all.positions()) {
      int to = from + all.positions();
      for (int i = from; i < to; i++) {
        sum += (i - from) % w < w - 1 ? Math.abs((double) a[i + 1] - a[i]) : 0;
        sum += i + w < to ? Math.abs((double) a[i + w] - a[i]) : 0;
      }
    }
    return sum / all.count();
  }

  @Override
  public void vjp(Observation seen, double weight) {
    Examples all = Examples.of(seen, layer);
    float share = (float) (weight / all.count());
    int w = all.shape().w();
    for (int from = all.from(); from < all.to(); from += all.positions()) {
      int to = from + all.positions();
      for (int i = from; i < to; i++) {
        if ((i - from) % w < w - 1) {
          difference(all, i, i + 1, share);
        }
        if (i + w < to) {
          difference(all, i, i + w, share);
        }
      }
    }
  }

  private static void difference(Examples all, int i, int next, float share) {
    float slope = share * Math.signum(all.activation()[next] - all.activation()[i]);
    all.cotangent()[next] += slope;
    all.cotangent()[i] -= slope;
  }

  @Override
  public String toString() {
    return layer.equals(INPUT) ? "tv" : Names.call("tv", Names.quoted(layer));
  }
}
