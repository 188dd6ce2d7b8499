package dev.phosphene.engine.onednn.threads;

import com.sun.jna.Callback;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Runs Java on the threads that oneDNN's primitives run on, where that OpenMP is GCC's: they wait
 * for their next work actively for some milliseconds, during which other threads would have to
 * share the cores with them. What is called inside runs on one thread.
 */
final class OpenMpTeam {

  /** What each thread runs; OpenMP calls it. */
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

  /** What Linux has; looked up when it is needed first. */
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

  /** Whether there is such a team here. */
  static boolean exists() {
    return Gnu.LOADED;
  }

  /** Whether threads have numbers here, and teams can be made to do nothing. */
  static boolean isLinux() {
    return exists() && Linux.NUMBER != null && Linux.NOTHING != null;
  }

  /** Keeps the threads known to Java after {@code region} has ended. */
  static Region prepared(Region region) {
    Native.setCallbackThreadInitializer(
        region, new CallbackThreadInitializer(true, false, "phosphene-team"));
    return region;
  }

  /**
   * Makes Java forget the threads that have been known to it since {@link #prepared}. When it ends
   * it waits a third of a second for every one that it knows and that is not in Java.
   *
   * @param threads as many as ran a region
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

  /** The system's number of the calling thread; 0 where it has none. */
  static int thread() {
    Function number = Linux.NUMBER;
    return number == null ? 0 : number.invokeInt(new Object[0]);
  }

  /** How many cores OpenMP takes the machine to have. */
  static int cores() {
    return NativeLibrary.getInstance(ThreadCount.library("gomp"))
        .getFunction("omp_get_num_procs")
        .invokeInt(new Object[0]);
  }

  /** Gives the calling thread a team of {@code threads} threads, which sleeps from then on. */
  static void idle(int threads) {
    NativeLibrary.getInstance(ThreadCount.library("gomp"))
        .getFunction("GOMP_parallel")
        .invokeVoid(new Object[] {Linux.NOTHING, null, threads, 0});
  }

  /** Runs {@code region} on each of {@code threads} threads, the caller among them. */
  static void run(int threads, Region region) {
    Gnu.GOMP_parallel(region, null, threads, 0);
  }
}
