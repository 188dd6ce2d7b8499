package dev.phosphene.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.Program.Argument;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A convolution, with the ReLU behind it where nothing else reads the sums. */
final class ConvStage implements Stage {
  private final Geometry geometry;
  private final Shape in;
  private final Shape out;
  private final int[] kernel; // [k, c, kh, kw], or [g, k / g, c / g, kh, kw]
  private final dnnl_primitive_desc forward;
  private final Mem weights;
  private final boolean relu;
  private final Mem output;

  /** Strides, oneDNN's dilations (0 is dense) and borders, vertical before horizontal. */
  record Geometry(long[] strides, long[] dilations, long[] before, long[] after) {
    static Geometry of(Window window, Shape in) {
      Window.Placement border = window.on(in.h(), in.w());
      return new Geometry(
          new long[] {window.strideH(), window.strideW()},
          new long[] {
            dilation(window.kernelH(), window.dilationH()),
            dilation(window.kernelW(), window.dilationW())
          },
          new long[] {border.top(), border.left()},
          new long[] {border.bottom(), border.right()});
    }

    /** A kernel of extent 1 has no dilation; oneDNN refuses one that exceeds the input. */
    private static long dilation(int kernel, int dilation) {
      return kernel == 1 ? 0 : dilation - 1L;
    }
  }

  ConvStage(
      Emitter emitter, Op.Conv conv, Mem input, Shape in, Shape out, boolean relu, Place place) {
    this.in = in;
    this.out = out;
    this.relu = relu;
    geometry = Geometry.of(conv.window(), in);
    kernel = kernel(conv);
    Parameter bias = conv.bias();
    dnnl_memory_desc biasLayout =
        bias == null ? null : emitter.layouts.of(dnnl_f32, dnnl_x, out.c());
    dnnl_primitive_attr attributes = relu ? withRelu(emitter) : emitter.plain();
    forward =
        emitter.describe(
            "convolution",
            pd ->
                dnnl_convolution_forward_primitive_desc_create(
                    pd,
                    Library.engine(),
                    dnnl_forward_training,
                    dnnl_convolution_direct,
                    emitter.layouts.any(emitter.type, in),
                    anyKernel(emitter),
                    biasLayout,
                    emitter.layouts.any(emitter.type, out),
                    geometry.strides,
                    geometry.dilations,
                    geometry.before,
                    geometry.after,
                    attributes));
    int plain = kernel.length == 5 ? dnnl_goihw : dnnl_oihw;
    weights =
        emitter.constant(
            conv.weight().values(),
            emitter.layouts.of(dnnl_f32, plain, kernel),
            Emitter.wanted(forward, dnnl_query_weights_md));
    output = place.at(Emitter.wanted(forward, dnnl_query_dst_md));
    List<Argument> arguments = new ArrayList<>();
    Mem source = emitter.as(input, Emitter.wanted(forward, dnnl_query_src_md));
    arguments.add(new Argument(DNNL_ARG_SRC, source));
    arguments.add(new Argument(DNNL_ARG_WEIGHTS, weights));
    if (bias != null && biasLayout != null) {
      arguments.add(new Argument(DNNL_ARG_BIAS, emitter.constant(bias.values(), biasLayout)));
    }
    arguments.add(new Argument(DNNL_ARG_DST, output));
    emitter.execute(forward, arguments);
    if (relu) {
      output.slot().keep();
    }
  }

  private static int[] kernel(Op.Conv conv) {
    Shape weight = conv.weight().shape();
    int groups = conv.groups();
    return groups == 1
        ? weight.toArray()
        : new int[] {groups, weight.n() / groups, weight.c(), weight.h(), weight.w()};
  }

  private dnnl_memory_desc anyKernel(Emitter emitter) {
    return emitter.layouts.of(emitter.type, dnnl_format_tag_any, kernel);
  }

  private static dnnl_primitive_attr withRelu(Emitter emitter) {
    dnnl_primitive_attr attributes = emitter.attributes();
    dnnl_post_ops chain = new dnnl_post_ops();
    Library.check(dnnl_post_ops_create(chain), "post-operations");
    Library.check(dnnl_post_ops_append_eltwise(chain, dnnl_eltwise_relu, 0, 0), "fused ReLU");
    Library.check(dnnl_primitive_attr_set_post_ops(attributes, chain), "post-operations");
    Library.check(dnnl_post_ops_destroy(chain), "post-operations");
    return attributes;
  }

  @Override
  public Mem output() {
    return output;
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Mem sums = relu ? ReluStage.back(emitter, output, gradient).mem() : gradient.mem();
    dnnl_primitive_desc pd =
        emitter.describe(
            "convolution backwards",
            result ->
                dnnl_convolution_backward_data_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_convolution_direct,
                    emitter.layouts.any(emitter.type, in),
                    anyKernel(emitter),
                    emitter.layouts.any(emitter.type, out),
                    geometry.strides,
                    geometry.dilations,
                    geometry.before,
                    geometry.after,
                    forward,
                    emitter.plain()));
    Mem source = emitter.as(sums, Emitter.wanted(pd, dnnl_query_diff_dst_md));
    Mem result = emitter.array(Emitter.wanted(pd, dnnl_query_diff_src_md));
    Mem turned = emitter.constant(weights, Emitter.wanted(pd, dnnl_query_weights_md));
    emitter.execute(
        pd,
        new Argument(DNNL_ARG_DIFF_DST, source),
        new Argument(DNNL_ARG_WEIGHTS, turned),
        new Argument(DNNL_ARG_DIFF_SRC, result));
    return List.of(new Gradient(result, true));
  }
}
