package dev.phosphene.transform;

/**
 * Stretches what is seen so far onto {@code h × w} pixels, in the same resampling as the {@link
 * Move}s before it.
 */
public record Resize(int h, int w) implements Step {
  public Resize {
    Limits.check("height", h, 1, Limits.PIXELS);
    Limits.check("width", w, 1, Limits.PIXELS);
  }

  @Override
  public String toString() {
    return "resize:" + Numbers.size(h, w);
  }
}
