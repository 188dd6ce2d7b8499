package dev.phosphene.engine.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Appends primitives to a program. Its arrays are placed in the program's arena, as is the
 * primitives' scratch memory, which they therefore share.
 */
public final class Emitter {
  private static final int POINTER_BYTES = 8;

  /** oneDNN's code for the type of activations and weights inside the network. */
  public final int type;

  public final DataType numbers;

  public final Layouts layouts;

  /** Runs the work that is done in Java. */
  public final OpenMpParallel workers;

  /** Whether the backward pass redirects gradients that a ReLU or a clip blocks. */
  public final boolean redirects;

  private final Scope scope;
  private final dnnl_stream stream;
  private final Program program;
  private final Arena arena = new Arena();
  private final dnnl_primitive_attr plainAttributes;

  public Emitter(Scope scope, dnnl_stream stream, DataType numbers, OpenMpParallel workers) {
    this(scope, stream, numbers, workers, false);
  }

  public Emitter(
      Scope scope,
      dnnl_stream stream,
      DataType numbers,
      OpenMpParallel workers,
      boolean redirects) {
    this.scope = scope;
    this.redirects = redirects;
    this.stream = stream;
    this.numbers = numbers;
    type = numbers.type;
    this.workers = workers;
    layouts = new Layouts(scope);
    program = new Program(scope);
    plainAttributes = attributes();
  }

  /** Ends the emission and places all arrays. */
  public Program finish() {
    arena.place(scope);
    return program;
  }

  /** Returns a primitive's attributes, to which post-operations can be added. */
  dnnl_primitive_attr attributes() {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    Library.check(dnnl_primitive_attr_create(attributes), "attributes");
    scope.own(attributes, dnnl::dnnl_primitive_attr_destroy);
    Library.check(
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
        "scratchpad mode");
    return attributes;
  }

  /** Returns attributes with a ReLU or a clip after the primitive. */
  public dnnl_primitive_attr with(Rectifier rectifier) {
    return with(null, rectifier);
  }

  /**
   * Returns attributes with post-operations.
   *
   * @param added layout of an array to add first, or null
   * @param rectifier a ReLU or a clip, or null
   */
  public dnnl_primitive_attr with(@Nullable dnnl_memory_desc added, @Nullable Rectifier rectifier) {
    if (added == null && rectifier == null) {
      return plainAttributes;
    }
    dnnl_primitive_attr attributes = attributes();
    dnnl_post_ops chain = new dnnl_post_ops();
    Library.check(dnnl_post_ops_create(chain), "post-operations");
    if (added != null) {
      Library.check(dnnl_post_ops_append_binary(chain, dnnl_binary_add, added), "fused sum");
    }
    if (rectifier != null) {
      Library.check(
          dnnl_post_ops_append_eltwise(
              chain, rectifier.forward(), rectifier.low(), rectifier.high()),
          "fused ReLU");
    }
    Library.check(dnnl_primitive_attr_set_post_ops(attributes, chain), "post-operations");
    Library.check(dnnl_post_ops_destroy(chain), "post-operations");
    return attributes;
  }

  /** Returns attributes without post-operations. */
  public dnnl_primitive_attr plain() {
    return plainAttributes;
  }

  /** Describes a primitive by one of oneDNN's functions, which returns its status. */
  public dnnl_primitive_desc describe(String what, ToIntFunction<dnnl_primitive_desc> create) {
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    Library.check(create.applyAsInt(pd), what);
    return scope.own(pd, dnnl::dnnl_primitive_desc_destroy);
  }

  /** A oneDNN function that describes a primitive of several inputs. */
  public interface Join {
    int create(PointerPointer<?> result, PointerPointer<?> inputs);
  }

  /** Describes a primitive that takes any number of inputs. */
  public dnnl_primitive_desc describe(String what, List<dnnl_memory_desc> inputs, Join join) {
    try (Scope temporary = new Scope()) {
      PointerPointer<?> result = new PointerPointer<>(temporary.bytes(POINTER_BYTES));
      PointerPointer<?> list =
          new PointerPointer<>(temporary.bytes((long) POINTER_BYTES * inputs.size()));
      for (int i = 0; i < inputs.size(); i++) {
        list.put(i, inputs.get(i));
      }
      Library.check(join.create(result, list), what);
      dnnl_primitive_desc pd = new dnnl_primitive_desc(result.get(0));
      return scope.own(pd, dnnl::dnnl_primitive_desc_destroy);
    }
  }

  /** Returns the layout that a primitive wants for one of its arrays. */
  public static dnnl_memory_desc wanted(dnnl_primitive_desc pd, int query) {
    return dnnl_primitive_desc_query_md(pd, query, 0);
  }

