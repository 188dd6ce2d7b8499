package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No layer of a model file may end the process, or compute something else, on any processor: {@link
 * OddLayers} runs in child processes, each with what oneDNN has for another instruction set. {@code
 * -Dphosphene.odd=20000} runs more of them than the build does, {@code -Dphosphene.seed=1} others.
 */
class OddLayersTest {
  /** What oneDNN can be told to do without; a processor has some of them. */
  private static final List<String> INSTRUCTION_SETS =
      List.of(
          "SSE41", "AVX", "AVX2", "AVX512_CORE", "AVX512_CORE_BF16", "AVX512_CORE_AMX", "DEFAULT");

  private static final int USUAL = 80;

  /** Always the same layers in a build, since few of many thousands are ill-conditioned. */
  private static final long SEED = 10_000;

  private static final int MINUTES = 5;

  private final Path folder;

  OddLayersTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void noLayerEndsTheProcessOrIsWrong() throws IOException, InterruptedException {
    assumeTrue(new OneDnnEngine().unavailable().isEmpty());
    long seed = Long.getLong("phosphene.seed", SEED);
    int count = Integer.getInteger("phosphene.odd", USUAL);
    Set<String> known = new HashSet<>();
    List<String> faults = new ArrayList<>();
    for (String set : INSTRUCTION_SETS) {
      List<String> lines = run(set, seed, 0);
      String version =
          lines.stream()
              .filter(line -> line.startsWith(OddLayers.VERSION))
              .findFirst()
              .orElseThrow(() -> new AssertionError(set + ": " + String.join("\n", lines)));
      if (known.add(version)) {
        faults.addAll(all(set, seed, count));
      }
    }
    assertThat(faults).as("of " + known).isEmpty();
  }

  /** What went wrong; a child that ends early is followed by another from the next seed on. */
  private List<String> all(String set, long first, int count)
      throws IOException, InterruptedException {
    List<String> faults = new ArrayList<>();
    long seed = first;
    while (seed < first + count) {
      List<String> lines = run(set, seed, (int) (first + count - seed));
      lines.stream()
          .filter(line -> line.startsWith(OddLayers.WRONG))
          .forEach(line -> faults.add(set + ", " + line));
      if (lines.get(lines.size() - 1).equals(OddLayers.END)) {
        return faults;
      }
      List<String> begun = lines.stream().filter(line -> line.startsWith(OddLayers.SEED)).toList();
      assertThat(begun).as(String.join("\n", lines)).isNotEmpty();
      String last = begun.get(begun.size() - 1);
      faults.add(set + ", the process ended: " + last);
      String number = last.substring(OddLayers.SEED.length(), last.indexOf(':'));
      seed = Long.parseLong(number) + 1;
    }
    return faults;
  }

  private List<String> run(String set, long seed, int count)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:TieredStopAtLevel=1",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            OddLayers.class.getName(),
            Long.toString(seed),
            Integer.toString(count));
    builder.environment().put("ONEDNN_MAX_CPU_ISA", set);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    Process child = builder.redirectOutput(output.toFile()).start();
    boolean ended = child.waitFor(Math.max(MINUTES, count), TimeUnit.MINUTES);
    child.destroyForcibly().waitFor();
    assertThat(ended).as("within minutes: " + Files.readString(output)).isTrue();
    return Files.readAllLines(output);
  }
}
