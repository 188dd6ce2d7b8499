package dev.phosphene.transform;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A chain of {@link GeometricStep}s, drawn once per step for the whole batch and applied as one
 * affine map in one bilinear resampling. Outside the image is gray, 0.5.
 *
 * <p>The network sees a window in the center of the last frame, as large as the last {@link
 * GeometricStep.Crop}, or as the image if there is none. The network's input has the same size
 * unless {@link #onto} sets another: then the window is stretched to it. So the input's shape is
 * the same at every step.
 */
public final class GeometricTransform implements Transform {
  private final List<GeometricStep> moves;
  private final @Nullable Shape input;
  private Parallel parallel = Parallel.SERIAL;

  private GeometricTransform(List<GeometricStep> moves, @Nullable Shape input) {
    this.moves = moves;
    this.input = input;
  }

  /** Returns the transform of the steps in order, from the image to the network. */
  public static GeometricTransform of(GeometricStep... moves) {
    return of(List.of(moves));
  }

  /** Returns the transform of the steps in order, from the image to the network. */
  public static GeometricTransform of(List<GeometricStep> moves) {
    return new GeometricTransform(List.copyOf(moves), null);
  }

  /** Returns the same transform with the window stretched to a network input of {@code h × w}. */
  public GeometricTransform onto(int h, int w) {
    return new GeometricTransform(moves, Shape.of(1, 1, h, w));
  }

  @Override
  public void use(Parallel threads) {
    parallel = threads;
  }

  @Override
  public Shape input(Shape picture) {
    Shape size = input == null ? window(picture) : input;
    try {
      return Shape.of(picture.n(), picture.c(), size.h(), size.w());
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "%d transformed images of %d×%d are too large".formatted(picture.n(), size.w(), size.h()),
          e);
    }
  }

  private Shape window(Shape picture) {
    Shape window = picture;
    for (GeometricStep move : moves) {
      if (move instanceof GeometricStep.Crop crop) {
        window = Shape.of(picture.n(), picture.c(), crop.h(), crop.w());
      }
    }
    return window;
  }

  @Override
  public View draw(Shape picture, RandomGenerator random) {
    Affine map = Affine.IDENTITY;
    GeometricStep.Frame frame = new GeometricStep.Frame(picture.h(), picture.w());
    for (GeometricStep move : moves) {
      GeometricStep.Drawn drawn = move.draw(frame, random);
      map = map.after(drawn.toBefore());
      frame = drawn.frame();
    }
    Shape window = window(picture);
    Shape out = input(picture);
    double stretchX = (double) window.w() / out.w();
    double stretchY = (double) window.h() / out.h();
    return new Resampled(map.after(Affine.scale(stretchX, stretchY)), parallel);
  }

  /** One drawn map. */
  private record Resampled(Affine map, Parallel parallel) implements View {
    @Override
    public void apply(Tensor picture, Tensor out) {
      Bilinear.gather(List.of(map), picture, out, parallel);
    }

    @Override
    public void vjp(Tensor cotangent, Tensor gradient) {
      Bilinear.scatter(List.of(map), cotangent, gradient, parallel);
    }
  }
}
