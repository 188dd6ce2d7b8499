package dev.phosphene.gallery.wiring;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** By what an operation multiplies each channel. */
final class Gains {
  private Gains() {}

  /**
   * The factors of so many channels, null where all are 1; a shift does not count.
   *
   * @throws dev.phosphene.error.InputException if the file lacks them
   */
  static float @Nullable [] of(Op op, int size) {
    if (op instanceof Op.BatchNorm norm) {
      return normalization(norm);
    } else if (op instanceof Op.Affine affine) {
      return affine.scale().values();
    } else if (op instanceof Op.Pointwise pointwise) {
      boolean scales =
          pointwise.function() == ScalarFunction.LINEAR
              || pointwise.function() == ScalarFunction.POWER;
      return all(scales ? pointwise.alpha() : 1, size);
    }
    return null;
  }

  /** {@code scale / √(variance + epsilon)}. */
  private static float[] normalization(Op.BatchNorm norm) {
    float[] variance = norm.variance().values();
    float[] gains = new float[variance.length];
    Parameter scale = norm.scale();
    if (scale == null) {
      Arrays.fill(gains, 1);
    } else {
      gains = scale.values();
    }
    for (int c = 0; c < gains.length; c++) {
      gains[c] /= (float) Math.sqrt((double) variance[c] + norm.epsilon());
    }
    return gains;
  }

  /** One factor for each of so many channels; null where it is 1. */
  static float @Nullable [] all(float gain, int size) {
    if (gain == 1) {
      return null;
    }
    float[] gains = new float[size];
    Arrays.fill(gains, gain);
    return gains;
  }
}
