package dev.phosphene.engine.onednn.threads;

import com.sun.jna.Callback;
import com.sun.jna.CallbackThreadInitializer;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Runs Java on the threads that oneDNN's primitives run on, where that OpenMP is GCC's: they wait
 * for their next work actively for some milliseconds, during which other threads would have to
 * share the cores with them. What is called inside runs on one thread.
 */
final class Team {

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
        Native.register(Gnu.class, NativeLibrary.getInstance(Threads.library("gomp")));
        return true;
      } catch (LinkageError | RuntimeException e) {
        return false;
      }
    }
  }

  private Team() {}

  /** Whether there is such a team here. */
  static boolean exists() {
    return Gnu.LOADED;
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

  /** Runs {@code region} on each of {@code threads} threads, the caller among them. */
  static void run(int threads, Region region) {
    Gnu.GOMP_parallel(region, null, threads, 0);
  }
}
