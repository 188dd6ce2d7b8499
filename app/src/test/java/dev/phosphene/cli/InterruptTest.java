package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.phosphene.output.Pictures;
import java.io.BufferedReader;
import java.io.IOException;
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
      while (progress.read() >= 0) {
        // the live line goes on until the end
      }
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    JsonObject made = Pictures.provenance(out).toJson();
    assertThat(made.get("steps_taken").getAsInt()).isBetween(1, 999_999);
  }

  private static void interrupt(Process process) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-INT", pid).start().waitFor()).isZero();
  }
}
