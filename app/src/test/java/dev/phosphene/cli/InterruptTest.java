package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.phosphene.output.ImageFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InterruptTest {

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void savesWhatThereIs(@TempDir Path folder) throws IOException, InterruptedException {
    Path out = folder.resolve("unit.png");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dphosphene.terminal=true",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.phosphene.cli.Main",
                "render",
                "mini",
                "stage2_conv1:3",
                "--steps",
                "1000000",
                "-o",
                out.toString())
            .start();
    try (BufferedReader progress = process.errorReader()) {
      StringBuilder seen = new StringBuilder();
      while (seen.indexOf("steps/s") < 0) {
        int c = progress.read();
        assertThat(c).as("ended early: %s", seen).isNotNegative();
        seen.append((char) c);
      }
      interrupt(process);
      StringBuilder last = new StringBuilder(); // the live line goes on until the end
      for (int c = progress.read(); c >= 0; c = progress.read()) {
        last.append((char) c);
      }
      assertThat(last.toString()).contains("interrupted; 1 of 1 pictures are there");
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).contains(" of 1000000 steps");
    JsonObject made = ImageFiles.provenance(out).toJson();
    assertThat(made.get("steps_taken").getAsInt()).isBetween(1, 999_999);
  }

  private static void interrupt(Process process) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    String signal = ignoresInterrupts(pid) ? "-TERM" : "-INT";
    assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
  }

  /**
   * Whether the process was born deaf to SIGINT, as everything is that a shell script starts in the
   * background; then SIGTERM, which ends the program in the same way, stands for it.
   */
  private static boolean ignoresInterrupts(String pid) throws IOException {
    Path status = Path.of("/proc", pid, "status");
    if (!Files.exists(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0;
      }
    }
    return false;
  }
}
