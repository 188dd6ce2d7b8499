package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/** The chains that the field uses. */
public final class Transforms {
  private Transforms() {}

  /** The network sees the picture itself; {@link Transform.View#identity} is true. */
  public static Transform none() {
    return Identity.INSTANCE;
  }

  /** A shift by whole pixels, up to half of {@code pixels} each way. */
  public static Geometric jitter(int pixels) {
    return Geometric.of(new Move.Jitter(pixels));
  }

  /**
   * Lucid's chain.
   *
   * <p>Source: tensorflow/lucid lucid/optvis/transform.py, standard_transforms.
   */
  public static Geometric standard() {
    double[] scales = new double[11];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (90 + 2 * i) / 100.0;
    }
    double[] angles = new double[21 + 5];
    for (int i = 0; i < 21; i++) {
      angles[i] = i - 10;
    }
    return Geometric.of(
        new Move.Pad(12),
        new Move.Jitter(8),
        new Move.Scale(scales),
        new Move.Rotate(angles),
        new Move.Jitter(4));
  }

  /**
   * The chain of the article Feature Visualization, made for 2,560 steps.
   *
   * <p>Source: distillpub/post--feature-visualization.
   */
  public static Geometric article() {
    return Geometric.of(
        new Move.Pad(16),
        new Move.Jitter(16),
        new Move.Scale(1, 0.975, 1.025, 0.95, 1.05),
        new Move.Rotate(-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5),
        new Move.Jitter(8));
  }

  private enum Identity implements Transform, Transform.View {
    INSTANCE;

    @Override
    public Shape input(Shape picture) {
      return picture;
    }

    @Override
    public View draw(Shape picture, RandomGenerator random) {
      return this;
    }

    @Override
    public void apply(Tensor picture, Tensor out) {
      System.arraycopy(picture.data(), 0, out.data(), 0, out.data().length);
    }

    @Override
    public void vjp(Tensor cotangent, Tensor gradient) {
      System.arraycopy(cotangent.data(), 0, gradient.data(), 0, gradient.data().length);
    }

    @Override
    public boolean identity() {
      return true;
    }
  }
}
