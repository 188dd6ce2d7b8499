package dev.phosphene.engine.onednn.conv;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Geometry;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Numbers;
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
 * A convolution, with the ReLU or clip behind it where nothing else reads the sums. Each way is
 * computed directly or by {@link WinogradConv}, as a {@link Choice} says.
 */
public final class ConvStage implements Stage {
  /**
   * What is done to the sums before they are written.
   *
   * @param added an array that is added, where {@link #adds} says so, or null
   * @param rectifier the ReLU or clip behind, which {@link #takes} admits, or null
   * @param last whether the way back through that is left to the convolution; else it is whoever
   *     reads the output that does it, and the output need not be kept
   */
  public record Tail(@Nullable Mem added, @Nullable Rectifier rectifier, boolean last) {
    static final Tail NONE = new Tail(null, null, false);

    private boolean masks() {
      return rectifier != null && last;
    }
  }

  private final Choice choice;
  private final Op.Conv conv;
  private final Geometry geometry;
  private final Shape in;
  private final Shape out;
  private final int[] kernel; // [k, c, kh, kw], or [g, k / g, c / g, kh, kw]
  private final Tail tail;
  private final Mem output;
  private @Nullable Mem weights; // of the direct way forward

  /**
   * Appends a convolution.
   *
   * @param choice which way to compute it
   */
  public ConvStage(
      Emitter emitter,
      Choice choice,
      Op.Conv conv,
      Mem input,
      Shape in,
      Shape out,
      Tail tail,
      Place place) {
    this.choice = choice;
    this.conv = conv;
    this.in = in;
    this.out = out;
    this.tail = tail;
    geometry = Geometry.of(conv.window(), in);
    kernel = kernel(conv);
    Task task = Task.forward(conv, in, out, tail.rectifier != null);
    output =
        winograd(emitter, task)
            ? byWinograd(emitter, task, input, place)
            : directly(emitter, input, place);
    if (tail.masks()) {
      output.slot().keep();
    }
  }

  /**
   * What {@code next} is, if a convolution can take it in: a ReLU, or a clip where the convolution
   * is always computed directly.
   */
  public static Optional<Rectifier> takes(Op.Conv conv, Shape in, Op next) {
    return Rectifier.of(next)
        .filter(found -> found.equals(Rectifier.RELU) || !Task.possible(conv, in));
  }

  /** Whether this can add an array to its output and is computed by the same code as without. */
  public static boolean adds(Emitter emitter, Op.Conv conv, Shape in, Shape out) {
    if (Task.possible(conv, in)) {
      return false; // perhaps by Winograd's algorithm
    }
    dnnl_primitive_desc plain = describe(emitter, conv, in, out, Tail.NONE, null);
    dnnl_memory_desc layout = Emitter.wanted(plain, dnnl_query_dst_md);
    dnnl_primitive_desc adding = describe(emitter, conv, in, out, Tail.NONE, layout);
    return emitter.implementation(adding).equals(emitter.implementation(plain));
  }

  private boolean winograd(Emitter emitter, Task task) {
    return emitter.numbers == Numbers.FLOAT32
        && Task.possible(conv, in)
        && choice.winograd(emitter, task);
  }

  private Mem byWinograd(Emitter emitter, Task task, Mem input, Place place) {
    Mem source = emitter.as(input, emitter.layouts.last(in));
    Mem target = place.at(emitter.layouts.last(out));
    WinogradConv.Arrays arrays = new WinogradConv.Arrays(source, null, target);
    WinogradConv.emit(
        emitter, task.layer(), new Kernels(conv.weight(), false, conv.bias()), arrays);
    return target;
  }

  /**
   * Describes the way forward.
   *
   * @param added layout of an array that is added, and so of the output; or null
   */
  private static dnnl_primitive_desc describe(
      Emitter emitter,
      Op.Conv conv,
      Shape in,
      Shape out,
      Tail tail,
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
                emitter.layouts.any(emitter.type, in),
                anyKernel(emitter, conv),
                conv.bias() == null ? null : bias(emitter, out),
                added == null ? emitter.layouts.any(emitter.type, out) : added,
                geometry.strides(),
                geometry.dilations(),
                geometry.before(),
                geometry.after(),
                emitter.with(added, tail.rectifier)));
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
    dnnl_primitive_desc pd = describe(emitter, conv, in, out, tail, null);
    Mem other = tail.added;
    if (other != null) {
      other = emitter.as(other, Emitter.wanted(pd, dnnl_query_dst_md));
      pd = describe(emitter, conv, in, out, tail, other.md());
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
    if (winograd(emitter, task)) {
      return List.of(new Gradient(backByWinograd(emitter, task, gradient), true));
    }
    Rectifier behind = tail.rectifier;
    Gradient sums =
        tail.masks() && behind != null
            ? ReluStage.back(emitter, behind, output, gradient)
            : gradient;
    Gradient result = new Gradient(backDirectly(emitter, sums.mem()), true);
    return tail.added == null ? List.of(result) : List.of(result, sums);
  }

  private Mem backByWinograd(Emitter emitter, Task task, Gradient gradient) {
    Mem source = emitter.as(gradient.mem(), emitter.layouts.last(out));
    Mem mask = tail.masks() ? emitter.as(output, emitter.layouts.last(out)) : null;
    Mem target = emitter.array(emitter.layouts.last(in));
    WinogradConv.Arrays arrays = new WinogradConv.Arrays(source, mask, target);
    WinogradConv.emit(emitter, task.layer(), new Kernels(conv.weight(), true, null), arrays);
    return target;
  }

  private Mem backDirectly(Emitter emitter, Mem sums) {
    return StridedBack.of(emitter, conv, in, out, sums).orElseGet(() -> back(emitter, sums));
  }

  private Mem back(Emitter emitter, Mem sums) {
    dnnl_primitive_desc pd =
        emitter.describe(
            "convolution backwards",
            result ->
                dnnl_convolution_backward_data_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_convolution_direct,
                    emitter.layouts.any(emitter.type, in),
                    anyKernel(emitter, conv),
                    emitter.layouts.any(emitter.type, out),
                    geometry.strides(),
                    geometry.dilations(),
                    geometry.before(),
                    geometry.after(),
                    describe(emitter, conv, in, out, Tail.NONE, null),
                    emitter.plain()));
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
}
