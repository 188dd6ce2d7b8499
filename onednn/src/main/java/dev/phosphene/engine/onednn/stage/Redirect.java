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
 * What {@link Clamp} lets pass of a gradient that a ReLU or a clip stops, put in the place of the
 * ordinary one, which is none. Each example is looked at by itself, and no further than to where
 * something of it passes.
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

  /** {@code md}, or the plain layout where the examples of {@code md} may not lie one by one. */
  static dnnl_memory_desc layout(Emitter emitter, dnnl_memory_desc md, Shape shape) {
    Tag tag = emitter.layouts.tag(emitter.type, md, shape);
    dnnl_memory_desc known = emitter.layouts.of(emitter.type, tag, shape);
    return Layouts.same(md, known) ? md : known;
  }

  /**
   * Appends the redirection. All arrays have one {@link #layout}.
   *
   * @param known the input or the output
   * @param given gradient of the output
   * @param passed the ordinary gradient of the input, another array; it is overwritten
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
   * Appends the first half of the redirection through a ReLU and a maximum behind it: where the
   * ReLU stops an example's gradient, all of that goes on to the inputs that won. They are not
   * above 0, which is all that {@link #upwards}, the second half, has to know. Windows that overlap
   * count one by one here.
   *
   * @param given gradient of the maximum
   * @param passed what of that passes the ReLU, another array; it is overwritten
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
    List<Elements> arrays = new ArrayList<>(); // when they have their place
    emitter.execute(
        () -> {
          for (int i = arrays.size(); i < mems.size(); i++) {
            arrays.add(mems.get(i).values(emitter.numbers));
          }
          work.on(arrays);
        },
        mems);
  }

  /** Finds out of which examples something passes. */
  private void look(Elements values) {
    Arrays.fill(passes, false);
    blocks(
        values.size(),
        (example, from, to) -> {
          for (int i = from; i < to && !passes[example]; i++) {
            if (values.get(i) != 0) {
              passes[example] = true; // by whichever thread: it stays so
            }
          }
        });
  }

  /** Writes the others. */
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
