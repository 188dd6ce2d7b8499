package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.io.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gallery that was killed by {@code kill -9} again and again has the bytes of one that was not.
 */
@DisabledOnOs(OS.WINDOWS)
class GalleryKillsTest {
  @TempDir private Path folder = Path.of("");

  private Process start(String name) throws IOException {
    Object[] words = {
      "gallery",
      "mini",
      "stage1",
      "stage2",
      "--units",
      "0-19",
      "--size",
      "48",
      "--steps",
      "8",
      "--techniques",
      "feature,negative",
      "-q",
      "-o",
      folder.resolve(name)
    };
    Map<String, String> home = Map.of("PHOSPHENE_HOME", folder.resolve("home").toString());
    return ChildRun.start(folder.resolve("log"), home, List.of(), words);
  }

  @Test
  void killedThreeTimes() throws IOException, InterruptedException {
    killed(3);
  }

  @Test
  @Tag("campaign")
  void killedThirtyTimes() throws IOException, InterruptedException {
    killed(30);
  }

  /** At moments that are spread over the time that a whole run takes. */
  private void killed(int times) throws IOException, InterruptedException {
    long began = System.nanoTime();
    assertThat(ChildRun.ended(start("whole"), folder.resolve("log")).code()).isZero();
    long whole = System.nanoTime() - began;
    for (int i = 1; i <= times; i++) {
      Process process = start("killed");
      process.waitFor(whole * i / times, TimeUnit.NANOSECONDS);
      process.destroyForcibly().waitFor(); // SIGKILL
    }
    assertThat(ChildRun.ended(start("killed"), folder.resolve("log")).code()).isZero();
    assertThat(tree(folder.resolve("killed"))).isEqualTo(tree(folder.resolve("whole")));
  }

  static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tree.put(root.relativize(file).toString(), Hash.sha256(Files.readAllBytes(file)));
      }
    }
    return tree;
  }
}
