package dev.phosphene.objective;

import dev.phosphene.tensor.Tensor;
import java.util.Arrays;

/**
 * The Gram matrix of an example's channels: {@code G[i][j] = Σ a_i · a_j} over all positions,
 * symmetric, {@code [c][c]}. It does not depend on where things are in the image.
 */
record Gram(float[][] values) {
  /** Number of positions processed at a time, so that repeated reads stay in the cache. */
  private static final int CHUNK = 128;

  /** Returns a matrix of zeros. */
  static Gram zero(int channels) {
    return new Gram(new float[channels][channels]);
  }

  static Gram of(Tensor activation, int example) {
    int channels = activation.shape().c();
    int positions = activation.shape().h() * activation.shape().w();
    float[] data = activation.data();
    float[][] gram = new float[channels][channels];
    for (int done = 0; done < positions; done += CHUNK) {
      int from = activation.offset(example, 0) + done;
      int length = Math.min(CHUNK, positions - done);
      FloatRows rows = FloatRows.ofPositions(data, from, channels, positions, length);
      for (int i = 0; i < channels; i++) {
        rows.add(data, from + i * positions, 1, gram[i], i);
      }
    }
    for (int i = 0; i < channels; i++) {
      for (int j = 0; j < i; j++) {
        gram[i][j] = gram[j][i];
      }
    }
    return new Gram(gram);
  }

  /** Returns the dot product of two matrices. */
  double dot(Gram other) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      float[] a = values[i];
      float[] b = other.values[i];
      for (int j = 0; j < a.length; j++) {
        sum += (double) a[j] * b[j];
      }
    }
    return sum;
  }

  /** Adds {@code factor · other} to this. */
  void add(double factor, Gram other) {
    for (int i = 0; i < values.length; i++) {
      float[] a = values[i];
      float[] b = other.values[i];
      for (int j = 0; j < a.length; j++) {
        a[j] += (float) (factor * b[j]);
      }
    }
  }

  /**
   * Adds the gradient of ⟨this, G⟩ with respect to the activation that G comes from, {@code 2 ·
   * this · a}, to the example's cotangent.
   */
  void vjp(Tensor activation, int example, Tensor cotangent) {
    int channels = activation.shape().c();
    int positions = activation.shape().h() * activation.shape().w();
    for (int done = 0; done < positions; done += CHUNK) {
      int from = activation.offset(example, 0) + done;
      float[] sum = new float[Math.min(CHUNK, positions - done)];
      FloatRows rows =
          FloatRows.ofChannels(activation.data(), from, channels, positions, sum.length);
      for (int c = 0; c < channels; c++) {
        Arrays.fill(sum, 0);
        rows.add(values[c], 0, 1, sum, 0);
        for (int p = 0; p < sum.length; p++) {
          cotangent.data()[from + c * positions + p] += 2 * sum[p];
        }
      }
    }
  }
}
