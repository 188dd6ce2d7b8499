package dev.phosphene.engine.onednn.stage;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Mem;
import java.util.List;

/** A compiled node: where its output lies, and how a gradient passes back through it. */
public interface Stage {

  /** The output, as the forward program leaves it. */
  Mem output();

  /** Appends the backward pass to {@code emitter}; returns a gradient for each input. */
  List<Gradient> backward(Emitter emitter, Gradient gradient);

  /**
   * The gradient with respect to some output.
   *
   * @param exclusive whether nobody else reads the array, so that it may be overwritten
   */
  record Gradient(Mem mem, boolean exclusive) {

    /** The same in the layout of {@code like}. */
    Gradient as(Emitter emitter, Mem like) {
      Mem converted = emitter.as(mem, like.md());
      return new Gradient(converted, exclusive || !converted.equals(mem));
    }

    /**
     * An array of the same layout to write the next gradient to: this one where that is allowed.
     */
    Mem target(Emitter emitter) {
      return exclusive ? mem : emitter.array(mem.md());
    }
  }

  /** Gives the array to write an output to, in the layout that the primitive wants. */
  interface Place {
    Mem at(org.bytedeco.dnnl.dnnl_memory_desc md);
  }
}
