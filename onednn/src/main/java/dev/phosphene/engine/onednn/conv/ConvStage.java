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
import dev.phosphene.engine.onednn.winograd.Steps;
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
  private final Choice choice;
  private final Op.Conv conv;
  private final Geometry geometry;
  private final Shape in;
  private final Shape out;
  private final int[] kernel; // [k, c, kh, kw], or [g, k / g, c / g, kh, kw]
  private final @Nullable Rectifier rectifier;
  private final boolean masks;
  private final Mem output;
  private @Nullable Mem weights; // of the direct way forward

  /**
   * Appends a convolution.
   *
   * @param choice which way to compute it
   * @param rectifier the ReLU or clip behind it, which {@link #takes} admits, or null
   * @param masks whether the way back through that is left to this; else it is whoever reads the
   *     output that does it, and the output need not be kept
   */
  public ConvStage(
      Emitter emitter,
      Choice choice,
      Op.Conv conv,
      Mem input,
      Shape in,
      Shape out,
      @Nullable Rectifier rectifier,
      boolean masks,
      Place place) {
    this.choice = choice;
    this.conv = conv;
    this.in = in;
    this.out = out;
    this.rectifier = rectifier;
    this.masks = rectifier != null && masks;
    geometry = Geometry.of(conv.window(), in);
    kernel = kernel(conv);
    Task task = Task.forward(conv, in, out, rectifier != null);
    output =
        winograd(emitter, task)
            ? byWinograd(emitter, task, input, place)
            : directly(emitter, input, place);
    if (this.masks) {
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

  private boolean winograd(Emitter emitter, Task task) {
    return emitter.numbers == Numbers.FLOAT32
        && Task.possible(conv, in)
        && choice.winograd(emitter, task);
  }

  private Mem byWinograd(Emitter emitter, Task task, Mem input, Place place) {
    Mem source = emitter.as(input, Steps.last(emitter, in));
    Mem target = place.at(Steps.last(emitter, out));
    WinogradConv.Arrays arrays = new WinogradConv.Arrays(source, null, target);
    WinogradConv.emit(
        emitter, task.layer(), new Kernels(conv.weight(), false, conv.bias()), arrays);
    return target;
  }

  private dnnl_primitive_desc describe(Emitter emitter) {
    return emitter.describe(
        "convolution",
        pd ->
            dnnl_convolution_forward_primitive_desc_create(
                pd,
                Library.engine(),
                dnnl_forward_training,
                dnnl_convolution_direct,
                emitter.layouts.any(emitter.type, in),
                anyKernel(emitter),
                conv.bias() == null ? null : bias(emitter),
                emitter.layouts.any(emitter.type, out),
                geometry.strides(),
                geometry.dilations(),
                geometry.before(),
                geometry.after(),
                rectifier == null ? emitter.plain() : emitter.with(rectifier)));
  }

  private dnnl_memory_desc bias(Emitter emitter) {
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
    dnnl_primitive_desc pd = describe(emitter);
    Mem packed = weights(emitter, pd);
    weights = packed;
    Mem target = place.at(Emitter.wanted(pd, dnnl_query_dst_md));
    List<Argument> arguments = new ArrayList<>();
    Mem source = emitter.as(input, Emitter.wanted(pd, dnnl_query_src_md));
    arguments.add(new Argument(DNNL_ARG_SRC, source));
    arguments.add(new Argument(DNNL_ARG_WEIGHTS, packed));
    Parameter bias = conv.bias();
    if (bias != null) {
      dnnl_memory_desc layout = bias(emitter);
      arguments.add(new Argument(DNNL_ARG_BIAS, emitter.packed(bias, layout)));
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

  private dnnl_memory_desc anyKernel(Emitter emitter) {
    return emitter.layouts.of(emitter.type, dnnl_format_tag_any, kernel);
  }

  @Override
  public Mem output() {
    return output;
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Task task = Task.backward(conv, in, out, masks);
    Mem result =
        winograd(emitter, task)
            ? backByWinograd(emitter, task, gradient)
            : backDirectly(emitter, gradient);
    return List.of(new Gradient(result, true));
  }

  private Mem backByWinograd(Emitter emitter, Task task, Gradient gradient) {
    Mem source = emitter.as(gradient.mem(), Steps.last(emitter, out));
    Mem mask = masks ? emitter.as(output, Steps.last(emitter, out)) : null;
    Mem target = emitter.array(Steps.last(emitter, in));
    WinogradConv.Arrays arrays = new WinogradConv.Arrays(source, mask, target);
    WinogradConv.emit(emitter, task.layer(), new Kernels(conv.weight(), true, null), arrays);
    return target;
  }

  private Mem backDirectly(Emitter emitter, Gradient gradient) {
    Rectifier behind = rectifier;
    Mem sums =
        masks && behind != null
            ? ReluStage.back(emitter, behind, output, gradient).mem()
            : gradient.mem();
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
                    anyKernel(emitter),
                    emitter.layouts.any(emitter.type, out),
                    geometry.strides(),
                    geometry.dilations(),
                    geometry.before(),
                    geometry.after(),
                    describe(emitter),
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
