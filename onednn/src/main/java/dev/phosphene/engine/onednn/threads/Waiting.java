package dev.phosphene.engine.onednn.threads;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How OpenMP's threads wait for each other, after each primitive and before the next. By default
 * they spin for milliseconds. That takes the processor from other programs, and in competition it
 * uses up the thread's own share, which is then missing when work arrives. Here they spin for a
 * tenth of a millisecond, longer than nearly all waits on a quiet machine; if others use the
 * processor, too, only for a few microseconds, and then sleep.
 *
 * <p>OpenMP reads the spin time once, when it is loaded. But GCC's has two such numbers, and uses
 * the smaller one while it has more threads than cores. So idle threads serve as the switch.
 * Results do not depend on any of this. ADR 19 has the measurements.
 */
public final class Waiting {
  /** Iterations of a waiting thread's loop, some ten nanoseconds each. */
  private static final String SPINS = "10000";

  /** Variables by which users override this. */
  private static final List<String> VARIABLES =
      List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME");

  private static final boolean OURS =
      VARIABLES.stream().allMatch(name -> System.getenv(name) == null);

  /** Networks that want threads to sleep soon. */
  private static final Set<Object> WISHES = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The thread with the idle team, while threads are to sleep soon. */
  private static @Nullable Thread idle;

  private Waiting() {}

  /**
   * Sets the spin time, unless the user has. Must be called before OpenMP is loaded; the variables
   * apply to every OpenMP in this process that is loaded later.
   */
  public static void prepare() {
    if (OURS && !Platform.isWindows()) {
      try {
        Function set = NativeLibrary.getProcess().getFunction("setenv");
        set.invokeInt(new Object[] {"GOMP_SPINCOUNT", SPINS, 0});
        set.invokeInt(new Object[] {"KMP_BLOCKTIME", "1", 0}); // LLVM's and Intel's, in ms
      } catch (LinkageError | RuntimeException e) {
        return; // keep their default waiting
      }
    }
  }

  /** Returns whether the way of waiting can be switched while the program runs. */
  static boolean hasChoice() {
    return OURS && OpenMpTeam.isLinux();
  }

  /**
   * Sets whether waiting threads are to sleep soon. They do while anybody wants it.
   *
   * @param who the one who wants it, or no longer does
   * @param threads number of threads of {@code who}
   */
  static synchronized void sleepSoon(Object who, boolean soon, int threads) {
    if (soon ? WISHES.add(who) : WISHES.remove(who)) {
      Thread now = idle;
      if (!WISHES.isEmpty() && now == null) {
        Thread thread = new Thread(() -> idle(threads), "phosphene-waiting");
        thread.setDaemon(true);
        thread.start();
        idle = thread;
      } else if (WISHES.isEmpty() && now != null) {
        idle = null;
        LockSupport.unpark(now);
      }
    }
  }

  /** Keeps a team that gives OpenMP one more thread than cores, until it is no longer wanted. */
  private static void idle(int threads) {
    OpenMpTeam.idle(Math.max(2, OpenMpTeam.cores() - threads + 2));
    while (isIdle(Thread.currentThread())) {
      LockSupport.park(Waiting.class);
    }
  }

  private static synchronized boolean isIdle(Thread thread) {
    return idle == thread;
  }
}
