package dev.phosphene.transform;

/**
 * Stretches the frame so far to {@code h × w} pixels, in the same resampling as the {@link
 * GeometricStep}s before it.
 */
public record Resize(int h, int w) implements TransformStep {
  public Resize {
    TransformLimits.check("height", h, 1, TransformLimits.PIXELS);
    TransformLimits.check("width", w, 1, TransformLimits.PIXELS);
  }

  @Override
  public String toString() {
    return "resize:" + TransformNumbers.size(h, w);
  }
}
