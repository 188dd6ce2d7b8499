package dev.phosphene.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.Program.Argument;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Softmax over the channels. The way back needs its output only. */
record SoftmaxStage(dnnl_primitive_desc forward, Mem output) implements Stage {
  private static final int CHANNELS = 1;

  static SoftmaxStage of(Emitter emitter, Mem input, Place place) {
    dnnl_memory_desc md = input.md();
    dnnl_primitive_desc pd =
        emitter.describe(
            "softmax",
            result ->
                dnnl_softmax_forward_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_forward_training,
                    dnnl_softmax_accurate,
                    md,
                    md,
                    CHANNELS,
                    emitter.plain()));
    Mem output = place.at(md);
    emitter.execute(pd, new Argument(DNNL_ARG_SRC, input), new Argument(DNNL_ARG_DST, output));
    output.slot().keep();
    return new SoftmaxStage(pd, output);
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    dnnl_memory_desc md = output.md();
    dnnl_primitive_desc pd =
        emitter.describe(
            "softmax backwards",
            result ->
                dnnl_softmax_backward_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_softmax_accurate,
                    md,
                    md,
                    md,
                    CHANNELS,
                    forward,
                    emitter.plain()));
    Mem source = gradient.as(emitter, output).mem();
    Mem target = emitter.array(md);
    emitter.execute(
        pd,
        new Argument(DNNL_ARG_DST, output),
        new Argument(DNNL_ARG_DIFF_DST, source),
        new Argument(DNNL_ARG_DIFF_SRC, target));
    return List.of(new Gradient(target, true));
  }
}
