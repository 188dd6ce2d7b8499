package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Applies a {@link Blur}. Nothing is random. Keeps a buffer; serves one thread. */
final class Blurring implements Transform, Transform.View {
  private final float[] kernel;
  private float[] between = new float[0];
  private float[] ofRow = new float[0];
  private float[] ofColumn = new float[0];

  Blurring(Blur blur) {
    double deviation = blur.deviation();
    int reach = (int) Math.ceil(3 * deviation);
    kernel = new float[2 * reach + 1];
    for (int i = 0; i < kernel.length; i++) {
      double distance = deviation == 0 ? 0 : (i - reach) / deviation;
      kernel[i] = (float) Math.exp(-0.5 * distance * distance);
    }
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
    prepare(picture.shape());
    convolve(picture, input);
    weigh(input, input);
  }

  @Override
  public void vjp(Tensor cotangent, Tensor gradient) {
    prepare(cotangent.shape());
    weigh(cotangent, gradient);
    convolve(gradient, gradient);
  }

  private void prepare(Shape s) {
    if (between.length != s.size() || ofRow.length != s.h() || ofColumn.length != s.w()) {
      between = new float[s.size()];
      ofRow = shares(s.h());
      ofColumn = shares(s.w());
    }
  }

  /** Returns, for each position along an axis, 1 over the sum of the weights that lie inside. */
  private float[] shares(int length) {
    int reach = kernel.length / 2;
    float[] shares = new float[length];
    for (int i = 0; i < length; i++) {
      float sum = 0;
      for (int d = Math.max(-reach, -i); d <= Math.min(reach, length - 1 - i); d++) {
        sum += kernel[d + reach];
      }
      shares[i] = 1 / sum;
    }
    return shares;
  }

  private void weigh(Tensor from, Tensor to) {
    Shape s = from.shape();
    for (int row = 0; row < s.n() * s.c() * s.h(); row++) {
      float share = ofRow[row % s.h()];
      int k = row * s.w();
      for (int j = 0; j < s.w(); j++) {
        to.data()[k + j] = from.data()[k + j] * (share * ofColumn[j]);
      }
    }
  }

  private void convolve(Tensor from, Tensor to) {
    Shape s = from.shape();
    int planes = s.n() * s.c();
    axis(from.data(), between, planes, s.h(), s.w());
    axis(between, to.data(), planes * s.h(), s.w(), 1);
  }

  /** Blurs along the middle axis of {@code [outer, length, inner]}; its own adjoint. */
  private void axis(float[] x, float[] y, int outer, int length, int inner) {
    Arrays.fill(y, 0);
    int reach = Math.min(kernel.length / 2, length - 1);
    for (int o = 0; o < outer; o++) {
      for (int d = -reach; d <= reach; d++) {
        int from = (o * length + Math.max(0, d)) * inner;
        int to = (o * length + Math.max(0, -d)) * inner;
        add(x, from, kernel[d + kernel.length / 2], y, to, (length - Math.abs(d)) * inner);
      }
    }
  }

  private static void add(float[] x, int from, float weight, float[] y, int to, int count) {
    for (int q = 0; q < count; q++) {
      y[to + q] += weight * x[from + q];
    }
  }
}
