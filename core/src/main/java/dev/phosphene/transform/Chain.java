package dev.phosphene.transform;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A chain of transforms, with a buffer between any two; serves one caller. */
final class Chain implements Transform {
  private final List<Transform> parts;
  private final List<Tensor> buffers = new ArrayList<>();

  Chain(List<Transform> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  public void use(Parallel threads) {
    parts.forEach(part -> part.use(threads));
  }

  @Override
  public Shape input(Shape picture) {
    Shape shape = picture;
    for (Transform part : parts) {
      shape = part.input(shape);
    }
    return shape;
  }

  @Override
  public View draw(Shape picture, RandomGenerator random) {
    return draw(picture, random, 0);
  }

  @Override
  public View draw(Shape picture, RandomGenerator random, double progress) {
    List<View> views = new ArrayList<>();
    Shape shape = picture;
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        buffer(i - 1, shape);
      }
      views.add(parts.get(i).draw(shape, random, progress));
      shape = parts.get(i).input(shape);
    }
    return new Composed(views, buffers, picture.n());
  }

  private void buffer(int i, Shape shape) {
    if (i == buffers.size()) {
      buffers.add(Tensor.zeros(shape));
    } else if (!buffers.get(i).shape().equals(shape)) {
      buffers.set(i, Tensor.zeros(shape));
    }
  }

  /**
   * The drawn transforms of the chain.
   *
   * @param examples number of images that the buffers hold
   */
  private record Composed(List<View> views, List<Tensor> buffers, int examples) implements View {
    @Override
    public void apply(Tensor picture, Tensor input) {
      Tensor from = picture;
      for (int i = 0; i < views.size(); i++) {
        Tensor to = i == views.size() - 1 ? input : fitting(buffers.get(i), picture.shape().n());
        views.get(i).apply(from, to);
        from = to;
      }
    }

    /** Returns the buffer, or one for another number of images. */
    private Tensor fitting(Tensor buffer, int pictures) {
      Shape shape = buffer.shape();
      return pictures == examples
          ? buffer
          : Tensor.zeros(
              Shape.of(shape.n() / examples * pictures, shape.c(), shape.h(), shape.w()));
    }

    @Override
    public void vjp(Tensor cotangent, Tensor gradient) {
      Tensor from = cotangent;
      for (int i = views.size() - 1; i >= 0; i--) {
        Tensor to = i == 0 ? gradient : buffers.get(i - 1);
        views.get(i).vjp(from, to);
        from = to;
      }
    }
  }
}
