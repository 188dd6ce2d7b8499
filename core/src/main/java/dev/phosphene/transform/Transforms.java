package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.random.RandomGenerator;

/** Some common transforms; {@link TransformSpec} parses all of them. */
public final class Transforms {
  private Transforms() {}

  /** Returns the identity; {@link Transform.View#identity} is true. */
  public static Transform none() {
    return Identity.INSTANCE;
  }

  /** Returns a shift by whole pixels, up to half of {@code pixels} each way. */
  public static GeometricTransform jitter(int pixels) {
    return GeometricTransform.of(new GeometricStep.Jitter(pixels));
  }

  /** Returns {@link TransformSpec#LUCID}. */
  public static GeometricTransform standard() {
    return (GeometricTransform) TransformSpec.LUCID.transform();
  }

  /** Returns the chain of the given transforms, from the image to the network. */
  public static Transform chain(List<Transform> parts) {
    return switch (parts.size()) {
      case 0 -> none();
      case 1 -> parts.get(0);
      default -> new Chain(parts);
    };
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
