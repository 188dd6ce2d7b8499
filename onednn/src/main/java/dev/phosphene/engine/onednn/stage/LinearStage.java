package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** Multiplies every vector by a matrix of weights, {@code y = x·W + b}; {@code dx = dy·Wᵀ}. */
public record LinearStage(int rows, int in, int out, Mem weights, Mem input, Mem output)
    implements Stage {

  public static LinearStage of(Emitter emitter, Op.Linear op, Mem given, Shape from, Shape shape) {
    Mem input = emitter.as(given, emitter.layouts.of(emitter.type, Layouts.Tag.PLAIN, from));
    Shape weight = op.weight().shape();
    int in = weight.extent(0);
    int out = weight.extent(1);
    int rows = shape.size() / out;
    Mem source = MatMulStage.matrices(emitter, input, dnnl_ab, rows, in);
    Mem output = emitter.array(emitter.layouts.of(emitter.type, Layouts.Tag.PLAIN, shape));
    Mem target = MatMulStage.matrices(emitter, output, dnnl_ab, rows, out);
    dnnl_memory_desc any = emitter.layouts.of(emitter.type, dnnl_format_tag_any, in, out);
    Parameter bias = op.bias();
    dnnl_memory_desc biasLayout =
        bias == null ? null : emitter.layouts.of(dnnl_f32, dnnl_ab, 1, out);
    dnnl_primitive_desc pd = describe(emitter, source, any, biasLayout, target);
    Mem weights =
        emitter.constant(
            op.weight().values(),
            emitter.layouts.of(dnnl_f32, dnnl_ab, in, out),
            Emitter.wanted(pd, dnnl_query_weights_md));
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_SRC, source));
    arguments.add(new Argument(DNNL_ARG_WEIGHTS, weights));
    if (bias != null && biasLayout != null) {
      Mem biases = emitter.constant(bias.values(), biasLayout);
      arguments.add(new Argument(DNNL_ARG_BIAS, biases));
    }
    arguments.add(new Argument(DNNL_ARG_DST, target));
    emitter.execute(pd, arguments);
    return new LinearStage(rows, in, out, weights, input, output);
  }

  private static dnnl_primitive_desc describe(
      Emitter emitter,
      Mem source,
      dnnl_memory_desc weights,
      @Nullable dnnl_memory_desc bias,
      Mem target) {
    return emitter.describe(
        "matrix product",
        result ->
            dnnl_matmul_primitive_desc_create(
                result,
                Library.engine(),
                source.md(),
                weights,
                bias,
                target.md(),
                emitter.plain()));
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Mem dy = gradient.as(emitter, output).mem();
    Mem source = MatMulStage.matrices(emitter, dy, dnnl_ab, rows, out);
    Mem dx = emitter.array(input.md());
    Mem target = MatMulStage.matrices(emitter, dx, dnnl_ab, rows, in);
    // W in plain layout, read as Wᵀ.
    Mem plain = emitter.constant(weights, emitter.layouts.of(emitter.type, dnnl_ab, in, out));
    Mem turned = emitter.constantAs(plain, emitter.layouts.of(emitter.type, dnnl_ba, out, in));
    dnnl_memory_desc any = emitter.layouts.of(emitter.type, dnnl_format_tag_any, out, in);
    dnnl_primitive_desc pd = describe(emitter, source, any, null, target);
    Mem packed = emitter.constant(turned, Emitter.wanted(pd, dnnl_query_weights_md));
    emitter.execute(
        pd,
        new Argument(DNNL_ARG_SRC, source),
        new Argument(DNNL_ARG_WEIGHTS, packed),
        new Argument(DNNL_ARG_DST, target));
    return List.of(new Gradient(dx, true));
  }
}
