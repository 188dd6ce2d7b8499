package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.kernel.Kernel;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * An operation that oneDNN does not support, or not in this form. Inputs in another layout are
 * first converted to the kernel's; the output is converted back if it has the first input's shape,
 * because oneDNN's pooling of a plain array is slow; else the next convolution does that.
 *
 * @param kept the inputs in the kernel's layout, if the backward pass needs them; else empty
 */
public record JavaStage(
    Kernel kernel, List<Mem> kept, List<Shape> in, Shape out, Mem result, Mem output)
    implements Stage {

  public static JavaStage of(
      Emitter emitter, Kernel kernel, List<Mem> inputs, List<Shape> in, Shape out) {
    List<Mem> sources = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      sources.add(emitter.as(inputs.get(i), layout(emitter, kernel, in.get(i))));
    }
    Mem result = emitter.array(layout(emitter, kernel, out));
    Buffers from = new Buffers(sources, in);
    Buffers to = new Buffers(List.of(result), List.of(out));
    emitter.execute(
        () -> kernel.forward(from.list(), to.list().get(0), emitter.workers), all(sources, result));
    dnnl_memory_desc layout =
        out.equals(in.get(0))
            ? inputs.get(0).md()
            : emitter.layouts.of(emitter.type, Layouts.Tag.PLAIN, out);
    Mem output = emitter.as(result, layout);
    if (kernel.readsInputs()) {
      sources.forEach(mem -> mem.slot().keep());
    }
    return new JavaStage(
        kernel, kernel.readsInputs() ? List.copyOf(sources) : List.of(), in, out, result, output);
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Mem source = emitter.as(gradient.mem(), layout(emitter, kernel, out));
    List<Mem> targets = in.stream().map(s -> emitter.array(layout(emitter, kernel, s))).toList();
    List<Mem> arrays = all(targets, source);
    arrays.addAll(kept);
    Buffers inputs = new Buffers(kept, in);
    Buffers from = new Buffers(List.of(source), List.of(out));
    Buffers to = new Buffers(targets, in);
    emitter.execute(
        () -> kernel.backward(inputs.list(), from.list().get(0), to.list(), emitter.workers),
        arrays);
    return targets.stream().map(mem -> new Gradient(mem, true)).toList();
  }

  private static dnnl_memory_desc layout(Emitter emitter, Kernel kernel, Shape shape) {
    return emitter.layouts.of(dnnl_f32, kernel.layout(), shape);
  }

  private static List<Mem> all(List<Mem> some, Mem other) {
    List<Mem> all = new ArrayList<>(some);
    all.add(other);
    return all;
  }

  /** Java's views of some arrays, taken at the first run, when they have been placed. */
  private static final class Buffers {
    private final List<Mem> mems;
    private final List<Shape> shapes;
    private final List<FloatBuffer> buffers = new ArrayList<>();

    Buffers(List<Mem> mems, List<Shape> shapes) {
      this.mems = mems;
      this.shapes = shapes;
    }

    List<FloatBuffer> list() {
      for (int i = buffers.size(); i < mems.size(); i++) {
        buffers.add(mems.get(i).floats(shapes.get(i).size()));
      }
      return buffers;
    }
  }
}
