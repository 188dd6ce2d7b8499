package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at 40 moments: every file that was there is as it was or new and whole, and the
 * next run works. Not in every build: {@code mvn verify -P campaign}.
 */
@Tag("campaign")
@DisabledOnOs(OS.WINDOWS)
class CampaignKillsTest {
  private static final int MOMENTS = 20;

  @TempDir private Path folder = Path.of("");

  private Process start(Object... arguments) throws IOException {
    Map<String, String> home = Map.of("PHOSPHENE_HOME", folder.resolve("home").toString());
    return ChildRun.start(folder.resolve("log"), home, List.of(), arguments);
  }

  private ChildRun run(Object... arguments) throws IOException, InterruptedException {
    return ChildRun.ended(start(arguments), folder.resolve("log"));
  }

  /** Runs once for the time that it takes, then kills it at moments that are spread over it. */
  private void killed(Check check, Object... arguments) throws IOException, InterruptedException {
    long start = System.nanoTime();
    assertThat(run(arguments).code()).isZero();
    long whole = System.nanoTime() - start;
    int before = 0;
    for (int i = 1; i <= MOMENTS; i++) {
      Process process = start(arguments);
      if (!process.waitFor(whole * i / MOMENTS, TimeUnit.NANOSECONDS)) {
        before++;
      }
      process.destroyForcibly().waitFor(); // SIGKILL
      check.run();
    }
    System.out.println(before + " of " + MOMENTS + " were killed before their end");
    assertThat(before).isGreaterThan(MOMENTS / 2);
    assertThat(run(arguments).code()).isZero();
    check.run();
  }

  /** Looks at what is there. */
  @FunctionalInterface
  private interface Check {
    void run() throws IOException;
  }

  @Test
  void picturesAreWhole() throws IOException, InterruptedException {
    Path unit = folder.resolve("unit.png");
    Path sheet = folder.resolve("sheet.jpg");
    Path film = folder.resolve("film.gif");
    killed(
        () -> {
          for (Path file : List.of(unit, sheet, film)) {
            ImageFiles.read(file);
            ImageFiles.provenance(file);
          }
        },
        "render",
        "mini",
        "stage2_conv1:3",
        "--size",
        "64",
        "--steps",
        "40",
        "--quiet",
        "-o",
        unit,
        "--sheet",
        sheet,
        "--animate",
        film,
        "--every",
        "4");
    System.out.println("left behind: " + left(folder));
  }

  @Test
  void theCacheOfActivationsIsWhole() throws IOException, InterruptedException {
    Path pictures = Files.createDirectories(folder.resolve("pictures"));
    for (int i = 0; i < 60; i++) {
      byte[] data = new byte[3 * 32 * 32];
      Arrays.fill(data, (byte) (4 * i));
      ImageFiles.write(pictures.resolve(i + ".png"), new Bitmap(32, 32, 3, data));
    }
    Object[] arguments = {
      "examples",
      "mini",
      "stage2_conv1:3",
      "--images",
      pictures,
      "--sheet",
      folder.resolve("sheet.png"),
      "--json",
      "--quiet"
    };
    JsonElement first = examples(run(arguments));
    killed(() -> {}, arguments);
    assertThat(examples(run(arguments))).isEqualTo(first);
    System.out.println("left behind: " + left(folder));
  }

  private static JsonElement examples(ChildRun run) {
    JsonObject json = JsonParser.parseString(run.output()).getAsJsonObject();
    return json.getAsJsonArray("units").get(0).getAsJsonObject().get("examples");
  }

  private static List<String> left(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".tmp")).toList();
    }
  }
}
