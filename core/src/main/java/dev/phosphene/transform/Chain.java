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
    List<Shape> between = new ArrayList<>();
    Shape shape = picture;
    for (Transform part : parts) {
      views.add(part.draw(shape, random, progress));
      shape = part.input(shape);
      between.add(shape);
    }
    return new Composed(views, between, buffers, picture.n());
  }

  /**
   * The drawn transforms of the chain.
   *
   * @param shapes what each view makes of the images that they were drawn for
   * @param examples how many images these are; the views may be applied to more, or to fewer
   */
  private record Composed(List<View> views, List<Shape> shapes, List<Tensor> buffers, int examples)
      implements View {
    @Override
    public void apply(Tensor picture, Tensor input) {
      Tensor from = picture;
      for (int i = 0; i < views.size(); i++) {
        Tensor to = i == views.size() - 1 ? input : buffer(i, picture.shape().n());
        views.get(i).apply(from, to);
        from = to;
      }
    }

    @Override
    public void vjp(Tensor cotangent, Tensor gradient) {
      Tensor from = cotangent;
      for (int i = views.size() - 1; i >= 0; i--) {
        Tensor to = i == 0 ? gradient : buffer(i - 1, gradient.shape().n());
        views.get(i).vjp(from, to);
        from = to;
      }
    }

    /** Behind a view, for so many images; the largest one is kept. */
    private Tensor buffer(int i, int pictures) {
      Shape one = shapes.get(i);
      Shape shape = Shape.of(one.n() / examples * pictures, one.c(), one.h(), one.w());
      Tensor kept = i < buffers.size() ? buffers.get(i) : null;
      if (kept != null && kept.shape().equals(shape)) {
        return kept;
      }
      Tensor fresh = Tensor.zeros(shape);
      if (kept == null) {
        buffers.add(fresh);
      } else if (kept.data().length < fresh.data().length) {
        buffers.set(i, fresh);
      }
      return fresh;
    }
  }
}
