package dev.phosphene.engine.onednn.winograd;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.engine.onednn.program.Program.Call;
import dev.phosphene.engine.onednn.program.Slot;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** Primitives for parts of arrays, run by several threads, each in memory of its own. */
public final class ChainPrimitives {

  /** An array's location: a moving part of a big array, a thread's own memory, or fixed. */
  enum Where {
    SOURCE,
    MASK,
    TARGET,
    BAND,
    EVEN,
    ODD,
    SUMS,
    SCRATCH,
    FIXED;

    private boolean moves() {
      return this == SOURCE || this == MASK || this == TARGET;
    }

    private boolean own() {
      return !moves() && this != FIXED;
    }
  }

  /**
   * An array of a step.
   *
   * @param offset bytes from the start of the part or of the memory
   */
  record Operand(int role, Where where, dnnl_memory_desc md, long offset, @Nullable Mem fixed) {
    static Operand of(int role, Where where, dnnl_memory_desc md, long offset) {
      return new Operand(role, where, md, offset, null);
    }

    static Operand fixed(int role, Mem mem) {
      return new Operand(role, Where.FIXED, mem.md(), 0, mem);
    }
  }

  /** An array to move before the calls. */
  record Moved(Where where, dnnl_memory handle, long offset) {}

  /** The steps of one thread. */
  record Chain(List<Moved> moved, List<Call> calls) {}

  private record Step(dnnl_primitive primitive, List<Operand> operands) {}

  private final Emitter emitter;
  private final List<Step> list = new ArrayList<>();

  ChainPrimitives(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Returns an array of a step, channels last. */
  public Operand last(int role, Where where, Shape shape, long values) {
    return Operand.of(role, where, emitter.layouts.last(shape), values * Float.BYTES);
  }

  void add(dnnl_primitive_desc pd, Operand... operands) {
    add(emitter.primitive(pd), pd, operands);
  }

  /** Adds a primitive that serves several steps. */
  void add(dnnl_primitive primitive, dnnl_primitive_desc pd, Operand... operands) {
    List<Operand> all = new ArrayList<>(List.of(operands));
    dnnl_memory_desc scratch = Emitter.wanted(pd, dnnl_query_scratchpad_md);
    if (Layouts.bytes(scratch) > 0) {
      all.add(Operand.of(DNNL_ARG_SCRATCHPAD, Where.SCRATCH, scratch, 0));
    }
    list.add(new Step(primitive, all));
  }

  /** Records in {@code sizes} how much memory of its own a thread needs. */
  void measure(Map<Where, Long> sizes) {
    for (Step step : list) {
      for (Operand operand : step.operands) {
        if (operand.where.own()) {
          sizes.merge(operand.where, operand.offset + Layouts.bytes(operand.md), Math::max);
        }
      }
    }
  }

  /** Returns the steps of one thread, in its own memory. */
  Chain chain(Desk desk) {
    Set<Moved> moved = new LinkedHashSet<>();
    List<Call> calls = new ArrayList<>();
    for (Step step : list) {
      List<Argument> arguments = new ArrayList<>();
      for (Operand operand : step.operands) {
        Mem mem = desk.mem(operand);
        arguments.add(new Argument(operand.role, mem));
        if (operand.where.moves()) {
          moved.add(new Moved(operand.where, mem.handle(), operand.offset));
        }
      }
      calls.add(emitter.call(step.primitive, arguments));
    }
    return new Chain(List.copyOf(moved), List.copyOf(calls));
  }

  /**
   * A thread's own memory, and its arrays: one per location and layout, since an array costs oneDNN
   * a kilobyte and a convolution has hundreds of steps.
   */
  static final class Desk {
    private record At(Where where, long offset, dnnl_memory_desc md) {}

    private final Emitter emitter;
    private final Map<Where, Slot> slots = new EnumMap<>(Where.class);
    private final Map<At, Mem> arrays = new HashMap<>();

    /** Creates it with the memory that {@link #measure} determined. */
    Desk(Emitter emitter, Map<Where, Long> sizes) {
      this.emitter = emitter;
      sizes.forEach((where, size) -> slots.put(where, emitter.room(size)));
    }

    /** Returns the thread's working memory. */
    Collection<Slot> slots() {
      return slots.values();
    }

    private Mem mem(Operand operand) {
      return operand.where == Where.FIXED
          ? Objects.requireNonNull(operand.fixed, "fixed operand")
          : arrays.computeIfAbsent(
              new At(operand.where, operand.offset, operand.md), at -> array(at));
    }

    private Mem array(At at) {
      Slot slot = slots.get(at.where);
      return slot == null ? emitter.loose(at.md) : emitter.view(slot, at.md, at.offset);
    }
  }
}
