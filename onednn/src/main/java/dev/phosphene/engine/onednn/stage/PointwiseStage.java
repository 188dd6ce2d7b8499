package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.graph.Clamp;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Applies one function to every value, in any layout. The backward pass needs the input. */
public record PointwiseStage(
    Op.Pointwise op, Mem input, Shape shape, dnnl_primitive_desc forward, Mem output)
    implements Stage {

  public static PointwiseStage of(
      Emitter emitter, Op.Pointwise op, Mem input, Shape shape, Place place) {
    dnnl_memory_desc md = input.md();
    dnnl_primitive_desc pd =
        emitter.describe(
            op.function().name(),
            result ->
                dnnl_eltwise_forward_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_forward_training,
                    algorithm(op),
                    md,
                    md,
                    alpha(op),
                    op.beta(),
                    emitter.plain()));
    Mem output = place.at(md);
    emitter.execute(pd, new Argument(DNNL_ARG_SRC, input), new Argument(DNNL_ARG_DST, output));
    input.slot().keep();
    return new PointwiseStage(op, input, shape, pd, output);
  }

  private static int algorithm(Op.Pointwise op) {
    return switch (op.function()) {
      case LEAKY_RELU -> dnnl_eltwise_relu;
      case CLIP -> dnnl_eltwise_clip_v2;
      case SIGMOID -> dnnl_eltwise_logistic;
      case TANH -> dnnl_eltwise_tanh;
      case ELU -> dnnl_eltwise_elu;
      case HARD_SIGMOID -> dnnl_eltwise_hardsigmoid;
      case HARD_SWISH -> dnnl_eltwise_hardswish;
      case SWISH -> dnnl_eltwise_swish;
      case SOFTPLUS -> dnnl_eltwise_soft_relu;
      case MISH -> dnnl_eltwise_mish;
      case GELU -> dnnl_eltwise_gelu_erf;
      case GELU_TANH -> dnnl_eltwise_gelu_tanh;
      case EXP -> dnnl_eltwise_exp;
      case LOG -> dnnl_eltwise_log;
      case SQRT -> dnnl_eltwise_sqrt;
      case ABS -> dnnl_eltwise_abs;
      case LINEAR -> dnnl_eltwise_linear;
      case POWER -> dnnl_eltwise_pow;
      case ERF -> throw new IllegalArgumentException("oneDNN has no error function");
    };
  }

  /** Returns the function's alpha; oneDNN's soft ReLU has a steepness. */
  private static float alpha(Op.Pointwise op) {
    return op.function() == ScalarFunction.SOFTPLUS ? 1 : op.alpha();
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Optional<Clamp> clamp = emitter.redirects ? Clamp.of(op) : Optional.empty();
    if (clamp.isPresent()) {
      Mem known = emitter.as(input, Redirect.layout(emitter, input.md(), shape));
      Mem given = emitter.as(gradient.mem(), known.md());
      Mem passed = emitter.array(known.md());
      back(emitter, known, given, passed);
      Redirect.emit(emitter, clamp.get(), shape.n(), known, given, passed);
      return List.of(new Gradient(passed, true));
    }
    Gradient source = gradient.as(emitter, input);
    Mem target = source.target(emitter);
    back(emitter, input, source.mem(), target);
    return List.of(new Gradient(target, true));
  }

  private void back(Emitter emitter, Mem known, Mem given, Mem passed) {
    dnnl_memory_desc md = known.md();
    dnnl_primitive_desc pd =
        emitter.describe(
            op.function() + " backwards",
            result ->
                dnnl_eltwise_backward_primitive_desc_create(
                    result,
                    Library.engine(),
                    algorithm(op),
                    md,
                    md,
                    md,
                    alpha(op),
                    op.beta(),
                    forward,
                    emitter.plain()));
    emitter.execute(
        pd,
        new Argument(DNNL_ARG_SRC, known),
        new Argument(DNNL_ARG_DIFF_DST, given),
        new Argument(DNNL_ARG_DIFF_SRC, passed));
  }
}
