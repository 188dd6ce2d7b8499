package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;

/** Per-channel affine ops with numbers from the configuration. */
final class PerChannel {
  private PerChannel() {}

  /** Returns {@code scale · x + shift}, the same for all channels. */
  static Op.Affine affine(float scale, float shift, int channels) {
    return affine(new float[] {scale}, new float[] {shift}, channels);
  }

  /**
   * Returns {@code scale · x + shift}.
   *
   * @param scale one number, or one per channel
   * @param shift likewise
   */
  static Op.Affine affine(float[] scale, float[] shift, int channels) {
    return new Op.Affine(vector(scale, channels), vector(shift, channels));
  }

  /** Returns a parameter of {@code channels} values, from as many or from one. */
  static Parameter vector(float[] values, int channels) {
    if (values.length != channels && values.length != 1) {
      throw new UnsupportedLayer(values.length + " numbers for " + channels + " channels");
    }
    return new Parameter(
        Arrays.toString(values.length < 5 ? values : Arrays.copyOf(values, 4)),
        Shape.of(channels),
        () -> {
          float[] each = values.clone();
          if (values.length != channels) {
            each = new float[channels];
            Arrays.fill(each, values[0]);
          }
          return each;
        });
  }
}
