package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.load.keras.LayerImporters.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports layers that scale and shift each channel. */
final class NormalizationLayers {
  /** Smallest divisor of Normalization (keras/src/backend/config.py). */
  private static final float EPSILON = 1e-7f;

  private NormalizationLayers() {}

  static void register(Map<String, Lowering> all) {
    all.put("BatchNormalization", NormalizationLayers::batch);
    all.put("BatchNormalizationV1", NormalizationLayers::batch);
    all.put("BatchNormalizationV2", NormalizationLayers::batch);
    all.put("SyncBatchNormalization", NormalizationLayers::batch);
    all.put("Rescaling", NormalizationLayers::rescaling);
    all.put("Normalization", NormalizationLayers::normalization);
  }

  private static KerasValue.Known batch(LayerCall call) {
    KerasValue.Known in = call.input();
    requireChannels(call, in);
    int channels = call.channels(in);
    Shape each = Shape.of(channels);
    int place = 0;
    @Nullable Parameter gamma = null;
    @Nullable Parameter beta = null;
    if (call.config().truth("scale", true)) {
      gamma = call.parameter("gamma", place++, each, channels);
    }
    if (call.config().truth("center", true)) {
      beta = call.parameter("beta", place++, each, channels);
    }
    Parameter mean = call.parameter("moving_mean", place++, each, channels);
    Parameter variance = call.parameter("moving_variance", place, each, channels);
    float epsilon = call.config().number("epsilon", 1e-3f);
    return call.emit(new Op.BatchNorm(gamma, beta, mean, variance, epsilon), in);
  }

  /** Requires the axis, a number or a list of one, to be the channels. */
  private static void requireChannels(LayerCall call, KerasValue.Known in) {
    int[] axis = call.config().integers("axis");
    if (axis.length > 1 || (axis.length == 1 && !call.isChannels(axis[0], in))) {
      throw new UnsupportedLayer("its axis does not hold the channels");
    }
  }

  private static KerasValue.Known rescaling(LayerCall call) {
    KerasValue.Known in = call.input();
    float[] scale = call.config().numbers("scale");
    float[] shift = call.config().numbers("offset");
    boolean last = in.form() != KerasValue.Form.IMAGE || !call.channelsFirst();
    if (last || (scale.length == 1 && shift.length < 2)) {
      return call.emit(
          PerChannel.affine(scale, shift.length == 0 ? new float[1] : shift, call.channels(in)),
          in);
    }
    throw new UnsupportedLayer("its values are not one per channel");
  }

  /** {@code (x − mean) / max(√variance, 1e-7)}; the statistics are settings or weights. */
  private static KerasValue.Known normalization(LayerCall call) {
    KerasValue.Known in = call.input();
    requireChannels(call, in);
    if (call.config().truth("invert", false)) {
      throw new UnsupportedLayer("inverted normalization is not supported");
    }
    int channels = call.channels(in);
    Shape each = Shape.of(channels);
    boolean given = call.config().has("mean") && call.config().has("variance");
    Parameter mean =
        given
            ? PerChannel.vector(call.config().numbers("mean"), channels)
            : call.parameter("mean", 0, each, channels);
    Parameter variance =
        given
            ? PerChannel.vector(call.config().numbers("variance"), channels)
            : call.parameter("variance", 1, each, channels);
    Parameter scale = new Parameter("scale", each, () -> scale(variance));
    Parameter shift =
        new Parameter(
            "shift",
            each,
            () -> {
              float[] factors = scale(variance);
              float[] means = mean.values();
              for (int c = 0; c < factors.length; c++) {
                factors[c] *= -means[c];
              }
              return factors;
            });
    return call.emit(new Op.Affine(scale, shift), in);
  }

  private static float[] scale(Parameter variance) {
    float[] values = variance.values();
    for (int c = 0; c < values.length; c++) {
      values[c] = 1 / Math.max((float) Math.sqrt(values[c]), EPSILON);
    }
    return values;
  }
}
