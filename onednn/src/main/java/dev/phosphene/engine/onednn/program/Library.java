package dev.phosphene.engine.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.natives.Natives;
import dev.phosphene.engine.onednn.threads.Waiting;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/** The native library, loaded at first use; a failure is kept and reported, never thrown. */
public final class Library {
  private static final Map<Integer, String> ISA =
      Map.ofEntries(
          Map.entry(dnnl_cpu_isa_sse41, "SSE4.1"),
          Map.entry(dnnl_cpu_isa_avx, "AVX"),
          Map.entry(dnnl_cpu_isa_avx2, "AVX2"),
          Map.entry(dnnl_cpu_isa_avx2_vnni, "AVX2-VNNI"),
          Map.entry(dnnl_cpu_isa_avx2_vnni_2, "AVX2-VNNI-2"),
          Map.entry(dnnl_cpu_isa_avx512_core, "AVX-512"),
          Map.entry(dnnl_cpu_isa_avx512_core_vnni, "AVX-512-VNNI"),
          Map.entry(dnnl_cpu_isa_avx512_core_bf16, "AVX-512-BF16"),
          Map.entry(dnnl_cpu_isa_avx512_core_fp16, "AVX-512-FP16"),
          Map.entry(dnnl_cpu_isa_avx512_core_amx, "AMX"),
          Map.entry(dnnl_cpu_isa_avx512_core_amx_fp16, "AMX-FP16"),
          Map.entry(dnnl_cpu_isa_avx10_2_512, "AVX10.2"),
          Map.entry(dnnl_cpu_isa_avx10_2_512_amx_2, "AVX10.2 with AMX"));

  /** oneDNN's engine for the CPU, or why there is none. It lives as long as the process. */
  private record Loaded(@Nullable dnnl_engine engine, String version, String failure) {}

  private static final class Holder {
    static final Loaded LOADED = load();
  }

  /** Stack size in bytes. */
  private static final long STACK = 16L << 20;

  private Library() {}

  /** Returns why the library cannot be used, or empty. */
  public static Optional<String> failure() {
    return Holder.LOADED.engine == null ? Optional.of(Holder.LOADED.failure) : Optional.empty();
  }

  /** Returns {@code oneDNN 3.11.0, AVX2}; only the name if the library is not loaded. */
  public static String version() {
    return Holder.LOADED.version;
  }

  /** Returns oneDNN's engine for the CPU. */
  public static dnnl_engine engine() {
    dnnl_engine engine = Holder.LOADED.engine;
    if (engine == null) {
      throw new IllegalStateException(Holder.LOADED.failure);
    }
    return engine;
  }

  /** Returns whether oneDNN uses AVX-512. The library must be loaded. */
  public static boolean hasAvx512() {
    int core = dnnl_cpu_isa_avx512_core;
    return (dnnl_get_effective_cpu_isa() & core) == core;
  }

  /** Returns the name of an instruction set that oneDNN reports. */
  public static String isa(int isa) {
    return ISA.getOrDefault(isa, "ISA " + isa);
  }

  /**
   * Checks the status returned by a oneDNN function.
   *
   * @throws IllegalStateException if it is not success
   */
  public static void check(int status, String what) {
    if (status != dnnl_success) {
      throw new IllegalStateException("oneDNN: " + what + " failed with status " + status);
    }
  }

  /** Loads on a thread of its own: oneDNN's initialization needs more stack than some have. */
  private static Loaded load() {
    AtomicReference<Loaded> loaded = new AtomicReference<>();
    Thread thread = new Thread(null, () -> loaded.set(tryToLoad()), "phosphene-load", STACK);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return Objects.requireNonNullElseGet(loaded.get(), () -> failed("its loading was cut short"));
  }

  private static Loaded tryToLoad() {
    try {
      Natives.prepare();
      Waiting.prepare();
      Loader.load(dnnl.class);
      dnnl_engine engine = new dnnl_engine();
      check(dnnl_engine_create(engine, dnnl_cpu, 0), "engine");
      Natives.loaded();
      return new Loaded(engine, describe(), "");
    } catch (IOException e) {
      return failed("its native code cannot be unpacked: " + Natives.reason(e));
    } catch (LinkageError | RuntimeException | OutOfMemoryError e) {
      return failed(reason(e));
    }
  }

  private static Loaded failed(String reason) {
    String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    String line = reason.replaceAll("\\s*\\R\\s*", " ");
    return new Loaded(null, "oneDNN", "oneDNN does not load on " + platform + ": " + line);
  }

  /** Adds the cause's message: JavaCPP's last one only says that no other way worked either. */
  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == e || cause.getMessage() == null
        ? String.valueOf(e.getMessage())
        : e.getMessage() + " (" + cause.getMessage() + ")";
  }

  private static String describe() {
    dnnl_version_t version = dnnl_version();
    return "oneDNN %d.%d.%d, %s"
        .formatted(
            version.major(), version.minor(), version.patch(), isa(dnnl_get_effective_cpu_isa()));
  }
}