  /** Returns whether a primitive is oneDNN's generic code, slow and without vectors. */
  public boolean isForAnyProcessor(dnnl_primitive_desc pd) {
    return implementation(pd).contains("ref");
  }

  /** Returns the name of the implementation that oneDNN chose. */
  public String implementation(dnnl_primitive_desc pd) {
    try (Scope temporary = new Scope()) {
      PointerPointer<?> name = new PointerPointer<>(temporary.bytes(POINTER_BYTES));
      Library.check(
          dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, name),
          "an implementation's name");
      return new BytePointer(name.get(0)).getString();
    }
  }

  /** Returns an array that is placed at {@link #finish}. */
  public Mem array(dnnl_memory_desc md) {
    return view(arena.slot(Layouts.bytes(md)), md, 0);
  }

  /** Returns a part of a planned array. */
  public Mem view(Slot slot, dnnl_memory_desc md, long offset) {
    return arena.add(new Mem(handle(md), md, slot, offset));
  }

  /** Returns room for arrays with disjoint lifetimes, placed at {@link #finish}. */
  public Slot room(long bytes) {
    return arena.slot(bytes);
  }

  /** Returns an array whose address is set by hand before each use. */
  public Mem loose(dnnl_memory_desc md) {
    return new Mem(handle(md), md, Slot.planned(0), 0);
  }

  /** Returns weights of several parts with the same layout, one after another. */
  public List<Mem> constants(
      int count, dnnl_memory_desc given, dnnl_memory_desc md, Values values) {
    long bytes = Layouts.bytes(md);
    Slot slot = Slot.fixed(count * bytes, scope.bytes(count * bytes));
    List<Mem> parts = new ArrayList<>();
    try (Scope temporary = new Scope()) {
      Mem plain = fixed(given, temporary);
      Emitter once = new Emitter(temporary, stream, numbers, workers);
      Mem passing = once.loose(md);
      once.reorder(plain, passing);
      Program program = once.finish();
      float[] now = new float[Math.toIntExact(Layouts.bytes(given) / Float.BYTES)];
      for (int i = 0; i < count; i++) {
        Mem part = new Mem(handle(md), md, slot, i * bytes);
        part.bind();
        parts.add(part);
        values.fill(i, now);
        plain.floats(now.length).put(now);
        Library.check(
            dnnl_memory_set_data_handle(passing.handle(), slot.memory().getPointer(i * bytes)),
            "memory placement");
        program.run(stream);
      }
    }
    return parts;
  }

  /** Supplies the values of each part. */
  public interface Values {
    void fill(int part, float[] values);
  }

  /** Returns a primitive that several calls share. */
  public dnnl_primitive primitive(dnnl_primitive_desc pd) {
    return Program.primitive(scope, pd);
  }

  /** Returns a call that is not a step of the program, but part of a step's work in Java. */
  public Program.Call call(dnnl_primitive primitive, List<Argument> arguments) {
    return Program.call(scope, primitive, arguments);
  }

  /** Returns a stream of its own. */
  public dnnl_stream stream() {
    dnnl_stream own = new dnnl_stream();
    Library.check(dnnl_stream_create(own, Library.engine(), dnnl_stream_default_flags), "stream");
    return scope.own(own, dnnl::dnnl_stream_destroy);
  }

  private dnnl_memory handle(dnnl_memory_desc md) {
    dnnl_memory memory = new dnnl_memory();
    Library.check(dnnl_memory_create(memory, md, Library.engine(), null), "memory");
    return scope.own(memory, dnnl::dnnl_memory_destroy);
  }

  /** Returns an array of its own, allocated immediately. */
  public Mem given(dnnl_memory_desc md) {
    return fixed(md, scope);
  }

  /** Returns an array of its own for weights, allocated immediately. */
  private Mem fixed(dnnl_memory_desc md, Scope owner) {
    long bytes = Layouts.bytes(md);
    Mem mem = new Mem(handle(md), md, Slot.fixed(bytes, owner.bytes(bytes)), 0);
    mem.bind();
    return mem;
  }

  /** Creates arrays of the layout {@code md} with the emitter {@code own}, which owns them. */
  public interface Packing {
    List<Mem> pack(Emitter own, dnnl_memory_desc md);
  }

  /**
   * Returns weights in the layout {@code md}, shared by all networks with the same parameter.
   *
   * @param form the transformation of the parameter's values before they are laid out
   */
  public List<Mem> packed(Parameter parameter, String form, dnnl_memory_desc md, Packing packing) {
    return Packed.of(
        scope,
        new Packed.Key(parameter, form, numbers),
        md,
        (owner, own) -> packing.pack(new Emitter(owner, stream, numbers, workers), own));
  }

  /** Returns a parameter's values in the layout {@code md}, read as plain float32 {@code given}. */
  public Mem packed(Parameter parameter, dnnl_memory_desc given, dnnl_memory_desc md) {
    return packed(
            parameter,
            "",
            md,
            (own, wanted) -> List.of(own.constant(parameter.values(), given, wanted)))
        .get(0);
  }

  /** Returns a parameter's values in float32, in their own order. */
  public Mem packed(Parameter parameter, dnnl_memory_desc md) {
    return packed(parameter, "", md, (own, same) -> List.of(own.constant(parameter.values(), same)))
        .get(0);
  }

  /** Returns constants given in the plain float32 layout {@code given}, in layout {@code md}. */
  public Mem constant(float[] values, dnnl_memory_desc given, dnnl_memory_desc md) {
    try (Scope temporary = new Scope()) {
      Mem plain = fixed(given, temporary);
      plain.floats(values.length).put(values);
      return constant(plain, md);
    }
  }

  /** Returns constants that stay float32, in the order given. */
  public Mem constant(float[] values, dnnl_memory_desc md) {
    Mem mem = fixed(md, scope);
    mem.floats(values.length).put(values);
    return mem;
  }

  /** Returns a copy of a constant in another layout. */
  public Mem constant(Mem from, dnnl_memory_desc md) {
    Mem to = fixed(md, scope);
    try (Scope temporary = new Scope()) {
      Emitter once = new Emitter(temporary, stream, numbers, workers);
      once.reorder(from, to);
      once.finish().run(stream);
    }
    return to;
  }

  /** Returns a constant in another layout of the same size, without copying. */
  public Mem constantAs(Mem constant, dnnl_memory_desc md) {
    Mem view = new Mem(handle(md), md, constant.slot(), constant.offset());
    view.bind();
    return view;
  }

  /** Appends a primitive. */
  public void execute(dnnl_primitive_desc pd, Argument... arguments) {
    execute(pd, List.of(arguments));
  }

  /** Appends a primitive. */
  public void execute(dnnl_primitive_desc pd, List<Argument> arguments) {
    List<Argument> all = new ArrayList<>(arguments);
    dnnl_memory_desc scratch = wanted(pd, dnnl_query_scratchpad_md);
    if (Layouts.bytes(scratch) > 0) {
      all.add(new Argument(DNNL_ARG_SCRATCHPAD, array(scratch)));
    }
    String code = implementation(pd);
    if (code.contains("gemm:") || code.contains("matmul")) {
      program.sharesSums();
    }
    program.add(pd, all);
    for (Argument argument : arguments) {
      if (argument.role() == DNNL_ARG_DST || argument.role() == DNNL_ARG_DIFF_SRC) {
        rounded(argument.mem());
      }
    }
  }

  /** Appends work in Java on the given arrays. */
  public void execute(Runnable work, List<Mem> arrays) {
    work(work, arrays.stream().map(Mem::slot).toList());
    arrays.forEach(this::rounded);
  }

  /** Appends rounding of a float32 array, if this network rounds its arrays. */
  public void rounded(Mem mem) {
    if (numbers.rounds) {
      int size = Math.toIntExact(Layouts.bytes(mem.md()) / Float.BYTES);
      work(() -> Rounding.round(mem.floats(size), workers), List.of(mem.slot()));
    }
  }

  /** Appends work in Java on the content of the given slots. */
  public void work(Runnable work, List<Slot> slots) {
    program.add(work, slots);
  }

  /** Appends a copy from one layout to another. */
  public void reorder(Mem from, Mem to) {
    dnnl_primitive_desc pd = describeReorder(from.md(), to.md());
    execute(pd, new Argument(DNNL_ARG_FROM, from), new Argument(DNNL_ARG_TO, to));
  }

  /** Describes a copy from one layout to another. */
  public dnnl_primitive_desc describeReorder(dnnl_memory_desc from, dnnl_memory_desc to) {
    return describe(
        "reorder",
        pd ->
            dnnl_reorder_primitive_desc_create(
                pd, from, Library.engine(), to, Library.engine(), plain()));
  }

  /** Returns the values in the layout {@code md}: {@code from} itself if it has that layout. */
  public Mem as(Mem from, dnnl_memory_desc md) {
    if (Layouts.same(from.md(), md)) {
      return from;
    }
    Mem to = array(md);
    reorder(from, to);
    return to;
  }

  /** Returns the values in plain float32, for the Java side. */
  public Mem plain(Mem from, Shape shape) {
    return as(from, layouts.plain(shape));
  }
}
