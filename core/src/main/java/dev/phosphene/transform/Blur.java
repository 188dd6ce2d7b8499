package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A Gaussian blur, cut off at three deviations; near an edge the weights of what lies outside go to
 * the rest. Nothing is random. Keeps a buffer: serves one thread.
 */
public final class Blur implements Transform, Transform.View {
  private final float[] kernel;
  private float[] between = new float[0];

  private Blur(float[] kernel) {
    this.kernel = kernel;
  }

  /** A blur of the given deviation in pixels. */
  public static Blur of(double deviation) {
    int reach = (int) Math.ceil(3 * deviation);
    float[] kernel = new float[2 * reach + 1];
    for (int i = 0; i < kernel.length; i++) {
      double distance = deviation == 0 ? 0 : (i - reach) / deviation;
      kernel[i] = (float) Math.exp(-0.5 * distance * distance);
    }
    return new Blur(kernel);
  }

  @Override
  public Shape input(Shape picture) {
    return picture;
  }

  @Override
  public View draw(Shape picture, RandomGenerator random) {
    return this;
  }

  @Override
  public void apply(Tensor picture, Tensor input) {
    run(picture, input, false);
  }

  @Override
  public void vjp(Tensor cotangent, Tensor gradient) {
    run(cotangent, gradient, true);
  }

  private void run(Tensor from, Tensor to, boolean adjoint) {
    Shape s = from.shape();
    if (between.length != s.size()) {
      between = new float[s.size()];
    }
    int planes = s.n() * s.c();
    axis(from.data(), between, planes, s.h(), s.w(), adjoint);
    axis(between, to.data(), planes * s.h(), s.w(), 1, adjoint);
  }

  /** Along the middle axis of {@code [outer, length, inner]}. */
  private void axis(float[] x, float[] y, int outer, int length, int inner, boolean adjoint) {
    Arrays.fill(y, 0);
    int reach = kernel.length / 2;
    for (int i = 0; i < length; i++) {
      int first = Math.max(0, i - reach);
      int last = Math.min(length - 1, i + reach);
      float sum = 0;
      for (int j = first; j <= last; j++) {
        sum += kernel[j - i + reach];
      }
      for (int j = first; j <= last; j++) {
        float weight = kernel[j - i + reach] / sum;
        for (int o = 0; o < outer; o++) {
          int a = (o * length + i) * inner;
          int b = (o * length + j) * inner;
          add(x, adjoint ? a : b, weight, y, adjoint ? b : a, inner);
        }
      }
    }
  }

  private static void add(float[] x, int from, float weight, float[] y, int to, int count) {
    for (int q = 0; q < count; q++) {
      y[to + q] += weight * x[from + q];
    }
  }
}
