package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Geometry;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A transposed convolution, oneDNN's deconvolution. */
public final class ConvTransposeStage implements Stage {
  private final Shape in;
  private final Shape out;
  private final int[] kernel; // [out, in, kh, kw], or [g, out / g, in / g, kh, kw]
  private final long[] strides;
  private final long[] dilations;
  private final long[] before;
  private final long[] after;
  private final dnnl_primitive_desc forward;
  private final Mem weights;
  private final Mem output;

  public ConvTransposeStage(
      Emitter emitter, Op.ConvTranspose op, Mem input, Shape in, Shape out, Place place) {
    this.in = in;
    this.out = out;
    Window window = op.window();
    Window.Padding.Explicit cut = (Window.Padding.Explicit) window.padding();
    strides = new long[] {window.strideH(), window.strideW()};
    dilations =
        new long[] {
          Geometry.dilation(window.kernelH(), window.dilationH()),
          Geometry.dilation(window.kernelW(), window.dilationW())
        };
    before = new long[] {cut.top(), cut.left()};
    after = new long[] {cut.bottom() - (long) op.extraH(), cut.right() - (long) op.extraW()};
    int g = op.groups();
    int kh = window.kernelH();
    int kw = window.kernelW();
    kernel =
        g == 1
            ? new int[] {out.c(), in.c(), kh, kw}
            : new int[] {g, out.c() / g, in.c() / g, kh, kw};
    Parameter bias = op.bias();
    dnnl_memory_desc biasLayout =
        bias == null ? null : emitter.layouts.of(dnnl_f32, dnnl_x, out.c());
    forward =
        emitter.describe(
            "transposed convolution",
            pd ->
                dnnl_deconvolution_forward_primitive_desc_create(
                    pd,
                    Library.engine(),
                    dnnl_forward_training,
                    dnnl_deconvolution_direct,
                    emitter.layouts.any(emitter.type, in),
                    anyKernel(emitter),
                    biasLayout,
                    emitter.layouts.any(emitter.type, out),
                    strides,
                    dilations,
                    before,
                    after,
                    emitter.plain()));
    weights =
        emitter.constant(
            op.weight().values(),
            emitter.layouts.of(dnnl_f32, g == 1 ? dnnl_iohw : dnnl_giohw, kernel),
            Emitter.wanted(forward, dnnl_query_weights_md));
    output = place.at(Emitter.wanted(forward, dnnl_query_dst_md));
    List<Argument> arguments = new ArrayList<>();
    Mem source = emitter.as(input, Emitter.wanted(forward, dnnl_query_src_md));
    arguments.add(new Argument(DNNL_ARG_SRC, source));
    arguments.add(new Argument(DNNL_ARG_WEIGHTS, weights));
    if (bias != null && biasLayout != null) {
      Mem biases = emitter.constant(bias.values(), biasLayout);
      arguments.add(new Argument(DNNL_ARG_BIAS, biases));
    }
    arguments.add(new Argument(DNNL_ARG_DST, output));
    emitter.execute(forward, arguments);
  }

  private dnnl_memory_desc anyKernel(Emitter emitter) {
    return emitter.layouts.of(emitter.type, dnnl_format_tag_any, kernel);
  }

  @Override
  public Mem output() {
    return output;
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    dnnl_primitive_desc pd =
        emitter.describe(
            "transposed convolution backwards",
            result ->
                dnnl_deconvolution_backward_data_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_deconvolution_direct,
                    emitter.layouts.any(emitter.type, in),
                    anyKernel(emitter),
                    emitter.layouts.any(emitter.type, out),
                    strides,
                    dilations,
                    before,
                    after,
                    forward,
                    emitter.plain()));
    Mem source = emitter.as(gradient.mem(), Emitter.wanted(pd, dnnl_query_diff_dst_md));
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
