package dev.phosphene.engine.onednn.stage;

import dev.phosphene.engine.onednn.program.Elements;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Layouts.Tag;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.graph.Clamp;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * Computes the gradient that {@link Clamp} lets pass where a ReLU or a clip blocks the ordinary one
 * entirely. Each example is checked separately, and only up to the first value that passes.
 */
final class Redirect {
  private static final int BLOCK = 1 << 15; // values

  private final Emitter emitter;
  private final int examples;
  private final boolean[] passes;

  private Redirect(Emitter emitter, int examples) {
    this.emitter = emitter;
    this.examples = examples;
    passes = new boolean[examples];
  }

  /** Returns {@code md}, or plain if the examples in {@code md} may not be contiguous. */
  static dnnl_memory_desc layout(Emitter emitter, dnnl_memory_desc md, Shape shape) {
    Tag tag = emitter.layouts.tag(emitter.type, md, shape);
    dnnl_memory_desc known = emitter.layouts.of(emitter.type, tag, shape);
    return Layouts.same(md, known) ? md : known;
  }

  /**
   * Appends the redirection. All arrays have the same {@link #layout}.
   *
   * @param known the input or the output
   * @param given gradient of the output
   * @param passed the ordinary gradient of the input, another array; overwritten
   */
  static void emit(Emitter emitter, Clamp clamp, int examples, Mem known, Mem given, Mem passed) {
    Redirect redirect = new Redirect(emitter, examples);
    redirect.append(
        List.of(known, given, passed),
        all -> {
          Elements x = all.get(0);
          Elements from = all.get(1);
          Elements to = all.get(2);
          redirect.look(to);
          redirect.write(to, i -> (float) clamp.redirected(x.get(i), from.get(i)));
        });
  }

  /**
   * Appends the first half of the redirection through a ReLU and a max pooling after it: where the
   * ReLU blocks an example's gradient, all of it goes on to the inputs that won. They are not above
   * 0, which is all that {@link #upwards}, the second half, needs to know. Overlapping windows
   * count separately here.
   *
   * @param given gradient of the max pooling's output
   * @param passed the part of it that passes the ReLU, another array; overwritten
   */
  static Redirect pooled(Emitter emitter, int examples, Mem given, Mem passed) {
    Redirect redirect = new Redirect(emitter, examples);
    redirect.append(
        List.of(given, passed),
        all -> {
          redirect.look(all.get(1));
          redirect.write(all.get(1), all.get(0)::get);
        });
    return redirect;
  }

  /** Appends the second half. */
  void upwards(Mem gradient) {
    append(List.of(gradient), all -> write(all.get(0), i -> Math.max(all.get(0).get(i), 0f)));
  }

  private interface Work {
    void on(List<Elements> arrays);
  }

  private interface Rule {
    float at(int i);
  }

  private void append(List<Mem> mems, Work work) {
    List<Elements> arrays = new ArrayList<>(); // once they are placed
    emitter.execute(
        () -> {
          for (int i = arrays.size(); i < mems.size(); i++) {
            arrays.add(mems.get(i).values(emitter.numbers));
          }
          work.on(arrays);
        },
        mems);
  }

  /** Determines the examples whose gradient passes somewhere. */
  private void look(Elements values) {
    Arrays.fill(passes, false);
    blocks(
        values.size(),
        (example, from, to) -> {
          for (int i = from; i < to && !passes[example]; i++) {
            if (values.get(i) != 0) {
              passes[example] = true; // set by any thread, never cleared
            }
          }
        });
  }

  /** Writes the gradients of the others. */
  private void write(Elements values, Rule rule) {
    for (boolean each : passes) {
      if (!each) {
        blocks(
            values.size(),
            (example, from, to) -> {
              for (int i = from; i < to && !passes[example]; i++) {
                values.put(i, rule.at(i));
              }
            });
        return;
      }
    }
  }

  private interface Block {
    void of(int example, int from, int to);
  }

  private void blocks(int size, Block block) {
    int each = size / examples;
    int count = (each + BLOCK - 1) / BLOCK;
    emitter.workers.run(
        examples * count,
        size,
        part -> {
          int example = part / count;
          int from = part % count * BLOCK;
          block.of(example, example * each + from, example * each + Math.min(from + BLOCK, each));
        });
  }
}
