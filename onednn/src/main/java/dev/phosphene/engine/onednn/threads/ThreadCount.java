package dev.phosphene.engine.onednn.threads;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import dev.phosphene.error.InputException;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Sets how many threads oneDNN uses. Its builds here run on OpenMP, which keeps the number per
 * calling thread, so that it is set before each run. Neither oneDNN nor its binding has a function
 * for it; JNA calls OpenMP's own.
 */
public final class ThreadCount {
  private static volatile boolean requested;

  /** The functions of the OpenMP library that oneDNN has loaded. */
  private static final class OpenMp {
    static final @Nullable String FAILURE = load();
    static final int MOST = FAILURE == null ? omp_get_max_threads() : 1;

    /**
     * OpenMP does not know a container's quota of processor time, which Java does: more threads
     * than that would wait for each other.
     */
    static final int ALL =
        System.getenv("OMP_NUM_THREADS") == null
            ? Math.min(MOST, Runtime.getRuntime().availableProcessors())
            : MOST;

    private OpenMp() {}

    static native void omp_set_num_threads(int count);

    static native int omp_get_max_threads();

    private static @Nullable String load() {
      try {
        Native.register(OpenMp.class, NativeLibrary.getInstance(library("gomp|iomp|libomp|vcomp")));
        return null;
      } catch (LinkageError | RuntimeException e) {
        return String.valueOf(e.getMessage());
      }
    }
  }

  private ThreadCount() {}

  /**
   * Makes further work of the calling thread use {@code count} threads, 0 for all.
   *
   * @throws InputException if the number cannot be set on this platform
   */
  public static void use(int count) {
    if (count == 0 && !requested && OpenMp.ALL == OpenMp.MOST) {
      return;
    }
    requested = true;
    if (OpenMp.FAILURE != null) {
      if (count != 0) {
        throw new InputException("the number of threads cannot be set here: " + OpenMp.FAILURE);
      }
      return;
    }
    OpenMp.omp_set_num_threads(count == 0 ? OpenMp.ALL : count);
  }

  /**
   * Returns the file of the loaded OpenMP library.
   *
   * @param name a part of its name
   * @throws IllegalStateException if there is none
   */
  static String library(String name) {
    return Loader.getLoadedLibraries().values().stream()
        .filter(file -> file.matches(".*(" + name + ")[^/\\\\]*"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("OpenMP is not loaded"));
  }

  /** Returns whether the number can be set here. */
  public static boolean canBeSet() {
    return OpenMp.FAILURE == null;
  }

  /** Returns the default number of threads; 1 if it cannot be set. */
  public static int all() {
    return OpenMp.ALL;
  }

  /** Returns how many threads the calling thread's next run uses. */
  public static int current() {
    return OpenMp.omp_get_max_threads();
  }
}
