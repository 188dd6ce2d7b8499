package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;

/** Maps by channel whose numbers are in the configuration. */
final class PerChannel {
  private PerChannel() {}

  /** {@code scale · x + shift} for all channels alike. */
  static Op.Affine affine(float scale, float shift, int channels) {
    return affine(new float[] {scale}, new float[] {shift}, channels);
  }

  /**
   * {@code scale · x + shift}.
   *
   * @param scale one number, or one for each channel
   * @param shift likewise
   */
  static Op.Affine affine(float[] scale, float[] shift, int channels) {
    return new Op.Affine(vector(scale, channels), vector(shift, channels));
  }

  /** A parameter of {@code channels} numbers from as many, or from one. */
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
