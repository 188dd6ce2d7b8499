package dev.phosphene.engine.onednn.conv;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.engine.onednn.program.DataType;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Geometry;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.engine.onednn.program.Rectifier;
import dev.phosphene.engine.onednn.stage.ReluStage;
import dev.phosphene.engine.onednn.stage.Stage;
import dev.phosphene.engine.onednn.winograd.WinogradConv;
import dev.phosphene.engine.onednn.winograd.WinogradWeights.Kernels;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * A convolution, fused with the ReLU or clip after it if nothing else reads the sums. Each pass is
 * computed directly or by {@link WinogradConv}, as a {@link Choice} decides.
 */
public final class ConvStage implements Stage {
  /**
   * What is done to the sums before they are written.
   *
   * @param added an array to add, if {@link #adds} allows it, or null
   * @param rectifier the ReLU or clip that follows, which {@link #takes} admits, or null
   * @param last whether the convolution computes the rectifier's backward pass; else the reader of
   *     the output does, and the output need not be kept
   */
  public record Tail(@Nullable Mem added, @Nullable Rectifier rectifier, boolean last) {
    static final Tail NONE = new Tail(null, null, false);

    private boolean masks() {
      return rectifier != null && last;
    }
  }

  private static final int FEW = 4;

  private final Choice choice;
  private final Op.Conv conv;
  private final Geometry geometry;
  private final Shape in;
  private final Shape out;
  private final int[] kernel; // [k, c, kh, kw], or [g, k / g, c / g, kh, kw]
  private final Tail tail;
  private final boolean last; // whether the direct way reads and writes channels-last arrays
  private final Mem output;
  private @Nullable Mem weights; // for the direct forward pass

  /**
   * Appends a convolution.
   *
   * @param choice chooses the algorithm
   * @param readLast whether the output's reader wants it channels-last
   */
  public ConvStage(
      Emitter emitter,
      Choice choice,
      Op.Conv conv,
      Mem input,
      Shape in,
      Shape out,
      Tail tail,
      boolean readLast,
      Place place) {
    this.choice = choice;
    this.conv = conv;
    this.in = in;
    this.out = out;
    this.tail = tail;
    geometry = Geometry.of(conv.window(), in);
    kernel = kernel(conv);
    boolean winograd = byWinograd(emitter, choice, conv, in, out, tail.rectifier != null);
    last = !winograd && lastIsFaster(emitter, input, readLast);
    output = winograd ? byWinograd(emitter, input, place) : directly(emitter, input, place);
    if (tail.masks()) {
      output.slot().keep();
    }
  }

  /**
   * Returns {@code next} if a convolution can fuse with it: a ReLU, or a clip if the convolution is
   * always computed directly.
   */
  public static Optional<Rectifier> takes(Op.Conv conv, Shape in, Op next) {
    return Rectifier.of(next)
        .filter(found -> found.equals(Rectifier.RELU) || !Task.possible(conv, in));
  }

  /** Returns whether this can add an array to its output and runs the same code as without. */
  public static boolean adds(Emitter emitter, Op.Conv conv, Shape in, Shape out) {
    if (Task.possible(conv, in)) {
      return false; // may use Winograd's algorithm
    }
    dnnl_primitive_desc plain = describe(emitter, conv, in, out, Tail.NONE, false, null);
    dnnl_memory_desc layout = Emitter.wanted(plain, dnnl_query_dst_md);
    dnnl_primitive_desc adding = describe(emitter, conv, in, out, Tail.NONE, false, layout);
    return emitter.implementation(adding).equals(emitter.implementation(plain));
  }

  /**
   * Returns whether {@link WinogradConv} computes that convolution, reading and writing
   * channels-last.
   */
  public static boolean byWinograd(
      Emitter emitter, Choice choice, Op.Conv conv, Shape in, Shape out, boolean relu) {
    return winograd(emitter, choice, conv, in, Task.forward(conv, in, out, relu));
  }

  private static boolean winograd(
      Emitter emitter, Choice choice, Op.Conv conv, Shape in, Task task) {
    return emitter.numbers == DataType.FLOAT32
        && Task.possible(conv, in)
        && choice.winograd(emitter, task);
  }

