package dev.phosphene.engine.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/**
 * Primitives with their arguments, all made beforehand, and some work in Java between them; running
 * it is one flat loop.
 */
public final class Program {
  /** Bytes of one {@code dnnl_exec_arg_t}: an int and a pointer. */
  private static final int ARGUMENT_BYTES = 16;

  /** An array in the role that oneDNN knows by number. */
  public record Argument(int role, Mem mem) {}

  /** Something to run; returns oneDNN's status. */
  interface Step {
    public int run(dnnl_stream stream);
  }

  /** A primitive with its arguments. */
  public record Call(dnnl_primitive primitive, int count, dnnl_exec_arg_t arguments)
      implements Step {
    @Override
    public int run(dnnl_stream stream) {
      return dnnl_primitive_execute(primitive, stream, count, arguments);
    }
  }

  private record JavaStep(Runnable work) implements Step {
    @Override
    public int run(dnnl_stream stream) {
      int status = dnnl_stream_wait(stream); // what the work reads has been written
      work.run();
      return status;
    }
  }

  private final Scope scope;
  private final List<Step> steps = new ArrayList<>();
  private boolean sharesSums; // whether a primitive may cut sums into as many parts as threads

  Program(Scope scope) {
    this.scope = scope;
  }

  /** Appends the execution of a primitive. */
  void add(dnnl_primitive_desc pd, List<Argument> arguments) {
    arguments.forEach(argument -> argument.mem.slot().use(steps.size()));
    steps.add(call(scope, primitive(scope, pd), arguments));
  }

  /** A primitive, ready to be called with any arguments. */
  static dnnl_primitive primitive(Scope scope, dnnl_primitive_desc pd) {
    dnnl_primitive primitive = new dnnl_primitive();
    Library.check(dnnl_primitive_create(primitive, pd), "primitive");
    return scope.own(primitive, dnnl::dnnl_primitive_destroy);
  }

  /** Ties a primitive to arguments. */
  static Call call(Scope scope, dnnl_primitive primitive, List<Argument> arguments) {
    Pointer memory = scope.bytes((long) ARGUMENT_BYTES * arguments.size());
    dnnl_exec_arg_t list = new dnnl_exec_arg_t(memory);
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      list.getPointer(i).arg(argument.role).memory(argument.mem.handle());
    }
    return new Call(primitive, arguments.size(), list);
  }

  /** Appends work that is done in Java, on what lies in the given slots. */
  void add(Runnable work, List<Slot> slots) {
    slots.forEach(slot -> slot.use(steps.size()));
    steps.add(new JavaStep(work));
  }

  /** Notes that a primitive may cut its sums into as many parts as there are threads. */
  void sharesSums() {
    sharesSums = true;
  }

  /**
   * Whether one thread that runs all steps computes the same as several that share each of them,
   * bit for bit. oneDNN's code for AVX-512 has that property but for its matrix products; of the
   * code for AVX2 and older processors some convolutions are without it.
   */
  public boolean isSameOnOneThread() {
    return !sharesSums && Library.hasAvx512();
  }

  /** Runs all steps and waits for the last. */
  public void run(dnnl_stream stream) {
    int failed = 0;
    for (int i = 0; i < steps.size(); i++) { // no iterator, nothing allocated
      failed |= steps.get(i).run(stream);
    }
    Library.check(failed | dnnl_stream_wait(stream), "execution");
  }
}
