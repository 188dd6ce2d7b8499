package dev.phosphene.engine.onednn.conv;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns layers that are linear at each position into 1×1 convolutions, so that they choose their
 * layout, fuse with a ReLU, and share the convolutions' backward pass. (oneDNN's own products by
 * channel are wrong for several examples of 1×1 positions.)
 */
public final class AsConvolution {
  private static final int SMALL = 1 << 10;

  private AsConvolution() {}

  /** Returns the convolution equivalent to {@code op} on {@code in}, if there is one. */
  public static Optional<Op.Conv> of(Op op, Shape in) {
    int channels = in.rank() == 4 ? in.c() : 0;
    if (op instanceof Op.Conv conv) {
      return Optional.of(conv);
    } else if (op instanceof Op.Affine affine) {
      return Optional.of(perChannel(affine.scale().values(), affine.shift().values()));
    } else if (op instanceof Op.BatchNorm norm) {
      return Optional.of(of(norm));
    } else if (op instanceof Op.SelectChannels select && isSmall(select, channels)) {
      return Optional.of(of(select, channels));
    }
    return Optional.empty();
  }

  /** Returns whether the matrix is small enough that multiplying its zeros costs little. */
  private static boolean isSmall(Op.SelectChannels select, int channels) {
    return (long) channels * select.channels().size() <= SMALL;
  }

  /** Returns a convolution with one group per channel. */
  private static Op.Conv perChannel(float[] scale, float[] shift) {
    int channels = scale.length;
    return new Op.Conv(
        Parameter.of("scale", Shape.of(channels, 1, 1, 1), scale),
        Parameter.of("shift", Shape.of(channels), shift),
        Window.valid(1, 1),
        channels);
  }

  private static Op.Conv of(Op.BatchNorm norm) {
    float[] mean = norm.mean().values();
    float[] variance = norm.variance().values();
    float[] scale = values(norm.scale(), mean.length, 1);
    float[] shift = values(norm.shift(), mean.length, 0);
    for (int c = 0; c < scale.length; c++) {
      double factor = scale[c] / Math.sqrt(variance[c] + (double) norm.epsilon());
      scale[c] = (float) factor;
      shift[c] = (float) (shift[c] - mean[c] * factor);
    }
    return perChannel(scale, shift);
  }

  private static float[] values(@Nullable Parameter parameter, int length, float absent) {
    if (parameter != null) {
      return parameter.values();
    }
    float[] values = new float[length];
    Arrays.fill(values, absent);
    return values;
  }

  /** Returns a selection as a matrix of zeros and ones, which is exact. */
  private static Op.Conv of(Op.SelectChannels select, int channels) {
    int count = select.channels().size();
    float[] matrix = new float[count * channels];
    for (int c = 0; c < count; c++) {
      matrix[c * channels + select.channels().get(c)] = 1;
    }
    Parameter weight = Parameter.of("selection", Shape.of(count, channels, 1, 1), matrix);
    return new Op.Conv(weight, null, Window.valid(1, 1), 1);
  }
}
