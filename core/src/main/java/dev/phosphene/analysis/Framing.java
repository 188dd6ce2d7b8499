package dev.phosphene.analysis;

import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/**
 * How images of any size become those of one size: the largest part in the middle that has the
 * proportions of {@code width × height}, scaled.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record Framing(int width, int height) {
  /** What most networks were trained with. */
  private static final int USUAL = 224;

  /** The size that a model's file asks for; 224×224 if it does not. */
  public static Framing usual(dev.phosphene.graph.Model model) {
    return model
        .graph()
        .notes()
        .size()
        .map(shape -> new Framing(shape.w(), shape.h()))
        .orElse(new Framing(USUAL, USUAL));
  }

  /** The image {@code [1, c, h, w]} at this size. */
  public Tensor of(Tensor picture) {
    Shape shape = picture.shape();
    double scale = Math.min((double) shape.w() / width, (double) shape.h() / height);
    double w = scale * width;
    double h = scale * height;
    Resampling.Box box = new Resampling.Box((shape.w() - w) / 2, (shape.h() - h) / 2, w, h);
    return Resampling.resize(picture, box, width, height);
  }
}
