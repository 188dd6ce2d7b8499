package dev.phosphene.analysis;

import dev.phosphene.tensor.Tensor;

/**
 * The largest value of each channel of a layer for one image, and its position.
 *
 * @param values one per channel
 * @param positions {@code y · width + x} in the layer; the first of equal ones
 */
public record Peaks(float[] values, int[] positions) {
  /**
   * Finds the peaks of one example of {@code [n, c, h, w]}; those of an all-NaN channel are NaN.
   */
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
