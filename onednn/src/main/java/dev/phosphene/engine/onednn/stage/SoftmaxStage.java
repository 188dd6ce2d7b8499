package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.Shape;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Softmax or its logarithm along an axis: over channels in any layout, else over lines of a plain
 * array. The backward pass needs only its output.
 *
 * @param lines the output as oneDNN sees it
 */
public record SoftmaxStage(int algorithm, dnnl_primitive_desc forward, Mem lines, Mem output)
    implements Stage {
  private static final int AXIS = 1; // the channels', or that of the lines

  public static SoftmaxStage of(
      Emitter emitter, Op.Softmax op, Mem input, Shape shape, Place place) {
    int algorithm = op.log() ? dnnl_softmax_log : dnnl_softmax_accurate;
    if (shape.rank() == 4 && op.axis() == AXIS) {
      Mem output = place.at(input.md());
      return of(emitter, algorithm, input, output, output);
    }
    Lines lines = Lines.along(shape, op.axis());
    dnnl_memory_desc plain = emitter.layouts.of(emitter.type, Layouts.Tag.PLAIN, shape);
    Mem output = emitter.array(plain);
    return of(
        emitter,
        algorithm,
        read(emitter, emitter.as(input, plain), lines),
        read(emitter, output, lines),
        output);
  }

  private static Mem read(Emitter emitter, Mem plain, Lines lines) {
    return MatMulStage.matrices(
        emitter, plain, dnnl_abc, lines.outer(), lines.length(), lines.inner());
  }

  private static SoftmaxStage of(Emitter emitter, int algorithm, Mem input, Mem lines, Mem output) {
    dnnl_memory_desc md = input.md();
    dnnl_primitive_desc pd =
        emitter.describe(
            "softmax",
            result ->
                dnnl_softmax_forward_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_forward_training,
                    algorithm,
                    md,
                    md,
                    AXIS,
                    emitter.plain()));
    emitter.execute(pd, new Argument(DNNL_ARG_SRC, input), new Argument(DNNL_ARG_DST, lines));
    output.slot().keep();
    return new SoftmaxStage(algorithm, pd, lines, output);
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    dnnl_memory_desc md = lines.md();
    dnnl_primitive_desc pd =
        emitter.describe(
            "softmax backwards",
            result ->
                dnnl_softmax_backward_primitive_desc_create(
                    result,
                    Library.engine(),
                    algorithm,
                    md,
                    md,
                    md,
                    AXIS,
                    forward,
                    emitter.plain()));
    Mem source = gradient.as(emitter, output).mem();
    Mem target = emitter.array(output.md());
    emitter.execute(
        pd,
        new Argument(DNNL_ARG_DST, lines),
        new Argument(DNNL_ARG_DIFF_DST, emitter.view(source.slot(), md, source.offset())),
        new Argument(DNNL_ARG_DIFF_SRC, emitter.view(target.slot(), md, target.offset())));
    return List.of(new Gradient(target, true));
  }
}
