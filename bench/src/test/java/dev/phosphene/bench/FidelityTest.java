package dev.phosphene.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import dev.phosphene.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whose image an image is. */
final class FidelityTest {
  /** The largest value is not the first in rank: each unit is measured by its own spread. */
  @Test
  void ranksByWhatPhotographsDo() {
    UnitMeans means =
        new UnitMeans(new double[] {10, 0, 1, 0}, new double[] {10, .1, 1, 0}); // the last is dead
    double[] activity = {20, .5, 3, 100};
    assertThat(means.living()).containsExactly(0, 1, 2);
    assertThat(means.rank(1, activity)).as("5 deviations").isEqualTo(1);
    assertThat(means.rank(2, activity)).as("2 deviations").isEqualTo(2);
    assertThat(means.rank(0, activity)).as("1 deviation").isEqualTo(3);
  }

  @Test
  void keepsItsPicturesAndTakesThemAgain(@TempDir Path folder) throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    Random random = new Random(1);
    for (int i = 0; i < 21; i++) {
      Tensor picture = Tensor.zeros(1, 3, 40, 34);
      for (int k = 0; k < picture.data().length; k++) {
        picture.data()[k] = random.nextFloat() * i / 20;
      }
      ImageFiles.write(photos.resolve("%02d.png".formatted(i)), Bitmap.of(picture), none());
    }
    Path keep = Files.createDirectory(folder.resolve("keep"));
    String first = run(photos, keep, "lucid --steps 2 --size 32");
    assertThat(first).contains("mini stage1, 3 photographs").containsPattern(" of 3 first, ");
    List<FileTime> times = times(keep);
    assertThat(times).hasSize(3);
    assertThat(run(photos, keep, "lucid --steps 2 --size 32")).isEqualTo(first);
    assertThat(times(keep)).as("nothing was made again").isEqualTo(times);
    run(photos, keep, "lucid --steps 3 --size 32");
    assertThat(times(keep)).as("another recipe has its own pictures").hasSize(6);
  }

  private static Provenance none() {
    return Provenance.of(new JsonObject());
  }

  private static List<FileTime> times(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().map(FidelityTest::time).toList();
    }
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(Path photos, Path keep, String recipe) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int code =
          new CommandLine(new Fidelity())
              .execute(
                  "--model=mini",
                  "--layer=stage1",
                  "--units=3",
                  "--batch=2",
                  "--threads=1",
                  "--recipe=" + recipe,
                  "--photos=" + photos,
                  "--keep=" + keep);
      assertThat(code).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
