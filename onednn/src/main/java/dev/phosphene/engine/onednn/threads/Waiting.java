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
 * How OpenMP's threads wait for each other, after each primitive and before the next. By themselves
 * they spin for milliseconds. That takes the processor from other programs, and beside those it
 * takes a thread's own share of it, so that it is not there when work comes. Here they spin for a
 * tenth of a millisecond, which is longer than nearly all waits of a quiet machine; where others
 * use the processor, too, for a few microseconds, and sleep then.
 *
 * <p>OpenMP reads how long to spin once, when it is loaded. But GCC's has two such numbers, and
 * takes the smaller one while its threads are more than the cores. So threads that do nothing are
 * what switches over. Results do not depend on any of this. ADR 19 has the measurements.
 */
public final class Waiting {
  /** Turns of a waiting thread's loop, some ten nanoseconds each. */
  private static final String SPINS = "10000";

  /** What people set who want it otherwise. */
  private static final List<String> VARIABLES =
      List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME");

  private static final boolean OURS =
      VARIABLES.stream().allMatch(name -> System.getenv(name) == null);

  /** Who wants threads to sleep soon. */
  private static final Set<Object> WISHES = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The thread whose idle team is the switch, while threads are to sleep soon. */
  private static @Nullable Thread idle;

  private Waiting() {}

  /**
   * Says how long to spin, unless the user has. To be called before OpenMP is loaded; the variables
   * hold for every OpenMP in this process that is loaded later.
   */
  public static void prepare() {
    if (OURS && !Platform.isWindows()) {
      try {
        Function set = NativeLibrary.getProcess().getFunction("setenv");
        set.invokeInt(new Object[] {"GOMP_SPINCOUNT", SPINS, 0});
        set.invokeInt(new Object[] {"KMP_BLOCKTIME", "1", 0}); // LLVM's and Intel's; milliseconds
      } catch (LinkageError | RuntimeException e) {
        return; // then they wait as they come
      }
    }
  }

  /** Whether there are two ways to wait, to be chosen from while the program runs. */
  static boolean hasChoice() {
    return OURS && OpenMpTeam.isLinux();
  }

  /**
   * Says whether threads that have to wait are to sleep soon. They do while anybody wants it.
   *
   * @param who wants it, or no longer does
   * @param threads how many {@code who} has
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

  /** Has a team of as many threads as make one more than there are cores, until it is over. */
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
