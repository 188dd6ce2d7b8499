package dev.phosphene.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The processor's capabilities according to Linux. */
final class Cpu {
  private Cpu() {}

  /** Returns whether it multiplies in bfloat16. */
  static boolean bfloat16() {
    return has("avx512_bf16");
  }

  /** Returns the widest relevant instruction set, which recorded ratios belong to. */
  static String isa() {
    if (has("amx_bf16")) {
      return "AMX";
    } else if (bfloat16()) {
      return "AVX-512-BF16";
    } else if (has("avx512f")) {
      return "AVX-512";
    }
    return has("avx2") ? "AVX2" : System.getProperty("os.arch");
  }

  private static boolean has(String flag) {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("flags"))
          .limit(1)
          .anyMatch(line -> Arrays.asList(line.split("\\s+", -1)).contains(flag));
    } catch (IOException e) {
      return false; // another system
    }
  }
}
