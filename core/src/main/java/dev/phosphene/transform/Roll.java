package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * Shifts the image by up to {@code most} pixels each way; pixels wrap around. The gradient shifts
 * back.
 *
 * <p>Source: google/deepdream dream.ipynb, make_step, with 32.
 *
 * @param most largest shift in pixels
 */
public record Roll(int most) implements TransformStep, Transform {
  public Roll {
    TransformLimits.check("roll", most, 0, TransformLimits.PIXELS);
  }

  @Override
  public Shape input(Shape picture) {
    return picture;
  }

  @Override
  public View draw(Shape picture, RandomGenerator random) {
    int down = random.nextInt(2 * most + 1) - most;
    int right = random.nextInt(2 * most + 1) - most;
    return new Drawn(down, right);
  }

  @Override
  public String toString() {
    return "roll:" + most;
  }

  private record Drawn(int down, int right) implements View {
    @Override
    public void apply(Tensor picture, Tensor input) {
      roll(picture, down, right, input);
    }

    @Override
    public void vjp(Tensor cotangent, Tensor gradient) {
      roll(cotangent, -down, -right, gradient);
    }
  }

  private static void roll(Tensor from, int down, int right, Tensor to) {
    Shape s = from.shape();
    int shift = Math.floorMod(right, s.w());
    for (int plane = 0; plane < s.n() * s.c(); plane++) {
      for (int y = 0; y < s.h(); y++) {
        int a = (plane * s.h() + y) * s.w();
        int b = (plane * s.h() + Math.floorMod(y + down, s.h())) * s.w();
        System.arraycopy(from.data(), a, to.data(), b + shift, s.w() - shift);
        System.arraycopy(from.data(), a + s.w() - shift, to.data(), b, shift);
      }
    }
  }
}
