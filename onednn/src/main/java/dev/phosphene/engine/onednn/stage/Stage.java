package dev.phosphene.engine.onednn.stage;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Mem;
import java.util.List;

/** A compiled node: its output, and the backward pass through it. */
public interface Stage {

  /** Returns the output that the forward program leaves. */
  Mem output();

  /** Appends the backward pass to {@code emitter}; returns one gradient per input. */
  List<Gradient> backward(Emitter emitter, Gradient gradient);

  /**
   * The gradient with respect to some output.
   *
   * @param exclusive whether the array has no other reader, so that it may be overwritten
   */
  record Gradient(Mem mem, boolean exclusive) {

    /** Returns the same in the layout of {@code like}. */
    Gradient as(Emitter emitter, Mem like) {
      Mem converted = emitter.as(mem, like.md());
      return new Gradient(converted, exclusive || !converted.equals(mem));
    }

    /** Returns an array of the same layout for the next gradient: this one if that is allowed. */
    Mem target(Emitter emitter) {
      return exclusive ? mem : emitter.array(mem.md());
    }
  }

  /** Provides the array for an output, in the layout that the primitive wants. */
  interface Place {
    Mem at(org.bytedeco.dnnl.dnnl_memory_desc md);
  }
}
