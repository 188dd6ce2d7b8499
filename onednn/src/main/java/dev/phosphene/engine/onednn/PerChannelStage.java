package dev.phosphene.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.Program.Argument;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** {@code scale · x + shift} by channel: an affine layer, or a batch normalisation not folded. */
record PerChannelStage(Mem scale, Mem output) implements Stage {
  private static final int SHIFT = DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1;

  /** One factor and one summand for each channel. */
  record Coefficients(float[] scale, float[] shift) {

    static Coefficients of(Op.Affine affine) {
      return new Coefficients(affine.scale().values(), affine.shift().values());
    }

    static Coefficients of(Op.BatchNorm norm) {
      float[] mean = norm.mean().values();
      float[] variance = norm.variance().values();
      float[] scale = values(norm.scale(), mean.length, 1);
      float[] shift = values(norm.shift(), mean.length, 0);
      for (int c = 0; c < scale.length; c++) {
        double factor = scale[c] / Math.sqrt(variance[c] + (double) norm.epsilon());
        scale[c] = (float) factor;
        shift[c] = (float) (shift[c] - mean[c] * factor);
      }
      return new Coefficients(scale, shift);
    }

    private static float[] values(@Nullable Parameter parameter, int length, float absent) {
      if (parameter != null) {
        return parameter.values();
      }
      float[] values = new float[length];
      Arrays.fill(values, absent);
      return values;
    }
  }

  static PerChannelStage of(Emitter emitter, Coefficients values, Mem input, Place place) {
    dnnl_memory_desc row = emitter.layouts.of(dnnl_f32, dnnl_nchw, 1, values.scale.length, 1, 1);
    Mem scale = emitter.constant(values.scale, row, row);
    Mem shift = emitter.constant(values.shift, row, row);
    dnnl_primitive_attr attributes = emitter.attributes();
    dnnl_post_ops chain = new dnnl_post_ops();
    Library.check(dnnl_post_ops_create(chain), "post-operations");
    Library.check(dnnl_post_ops_append_binary(chain, dnnl_binary_add, row), "fused shift");
    Library.check(dnnl_primitive_attr_set_post_ops(attributes, chain), "post-operations");
    Library.check(dnnl_post_ops_destroy(chain), "post-operations");
    Mem output = place.at(input.md());
    emitter.execute(
        describe(emitter, input.md(), row, attributes),
        new Argument(DNNL_ARG_SRC_0, input),
        new Argument(DNNL_ARG_SRC_1, scale),
        new Argument(SHIFT, shift),
        new Argument(DNNL_ARG_DST, output));
    return new PerChannelStage(scale, output);
  }

  private static dnnl_primitive_desc describe(
      Emitter emitter, dnnl_memory_desc md, dnnl_memory_desc row, dnnl_primitive_attr attributes) {
    return emitter.describe(
        "product by channel",
        pd ->
            dnnl_binary_primitive_desc_create(
                pd, Library.engine(), dnnl_binary_mul, md, row, md, attributes));
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Gradient source = gradient.as(emitter, output);
    Mem target = source.target(emitter);
    emitter.execute(
        describe(emitter, output.md(), scale.md(), emitter.plain()),
        new Argument(DNNL_ARG_SRC_0, source.mem()),
        new Argument(DNNL_ARG_SRC_1, scale),
        new Argument(DNNL_ARG_DST, target));
    return List.of(new Gradient(target, true));
  }
}
