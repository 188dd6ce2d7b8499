package dev.phosphene.engine.onednn.threads;

import com.sun.jna.Callback;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Runs Java on the threads of oneDNN's primitives, if OpenMP is GCC's: after work they spin for
 * some milliseconds, during which other threads would compete with them for the cores. Primitives
 * called inside run on one thread.
 */
final class OpenMpTeam {

  /** Code that each thread runs; called by OpenMP. */
  interface Region extends Callback {
    /** Runs; throws nothing. */
    void invoke(@Nullable Pointer nothing);
  }

  private static final class Gnu {
    static final boolean LOADED = load();

    private Gnu() {}

    static native void GOMP_parallel(Region region, @Nullable Pointer data, int threads, int flags);

    private static boolean load() {
      try {
        Native.register(Gnu.class, NativeLibrary.getInstance(ThreadCount.library("gomp")));
        return true;
      } catch (LinkageError | RuntimeException e) {
        return false;
      }
    }
  }

  /** Linux's functions, looked up on first use. */
  private static final class Linux {
    static final @Nullable Function NUMBER = find("gettid");
    static final @Nullable Function NOTHING = find("sched_yield");

    private Linux() {}

    private static @Nullable Function find(String name) {
      try {
        return NativeLibrary.getProcess().getFunction(name);
      } catch (LinkageError | RuntimeException e) {
        return null;
      }
    }
  }

  private OpenMpTeam() {}

  /** Returns whether there is such a team here. */
  static boolean exists() {
    return Gnu.LOADED;
  }

  /** Returns whether threads have numbers here, and teams can be idled. */
  static boolean isLinux() {
    return exists() && Linux.NUMBER != null && Linux.NOTHING != null;
  }

  /** Keeps the threads attached to Java after {@code region} has ended. */
  static Region prepared(Region region) {
    Native.setCallbackThreadInitializer(
        region, new CallbackThreadInitializer(true, false, "phosphene-team"));
    return region;
  }

  /**
   * Detaches the threads attached since {@link #prepared}. At its end, Java waits a third of a
   * second for each attached thread that is not running Java.
   *
   * @param threads the number that ran a region
   */
  static void dismiss(int threads) {
    Thread caller = Thread.currentThread();
    Region leave =
        nothing -> {
          if (Thread.currentThread() != caller) {
            Native.detach(true);
          }
        };
    run(threads, prepared(leave));
  }

  /** Returns the system's number of the calling thread; 0 if it has none. */
  static int thread() {
    Function number = Linux.NUMBER;
    return number == null ? 0 : number.invokeInt(new Object[0]);
  }

  /** Returns the number of cores according to OpenMP. */
  static int cores() {
    return NativeLibrary.getInstance(ThreadCount.library("gomp"))
        .getFunction("omp_get_num_procs")
        .invokeInt(new Object[0]);
  }

  /** Gives the calling thread a team of {@code threads} threads, which then sleep. */
  static void idle(int threads) {
    NativeLibrary.getInstance(ThreadCount.library("gomp"))
        .getFunction("GOMP_parallel")
        .invokeVoid(new Object[] {Linux.NOTHING, null, threads, 0});
  }

  /** Runs {@code region} on each of {@code threads} threads, including the caller. */
  static void run(int threads, Region region) {
    Gnu.GOMP_parallel(region, null, threads, 0);
  }
}
