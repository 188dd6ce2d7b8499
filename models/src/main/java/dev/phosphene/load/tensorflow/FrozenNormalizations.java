package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.tensorflow.FrozenOperators.Single;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports normalizations that are one node; see {@link FrozenArithmetic} for decomposed ones. */
final class FrozenNormalizations {
  private FrozenNormalizations() {}

  static void register(Map<String, Single> all) {
    all.put("FusedBatchNorm", FrozenNormalizations::batch);
    all.put("FusedBatchNormV2", FrozenNormalizations::batch);
    all.put("FusedBatchNormV3", FrozenNormalizations::batch);
    all.put("BatchNormWithGlobalNormalization", FrozenNormalizations::old);
    all.put("LRN", FrozenNormalizations::local);
  }

  private static FrozenValue batch(FrozenCall call) {
    FrozenValue.Known in = call.image(0);
    if (call.truth("is_training", true)) {
      throw new Unsupported(
          "it normalizes by the images at hand (is_training); freeze the graph as it is used,"
              + " not as it is trained");
    }
    int channels = call.channels(in);
    return call.emit(
        new Op.BatchNorm(
            call.constant(1).perChannel(channels),
            call.constant(2).perChannel(channels),
            call.constant(3).perChannel(channels),
            call.constant(4).perChannel(channels),
            call.real("epsilon", 1e-4f)),
        in);
  }

  /** The old operator; inputs: the image, mean, variance, shift, scale. */
  private static FrozenValue old(FrozenCall call) {
    FrozenValue.Known in = call.image(0);
    int channels = call.channels(in);
    @Nullable Parameter scale =
        call.required("scale_after_normalization").truth()
            ? call.constant(4).perChannel(channels)
            : null;
    return call.emit(
        new Op.BatchNorm(
            scale,
            call.constant(3).perChannel(channels),
            call.constant(1).perChannel(channels),
            call.constant(2).perChannel(channels),
            call.required("variance_epsilon").real()),
        in);
  }

  /**
   * {@code x / (bias + alpha · Σ_{|i| ≤ r} x²)^beta}, tensorflow.org, raw_ops/LRN; its alpha is not
   * divided by the number of channels.
   */
  private static FrozenValue local(FrozenCall call) {
    int size = 2 * FrozenCall.small(call.integer("depth_radius", 5)) + 1;
    return call.emit(
        new Op.Lrn(
            size, call.real("alpha", 1) * size, call.real("beta", 0.5f), call.real("bias", 1)),
        call.image(0));
  }
}
