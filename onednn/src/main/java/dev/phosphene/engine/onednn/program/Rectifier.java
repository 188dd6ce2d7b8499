package dev.phosphene.engine.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.graph.Clamp;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import java.util.Optional;

/**
 * A function that a convolution can fuse with, since its backward pass needs only its output.
 *
 * @param forward oneDNN's code of the function
 * @param backward its code when the gradient is computed from the output
 * @param low lower bound of a clip
 * @param high upper bound of a clip
 */
public record Rectifier(int forward, int backward, float low, float high) {
  /** {@code max(x, 0)}. */
  public static final Rectifier RELU =
      new Rectifier(dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, 0, 0);

  /**
   * Returns {@code op} if it is a ReLU, or a clip at numbers of eight binary digits: a bound that
   * bfloat16 rounds inwards would pass the gradient of clipped values.
   */
  public static Optional<Rectifier> of(Op op) {
    if (op instanceof Op.Relu) {
      return Optional.of(RELU);
    } else if (op instanceof Op.Pointwise clip
        && clip.function() == ScalarFunction.CLIP
        && exact(clip.alpha())
        && exact(clip.beta())) {
      return Optional.of(
          new Rectifier(
              dnnl_eltwise_clip_v2,
              dnnl_eltwise_clip_v2_use_dst_for_bwd,
              clip.alpha(),
              clip.beta()));
    }
    return Optional.empty();
  }

  /** Returns the range that it passes. */
  public Clamp clamp() {
    return new Clamp(low, equals(RELU) ? Float.POSITIVE_INFINITY : high);
  }

  private static boolean exact(float bound) {
    return (Float.floatToRawIntBits(bound) & 0xFFFF) == 0;
  }
}
