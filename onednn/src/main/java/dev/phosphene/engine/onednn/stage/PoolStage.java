package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Geometry;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.engine.onednn.program.Rectifier;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * Max or average pooling. Max pooling records the position of each maximum in its workspace, unless
 * its gradient is smoothed: then the backward pass is that of average pooling.
 */
public final class PoolStage implements Stage {
  /** Which pooling is used forward, and whose gradient backward, as oneDNN's codes. */
  public enum Kind {
    MAX(dnnl_pooling_max, dnnl_pooling_max),
    SMOOTH_MAX(dnnl_pooling_max, dnnl_pooling_avg_exclude_padding),
    MEAN(dnnl_pooling_avg_exclude_padding, dnnl_pooling_avg_exclude_padding),
    MEAN_WITH_BORDER(dnnl_pooling_avg_include_padding, dnnl_pooling_avg_include_padding);

    private final int forward;
    private final int backward;

    Kind(int forward, int backward) {
      this.forward = forward;
      this.backward = backward;
    }
  }

  private final Kind kind;
  private final Geometry geometry;
  private final long[] kernel; // [kh, kw]
  private final dnnl_memory_desc inputLayout;
  private final dnnl_primitive_desc forward;
  private final @Nullable Mem workspace;
  private final boolean masks;
  private final Shape shape; // [n, c, h, w] of the output
  private final Shape in;
  private final Mem output;

  /**
   * Appends a pooling.
   *
   * @param masks whether this also computes the backward pass of a ReLU before it. A maximum is
   *     above 0 exactly if the value that won is, so the smaller output serves as a mask
   */
  public PoolStage(
      Emitter emitter,
      Kind kind,
      Window window,
      Mem input,
      Shape in,
      Shape out,
      boolean masks,
      Place place) {
    this.kind = kind;
    this.masks = masks;
    this.in = in;
    shape = out;
    geometry = Geometry.of(window, in);
    kernel = new long[] {window.kernelH(), window.kernelW()};
    Mem source = apart(emitter, window, input, in);
    inputLayout = source.md();
    int purpose = kind == Kind.SMOOTH_MAX ? dnnl_forward_inference : dnnl_forward_training;
    forward = forward(emitter, purpose, kind.forward, emitter.layouts.any(emitter.type, out));
    output = place.at(Emitter.wanted(forward, dnnl_query_dst_md));
    dnnl_memory_desc memo = Emitter.wanted(forward, dnnl_query_workspace_md);
    workspace = Layouts.bytes(memo) == 0 ? null : emitter.array(memo);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_SRC, source));
    arguments.add(new Argument(DNNL_ARG_DST, output));
    if (workspace != null) {
      arguments.add(new Argument(DNNL_ARG_WORKSPACE, workspace));
    }
    emitter.execute(forward, arguments);
    if (workspace != null) {
      workspace.slot().keep();
    }
    if (masks) {
      output.slot().keep();
    }
  }

  /**
   * The input in blocks of channels, if it lies channels-last and windows overlap: there oneDNN's
   * way back sums what overlaps in an order that depends on the number of threads.
   */
  private static Mem apart(Emitter emitter, Window window, Mem input, Shape in) {
    boolean overlaps = window.strideH() < window.kernelH() || window.strideW() < window.kernelW();
    boolean last = emitter.layouts.tag(emitter.type, input.md(), in) == Layouts.Tag.CHANNELS_LAST;
    Layouts.Tag blocks = Library.hasAvx512() ? Layouts.Tag.BLOCKED_16 : Layouts.Tag.BLOCKED_8;
    return overlaps && last
        ? emitter.as(input, emitter.layouts.of(emitter.type, blocks, in))
        : input;
  }

  private dnnl_primitive_desc forward(
      Emitter emitter, int purpose, int algorithm, dnnl_memory_desc outputLayout) {
    return emitter.describe(
        "pooling",
        pd ->
            dnnl_pooling_forward_primitive_desc_create(
                pd,
                Library.engine(),
                purpose,
                algorithm,
                inputLayout,
                outputLayout,
                geometry.strides(),
                kernel,
                geometry.dilations(),
                geometry.before(),
                geometry.after(),
                emitter.plain()));
  }

  @Override
  public Mem output() {
    return output;
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    if (masks && emitter.redirects) {
      return List.of(redirected(emitter, gradient));
    }
    Gradient wanted =
        masks ? ReluStage.back(emitter, Rectifier.RELU, output, shape, gradient) : gradient;
    return List.of(new Gradient(pooled(emitter, wanted.as(emitter, output).mem()), true));
  }

  /** Appends the backward pass through this and the ReLU before it. */
  private Gradient redirected(Emitter emitter, Gradient gradient) {
    Mem known = emitter.as(output, Redirect.layout(emitter, output.md(), shape));
    Mem given = emitter.as(gradient.mem(), known.md());
    Mem passed = emitter.array(known.md());
    ReluStage.back(emitter, Rectifier.RELU, known, given, passed);
    Redirect redirect = Redirect.pooled(emitter, shape.n(), given, passed);
    Mem result = pooled(emitter, emitter.as(passed, output.md()));
    Mem clamped = emitter.as(result, Redirect.layout(emitter, result.md(), in));
    redirect.upwards(clamped);
    return new Gradient(clamped, true);
  }

  /** Appends the backward pass through only the pooling. */
  private Mem pooled(Emitter emitter, Mem source) {
    dnnl_primitive_desc counterpart =
        kind == Kind.SMOOTH_MAX
            ? forward(emitter, dnnl_forward_training, kind.backward, output.md())
            : forward;
    dnnl_primitive_desc pd =
        emitter.describe(
            "pooling backwards",
            result ->
                dnnl_pooling_backward_primitive_desc_create(
                    result,
                    Library.engine(),
                    kind.backward,
                    inputLayout,
                    output.md(),
                    geometry.strides(),
                    kernel,
                    geometry.dilations(),
                    geometry.before(),
                    geometry.after(),
                    counterpart,
                    emitter.plain()));
    Mem result = emitter.array(inputLayout);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_DIFF_DST, source));
    arguments.add(new Argument(DNNL_ARG_DIFF_SRC, result));
    if (workspace != null) {
      arguments.add(new Argument(DNNL_ARG_WORKSPACE, workspace));
    }
    emitter.execute(pd, arguments);
    return result;
  }
}
