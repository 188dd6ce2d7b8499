package dev.phosphene.analysis;

import dev.phosphene.tensor.Tensor;

/**
 * The largest value of each channel of a layer for one image.
 *
 * @param values one for each channel
 * @param positions where, {@code y · width + x} in the layer; the first of equals
 */
public record Peaks(float[] values, int[] positions) {
  /** Of one example of {@code [n, c, h, w]}. A channel that is NaN everywhere has that value. */
  public static Peaks of(Tensor activation, int example) {
    int channels = activation.shape().c();
    int count = activation.shape().h() * activation.shape().w();
    float[] values = new float[channels];
    int[] positions = new int[channels];
    for (int c = 0; c < channels; c++) {
      int from = activation.offset(example, c);
      int best = 0;
      for (int i = 1; i < count; i++) {
        best = activation.data()[from + i] > activation.data()[from + best] ? i : best;
      }
      values[c] = activation.data()[from + best];
      positions[c] = best;
    }
    return new Peaks(values, positions);
  }
}
