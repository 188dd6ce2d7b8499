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
 * Primitives with their arguments, all prepared in advance, and some work in Java between them;
 * running it is one flat loop.
 */
public final class Program {
  /** Bytes of one {@code dnnl_exec_arg_t}: an int and a pointer. */
  private static final int ARGUMENT_BYTES = 16;

  /** An array with its role, which oneDNN identifies by number. */
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
      int status = dnnl_stream_wait(stream); // so that the work's inputs have been written
      work.run();
      return status;
    }
  }

  private final Scope scope;
  private final List<Step> steps = new ArrayList<>();
  private boolean sharesSums; // whether a primitive may split sums by thread

  Program(Scope scope) {
    this.scope = scope;
  }

  /** Appends the execution of a primitive. */
  void add(dnnl_primitive_desc pd, List<Argument> arguments) {
    arguments.forEach(argument -> argument.mem.slot().use(steps.size()));
    steps.add(call(scope, primitive(scope, pd), arguments));
  }

  /** Returns a primitive that can be called with any arguments. */
  static dnnl_primitive primitive(Scope scope, dnnl_primitive_desc pd) {
    dnnl_primitive primitive = new dnnl_primitive();
    Library.check(dnnl_primitive_create(primitive, pd), "primitive");
    return scope.own(primitive, dnnl::dnnl_primitive_destroy);
  }

  /** Binds a primitive to arguments. */
  static Call call(Scope scope, dnnl_primitive primitive, List<Argument> arguments) {
    Pointer memory = scope.bytes((long) ARGUMENT_BYTES * arguments.size());
    dnnl_exec_arg_t list = new dnnl_exec_arg_t(memory);
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      list.getPointer(i).arg(argument.role).memory(argument.mem.handle());
    }
    return new Call(primitive, arguments.size(), list);
  }

  /** Appends work in Java on the content of the given slots. */
  void add(Runnable work, List<Slot> slots) {
    slots.forEach(slot -> slot.use(steps.size()));
    steps.add(new JavaStep(work));
  }

  /** Records that a primitive may split its sums into as many parts as there are threads. */
  void sharesSums() {
    sharesSums = true;
  }

  /**
   * Returns whether running all steps on one thread gives the same bits as splitting each among
   * several. oneDNN's AVX-512 code guarantees it except for its matrix products; with AVX2 and
   * older code, some convolutions differ.
   */
  public boolean isSameOnOneThread() {
    return !sharesSums && Library.hasAvx512();
  }

  /** Runs all steps and waits for the last. */
  public void run(dnnl_stream stream) {
    int failed = 0;
    for (int i = 0; i < steps.size(); i++) { // no iterator, so no allocation
      failed |= steps.get(i).run(stream);
    }
    Library.check(failed | dnnl_stream_wait(stream), "execution");
  }
}
