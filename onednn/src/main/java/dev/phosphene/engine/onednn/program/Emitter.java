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
 * Appends primitives to a program. Arrays that it makes are placed in the program's arena; so is
 * each primitive's scratch memory, which therefore is shared by all.
 */
public final class Emitter {
  private static final int POINTER_BYTES = 8;

  /** Type of activations and weights inside the network, oneDNN's number. */
  public final int type;

  public final DataType numbers;

  public final Layouts layouts;

  /** Who does what is done in Java. */
  public final OpenMpParallel workers;

  /** Whether a way back redirects gradients that a ReLU or a clip stops. */
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

  /** Ends the emission: places all arrays. */
  public Program finish() {
    arena.place(scope);
    return program;
  }

  /** Attributes of a primitive, to which post-operations can be added. */
  dnnl_primitive_attr attributes() {
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    Library.check(dnnl_primitive_attr_create(attributes), "attributes");
    scope.own(attributes, dnnl::dnnl_primitive_attr_destroy);
    Library.check(
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
        "scratchpad mode");
    return attributes;
  }

  /** Attributes with a ReLU or a clip behind the primitive. */
  public dnnl_primitive_attr with(Rectifier rectifier) {
    return with(null, rectifier);
  }

  /**
   * Attributes with something behind the primitive.
   *
   * @param added layout of an array that is added first, or null
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

  /** Attributes without post-operations. */
  public dnnl_primitive_attr plain() {
    return plainAttributes;
  }

  /** Describes a primitive by one of oneDNN's functions, which returns its status. */
  public dnnl_primitive_desc describe(String what, ToIntFunction<dnnl_primitive_desc> create) {
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    Library.check(create.applyAsInt(pd), what);
    return scope.own(pd, dnnl::dnnl_primitive_desc_destroy);
  }

  /** One of oneDNN's functions that describe a primitive of several inputs. */
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

  /** The layout that a primitive wants for one of its arrays. */
  public static dnnl_memory_desc wanted(dnnl_primitive_desc pd, int query) {
    return dnnl_primitive_desc_query_md(pd, query, 0);
  }

  /** Whether a primitive is oneDNN's code for any processor, without vectors and slow. */
  public boolean isForAnyProcessor(dnnl_primitive_desc pd) {
    return implementation(pd).contains("ref");
  }

  /** Which of its codes oneDNN takes. */
  public String implementation(dnnl_primitive_desc pd) {
    try (Scope temporary = new Scope()) {
      PointerPointer<?> name = new PointerPointer<>(temporary.bytes(POINTER_BYTES));
      Library.check(
          dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, name),
          "an implementation's name");
      return new BytePointer(name.get(0)).getString();
    }
  }

  /** An array whose place is planned at {@link #finish}. */
  public Mem array(dnnl_memory_desc md) {
    return view(arena.slot(Layouts.bytes(md)), md, 0);
  }

  /** A part of a planned array. */
  public Mem view(Slot slot, dnnl_memory_desc md, long offset) {
    return arena.add(new Mem(handle(md), md, slot, offset));
  }

  /** Room for arrays that are not needed at the same time, placed at {@link #finish}. */
  public Slot room(long bytes) {
    return arena.slot(bytes);
  }

  /** An array that is brought to its place by hand, each time before it is used. */
  public Mem loose(dnnl_memory_desc md) {
    return new Mem(handle(md), md, Slot.planned(0), 0);
  }

  /** Weights of several parts of the same layout, one behind another. */
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

  /** Gives the values of each part. */
  public interface Values {
    void fill(int part, float[] values);
  }

  /** A primitive that several calls share. */
  public dnnl_primitive primitive(dnnl_primitive_desc pd) {
    return Program.primitive(scope, pd);
  }

  /** A call that is not part of the program, but of some work in Java that is. */
  public Program.Call call(dnnl_primitive primitive, List<Argument> arguments) {
    return Program.call(scope, primitive, arguments);
  }

  /** A stream of one's own. */
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

  /** An array of its own that exists at once. */
  public Mem given(dnnl_memory_desc md) {
    return fixed(md, scope);
  }

  /** An array of its own that exists at once: for weights. */
  private Mem fixed(dnnl_memory_desc md, Scope owner) {
    long bytes = Layouts.bytes(md);
    Mem mem = new Mem(handle(md), md, Slot.fixed(bytes, owner.bytes(bytes)), 0);
    mem.bind();
    return mem;
  }

  /** Makes arrays of the layout {@code md} by the emitter {@code own}, to which they belong. */
  public interface Packing {
    List<Mem> pack(Emitter own, dnnl_memory_desc md);
  }

  /**
   * Weights in the layout {@code md}, shared by all networks that have the same parameter.
   *
   * @param form what is made of the parameter's values before they are laid out
   */
  public List<Mem> packed(Parameter parameter, String form, dnnl_memory_desc md, Packing packing) {
    return Packed.of(
        scope,
        new Packed.Key(parameter, form, numbers),
        md,
        (owner, own) -> packing.pack(new Emitter(owner, stream, numbers, workers), own));
  }

  /** A parameter's values in the layout {@code md}, read in the plain float32 {@code given}. */
  public Mem packed(Parameter parameter, dnnl_memory_desc given, dnnl_memory_desc md) {
    return packed(
            parameter,
            "",
            md,
            (own, wanted) -> List.of(own.constant(parameter.values(), given, wanted)))
        .get(0);
  }

  /** A parameter's values that stay float32, as they lie. */
  public Mem packed(Parameter parameter, dnnl_memory_desc md) {
    return packed(parameter, "", md, (own, same) -> List.of(own.constant(parameter.values(), same)))
        .get(0);
  }

  /** Constant values, given in the plain float32 layout {@code given}, in layout {@code md}. */
  public Mem constant(float[] values, dnnl_memory_desc given, dnnl_memory_desc md) {
    try (Scope temporary = new Scope()) {
      Mem plain = fixed(given, temporary);
      plain.floats(values.length).put(values);
      return constant(plain, md);
    }
  }

  /** Constant values that stay float32, given as they lie. */
  public Mem constant(float[] values, dnnl_memory_desc md) {
    Mem mem = fixed(md, scope);
    mem.floats(values.length).put(values);
    return mem;
  }

  /** A copy of a constant in another layout. */
  public Mem constant(Mem from, dnnl_memory_desc md) {
    Mem to = fixed(md, scope);
    try (Scope temporary = new Scope()) {
      Emitter once = new Emitter(temporary, stream, numbers, workers);
      once.reorder(from, to);
      once.finish().run(stream);
    }
    return to;
  }

  /** A constant read in another layout of as many bytes: nothing is copied. */
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

  /** Appends the rounding of a float32 array, if that is how this network keeps its numbers. */
  public void rounded(Mem mem) {
    if (numbers.rounds) {
      int size = Math.toIntExact(Layouts.bytes(mem.md()) / Float.BYTES);
      work(() -> Rounding.round(mem.floats(size), workers), List.of(mem.slot()));
    }
  }

  /** Appends work in Java on what lies in the given slots. */
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

  /** The same values in the layout {@code md}: {@code from} itself where it is so already. */
  public Mem as(Mem from, dnnl_memory_desc md) {
    if (Layouts.same(from.md(), md)) {
      return from;
    }
    Mem to = array(md);
    reorder(from, to);
    return to;
  }

  /** The same values in plain float32, for the Java side. */
  public Mem plain(Mem from, Shape shape) {
    return as(from, layouts.plain(shape));
  }
}
