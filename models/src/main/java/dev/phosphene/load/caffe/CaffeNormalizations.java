package dev.phosphene.load.caffe;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.caffe.CaffeLayers.Single;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.Map;

/** Imports normalizations and per-channel affine layers. */
final class CaffeNormalizations {
  private CaffeNormalizations() {}

  static void register(Map<String, Single> all) {
    all.put("LRN", CaffeNormalizations::local);
    all.put("BatchNorm", CaffeNormalizations::batch);
    all.put("Scale", CaffeNormalizations::scale);
    all.put("Bias", CaffeNormalizations::bias);
  }

  /** Local response normalization; Caffe divides alpha by the number of channels, as we do. */
  private static String local(CaffeCall call) {
    CaffeFields settings = call.layer().settings("lrn_param");
    if (!settings.text("norm_region", "ACROSS_CHANNELS").equals("ACROSS_CHANNELS")) {
      throw new Unsupported("normalization within a channel is not supported");
    }
    int size = CaffeCall.small(settings.integer("local_size", 5));
    if (size % 2 == 0) {
      throw new Unsupported("its local_size, " + size + ", is even");
    }
    return call.emit(
        new Op.Lrn(
            size, settings.real("alpha", 1), settings.real("beta", 0.75f), settings.real("k", 1)),
        call.input());
  }

  /** Stored sums are divided by the factor in the third array; a factor of 0 gives zeros. */
  private static String batch(CaffeCall call) {
    int channels = call.shape(call.input()).c();
    Parameter factor = call.parameter(2, 1);
    float epsilon = call.layer().settings("batch_norm_param").real("eps", 1e-5f);
    return call.emit(
        new Op.BatchNorm(
            null,
            null,
            divided(call.parameter(0, channels), factor),
            divided(call.parameter(1, channels), factor),
            epsilon),
        call.input());
  }

  private static Parameter divided(Parameter sums, Parameter factor) {
    return sums.computed(
        sums.shape(),
        () -> {
          float divisor = factor.anyValues()[0];
          float[] values = sums.anyValues();
          for (int i = 0; i < values.length; i++) {
            values[i] = divisor == 0 ? 0 : values[i] / divisor;
          }
          return values;
        });
  }

  private static void requireChannels(CaffeFields settings) {
    if (CaffeCall.axis(settings.integer("axis", 1)) != 1 || settings.integer("num_axes", 1) != 1) {
      throw new Unsupported("its values are not one per channel");
    }
  }

  /** Scales by weights, or by a second input. */
  private static String scale(CaffeCall call) {
    CaffeFields settings = call.layer().settings("scale_param");
    boolean biased = settings.truth("bias_term", false);
    if (call.inputs().size() == 2) {
      if (biased) {
        throw new Unsupported("two inputs and a bias");
      }
      return call.emit(
          new Op.Binary(Op.Arithmetic.MUL), call.inputs().get(0), call.inputs().get(1));
    }
    requireChannels(settings);
    int channels = call.shape(call.input()).c();
    Parameter shift = biased ? call.parameter(1, channels) : filled(0, channels);
    return call.emit(new Op.Affine(call.parameter(0, channels), shift), call.input());
  }

  private static String bias(CaffeCall call) {
    if (call.inputs().size() == 2) {
      return call.emit(
          new Op.Binary(Op.Arithmetic.ADD), call.inputs().get(0), call.inputs().get(1));
    }
    requireChannels(call.layer().settings("bias_param"));
    int channels = call.shape(call.input()).c();
    return call.emit(new Op.Affine(filled(1, channels), call.parameter(0, channels)), call.input());
  }

  private static Parameter filled(float value, int channels) {
    float[] values = new float[channels];
    Arrays.fill(values, value);
    return Parameter.of(String.valueOf(value), Shape.of(channels), values);
  }
}
