package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.tensor.Shape;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Matrix products, {@code C = A·B}; backward {@code dA = dC·Bᵀ} and {@code dB = Aᵀ·dC}, where the
 * transposition only reads the same memory differently.
 *
 * @param count number of products
 */
public record MatMulStage(int count, int rows, int inner, int columns, Mem a, Mem b, Mem output)
    implements Stage {

  public static MatMulStage of(
      Emitter emitter, List<Mem> inputs, Shape left, Shape right, Shape out) {
    int last = out.rank() - 1;
    int rows = out.extent(last - 1);
    int inner = left.extent(last);
    int columns = out.extent(last);
    int count = out.size() / (rows * columns);
    Mem a = emitter.as(inputs.get(0), emitter.layouts.of(emitter.type, Layouts.Tag.PLAIN, left));
    Mem b = emitter.as(inputs.get(1), emitter.layouts.of(emitter.type, Layouts.Tag.PLAIN, right));
    Mem output = emitter.array(emitter.layouts.of(emitter.type, Layouts.Tag.PLAIN, out));
    multiply(
        emitter,
        matrices(emitter, a, dnnl_abc, count, rows, inner),
        matrices(emitter, b, dnnl_abc, count, inner, columns),
        matrices(emitter, output, dnnl_abc, count, rows, columns));
    a.slot().keep();
    b.slot().keep();
    return new MatMulStage(count, rows, inner, columns, a, b, output);
  }

  /** Returns a dense array viewed as matrices. */
  static Mem matrices(Emitter emitter, Mem mem, int tag, int... extents) {
    dnnl_memory_desc md = emitter.layouts.of(emitter.type, tag, extents);
    return emitter.view(mem.slot(), md, mem.offset());
  }

  private static void multiply(Emitter emitter, Mem a, Mem b, Mem c) {
    dnnl_primitive_desc pd =
        emitter.describe(
            "matrix product",
            result ->
                dnnl_matmul_primitive_desc_create(
                    result, Library.engine(), a.md(), b.md(), null, c.md(), emitter.plain()));
    emitter.execute(
        pd,
        new Argument(DNNL_ARG_SRC, a),
        new Argument(DNNL_ARG_WEIGHTS, b),
        new Argument(DNNL_ARG_DST, c));
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Mem source = gradient.as(emitter, output).mem();
    Mem dC = matrices(emitter, source, dnnl_abc, count, rows, columns);
    Mem dA = emitter.array(a.md());
    Mem dB = emitter.array(b.md());
    multiply(
        emitter,
        dC,
        matrices(emitter, b, dnnl_acb, count, columns, inner),
        matrices(emitter, dA, dnnl_abc, count, rows, inner));
    multiply(
        emitter,
        matrices(emitter, a, dnnl_acb, count, inner, rows),
        dC,
        matrices(emitter, dB, dnnl_abc, count, inner, columns));
    return List.of(new Gradient(dA, true), new Gradient(dB, true));
  }
}