  /**
   * Returns whether channels-last is faster: between a wide array with that layout and one of few
   * channels, it saves more than the conversion of the wide one costs.
   */
  private boolean lastIsFaster(Emitter emitter, Mem input, boolean readLast) {
    boolean lies =
        in.c() <= FEW
            ? readLast
            : (conv.narrowed() || out.c() <= FEW)
                && Layouts.same(input.md(), emitter.layouts.last(in));
    return lies
        && emitter.numbers == DataType.FLOAT32
        && conv.groups() == 1
        && tail.added == null
        && fast(emitter, describe(emitter, conv, in, out, tail, true, null));
  }

  /** Returns whether oneDNN has specialized code for channels-last arrays. */
  private static boolean fast(Emitter emitter, dnnl_primitive_desc pd) {
    return emitter.implementation(pd).startsWith("brg");
  }

  private Mem byWinograd(Emitter emitter, Mem input, Place place) {
    Task task = Task.forward(conv, in, out, tail.rectifier != null);
    Mem source = emitter.as(input, emitter.layouts.last(in));
    Mem target = place.at(emitter.layouts.last(out));
    WinogradConv.Arrays arrays = new WinogradConv.Arrays(source, null, target);
    WinogradConv.emit(
        emitter, task.layer(), new Kernels(conv.weight(), false, conv.bias()), arrays);
    return target;
  }

  /**
   * Describes the forward pass.
   *
   * @param last whether the arrays are channels-last; else oneDNN chooses their layout
   * @param added layout of an added array, and so of the output; or null
   */
  private static dnnl_primitive_desc describe(
      Emitter emitter,
      Op.Conv conv,
      Shape in,
      Shape out,
      Tail tail,
      boolean last,
      @Nullable dnnl_memory_desc added) {
    Geometry geometry = Geometry.of(conv.window(), in);
    return emitter.describe(
        "convolution",
        pd ->
            dnnl_convolution_forward_primitive_desc_create(
                pd,
                Library.engine(),
                dnnl_forward_training,
                dnnl_convolution_direct,
                layout(emitter, last, in),
                anyKernel(emitter, conv),
                conv.bias() == null ? null : bias(emitter, out),
                added == null ? layout(emitter, last, out) : added,
                geometry.strides(),
                geometry.dilations(),
                geometry.before(),
                geometry.after(),
                emitter.with(added, tail.rectifier)));
  }

  private static dnnl_memory_desc layout(Emitter emitter, boolean last, Shape shape) {
    return layout(emitter, last ? Layouts.Tag.CHANNELS_LAST : null, shape);
  }

  private static dnnl_memory_desc layout(Emitter emitter, Layouts.@Nullable Tag tag, Shape shape) {
    return tag == null
        ? emitter.layouts.any(emitter.type, shape)
        : emitter.layouts.of(emitter.type, tag, shape);
  }

  private static dnnl_memory_desc bias(Emitter emitter, Shape out) {
    return emitter.layouts.of(dnnl_f32, dnnl_x, out.c());
  }

  private Mem weights(Emitter emitter, dnnl_primitive_desc pd) {
    int plain = kernel.length == 5 ? dnnl_goihw : dnnl_oihw;
    dnnl_memory_desc given = emitter.layouts.of(dnnl_f32, plain, kernel);
    dnnl_memory_desc wanted = Emitter.wanted(pd, dnnl_query_weights_md);
    Mem known = weights;
    return known == null
        ? emitter.packed(conv.weight(), given, wanted)
        : emitter
            .packed(conv.weight(), "", wanted, (own, md) -> List.of(own.constant(known, md)))
            .get(0);
  }

  private Mem directly(Emitter emitter, Mem input, Place place) {
    dnnl_primitive_desc pd = describe(emitter, conv, in, out, tail, last, null);
    Mem other = tail.added;
    if (other != null) {
      other = emitter.as(other, Emitter.wanted(pd, dnnl_query_dst_md));
      pd = describe(emitter, conv, in, out, tail, last, other.md());
    }
    Mem packed = weights(emitter, pd);
    weights = packed;
    Mem target = place.at(Emitter.wanted(pd, dnnl_query_dst_md));
    List<Argument> arguments = new ArrayList<>();
    Mem source = emitter.as(input, Emitter.wanted(pd, dnnl_query_src_md));
    arguments.add(new Argument(DNNL_ARG_SRC, source));
    arguments.add(new Argument(DNNL_ARG_WEIGHTS, packed));
    Parameter bias = conv.bias();
    if (bias != null) {
      dnnl_memory_desc layout = bias(emitter, out);
      arguments.add(new Argument(DNNL_ARG_BIAS, emitter.packed(bias, layout)));
    }
    if (other != null) {
      arguments.add(new Argument(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1, other));
    }
    arguments.add(new Argument(DNNL_ARG_DST, target));
    emitter.execute(pd, arguments);
    return target;
  }

