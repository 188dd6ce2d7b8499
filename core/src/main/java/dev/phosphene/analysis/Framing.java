package dev.phosphene.analysis;

import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/**
 * Brings images of any size to one: takes the largest centered part with the aspect ratio {@code
 * width × height}, and scales it.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record Framing(int width, int height) {
  /** The input size of most networks. */
  private static final int USUAL = 224;

  /** Returns the size given in the model's file; 224×224 if there is none. */
  public static Framing usual(dev.phosphene.graph.Model model) {
    return model
        .graph()
        .notes()
        .size()
        .map(shape -> new Framing(shape.w(), shape.h()))
        .orElse(new Framing(USUAL, USUAL));
  }

  /** Returns the image {@code [1, c, h, w]} at this size. */
  public Tensor of(Tensor picture) {
    Shape shape = picture.shape();
    double scale = Math.min((double) shape.w() / width, (double) shape.h() / height);
    double w = scale * width;
    double h = scale * height;
    Resampling.Box box = new Resampling.Box((shape.w() - w) / 2, (shape.h() - h) / 2, w, h);
    return Resampling.resize(picture, box, width, height);
  }
}
