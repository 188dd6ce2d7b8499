package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.engine.onednn.program.Rectifier;
import dev.phosphene.tensor.Shape;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * A ReLU that no convolution could fuse with. The backward pass needs only its output.
 *
 * @param masks whether this computes the backward pass; else the output's reader does
 */
public record ReluStage(Mem output, Shape shape, boolean masks) implements Stage {

  public static ReluStage of(Emitter emitter, Mem input, Shape shape, boolean masks, Place place) {
    dnnl_primitive_desc pd = describe(emitter, Rectifier.RELU, input.md());
    Mem output = place.at(input.md());
    emitter.execute(pd, new Argument(DNNL_ARG_SRC, input), new Argument(DNNL_ARG_DST, output));
    if (masks) {
      output.slot().keep();
    }
    return new ReluStage(output, shape, masks);
  }

  private static dnnl_primitive_desc describe(
      Emitter emitter, Rectifier rectifier, dnnl_memory_desc md) {
    return emitter.describe(
        "ReLU",
        pd ->
            dnnl_eltwise_forward_primitive_desc_create(
                pd,
                Library.engine(),
                dnnl_forward_training,
                rectifier.backward(),
                md,
                md,
                rectifier.low(),
                rectifier.high(),
                emitter.plain()));
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    return List.of(masks ? back(emitter, Rectifier.RELU, output, shape, gradient) : gradient);
  }

  /**
   * Appends the backward pass through a ReLU or a clip, given its output; in place if that is
   * allowed.
   */
  public static Gradient back(
      Emitter emitter, Rectifier rectifier, Mem output, Shape shape, Gradient gradient) {
    if (emitter.redirects) {
      Mem known = emitter.as(output, Redirect.layout(emitter, output.md(), shape));
      Mem given = emitter.as(gradient.mem(), known.md());
      Mem passed = emitter.array(known.md());
      back(emitter, rectifier, known, given, passed);
      Redirect.emit(emitter, rectifier.clamp(), shape.n(), known, given, passed);
      return new Gradient(passed, true);
    }
    Gradient source = gradient.as(emitter, output);
    Mem target = source.target(emitter);
    back(emitter, rectifier, output, source.mem(), target);
    return new Gradient(target, true);
  }

  /** Appends the ordinary backward pass. All arrays have the same layout. */
  static void back(Emitter emitter, Rectifier rectifier, Mem output, Mem given, Mem passed) {
    emitter.execute(
        describeBack(emitter, rectifier, output.md()),
        new Argument(DNNL_ARG_DST, output),
        new Argument(DNNL_ARG_DIFF_DST, given),
        new Argument(DNNL_ARG_DIFF_SRC, passed));
  }

  /** Describes the backward pass for output and gradients of the same layout. */
  public static dnnl_primitive_desc describeBack(
      Emitter emitter, Rectifier rectifier, dnnl_memory_desc md) {
    return emitter.describe(
        "ReLU backwards",
        result ->
            dnnl_eltwise_backward_primitive_desc_create(
                result,
                Library.engine(),
                rectifier.backward(),
                md,
                md,
                md,
                rectifier.low(),
                rectifier.high(),
                describe(emitter, rectifier, md),
                emitter.plain()));
  }
}