  private static int[] kernel(Op.Conv conv) {
    Shape weight = conv.weight().shape();
    int groups = conv.groups();
    return groups == 1
        ? weight.toArray()
        : new int[] {groups, weight.n() / groups, weight.c(), weight.h(), weight.w()};
  }

  private static dnnl_memory_desc anyKernel(Emitter emitter, Op.Conv conv) {
    return emitter.layouts.of(emitter.type, dnnl_format_tag_any, kernel(conv));
  }

  @Override
  public Mem output() {
    return output;
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Task task = Task.backward(conv, in, out, tail.masks());
    boolean byWinograd = winograd(emitter, choice, conv, in, task);
    Rectifier behind = tail.rectifier;
    boolean within = byWinograd && !emitter.redirects; // whether that handles the ReLU, too
    Gradient sums =
        tail.masks() && behind != null && !within
            ? ReluStage.back(emitter, behind, output, out, gradient)
            : gradient;
    Mem result =
        byWinograd
            ? backByWinograd(emitter, task, sums, tail.masks() && within)
            : backDirectly(emitter, sums.mem());
    Gradient back = new Gradient(result, true);
    return tail.added == null ? List.of(back) : List.of(back, sums);
  }

  private Mem backByWinograd(Emitter emitter, Task task, Gradient gradient, boolean masks) {
    Mem source = emitter.as(gradient.mem(), emitter.layouts.last(out));
    Mem mask = masks ? emitter.as(output, emitter.layouts.last(out)) : null;
    Mem target = emitter.array(emitter.layouts.last(in));
    WinogradConv.Arrays arrays = new WinogradConv.Arrays(source, mask, target);
    WinogradConv.emit(emitter, task.layer(), new Kernels(conv.weight(), true, null), arrays);
    return target;
  }

  private Mem backDirectly(Emitter emitter, Mem sums) {
    return StridedBack.of(emitter, conv, in, out, sums).orElseGet(() -> back(emitter, sums));
  }

  private Mem back(Emitter emitter, Mem sums) {
    dnnl_primitive_desc pd = describeBack(emitter);
    Mem source = emitter.as(sums, Emitter.wanted(pd, dnnl_query_diff_dst_md));
    Mem result = emitter.array(Emitter.wanted(pd, dnnl_query_diff_src_md));
    Mem turned = weights(emitter, pd);
    emitter.execute(
        pd,
        new Argument(DNNL_ARG_DIFF_DST, source),
        new Argument(DNNL_ARG_WEIGHTS, turned),
        new Argument(DNNL_ARG_DIFF_SRC, result));
    return result;
  }

  private dnnl_primitive_desc describeBack(Emitter emitter) {
    if (last) {
      dnnl_primitive_desc pd = describeBack(emitter, Layouts.Tag.CHANNELS_LAST);
      if (fast(emitter, pd)) {
        return pd;
      }
    }
    dnnl_primitive_desc pd = describeBack(emitter, null);
    if (isDepthwise() && emitter.implementation(pd).startsWith("brg")) {
      dnnl_primitive_desc own = describeBack(emitter, Layouts.Tag.BLOCKED_16);
      return emitter.implementation(own).startsWith("jit_dw") ? own : pd;
    }
    return pd;
  }

  /**
   * Returns whether each channel is a group. With strides and in bfloat16 oneDNN's first choice for
   * the backward pass is matrix code, four times as slow as its own for such layers.
   */
  private boolean isDepthwise() {
    return conv.groups() == in.c() && in.c() == out.c();
  }

  /**
   * Describes the backward pass.
   *
   * @param tag layout of the arrays; null leaves it to oneDNN
   */
  private dnnl_primitive_desc describeBack(Emitter emitter, Layouts.@Nullable Tag tag) {
    boolean last = tag == Layouts.Tag.CHANNELS_LAST;
    return emitter.describe(
        "convolution backwards",
        pd ->
            dnnl_convolution_backward_data_primitive_desc_create(
                pd,
                Library.engine(),
                dnnl_convolution_direct,
                layout(emitter, tag, in),
                anyKernel(emitter, conv),
                layout(emitter, tag, out),
                geometry.strides(),
                geometry.dilations(),
                geometry.before(),
                geometry.after(),
                describe(emitter, conv, in, out, Tail.NONE, last, null),
                emitter.plain()));
  }
}
