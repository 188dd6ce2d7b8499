package dev.phosphene.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peaks over many images, their store, and the ranking. */
class ScanTest {
  private static final Framing FRAMING = new Framing(16, 16);
  private static final Probe.Use USE =
      new Probe.Use(Engines.named("reference"), Engine.Options.defaults());

  @TempDir Path folder = Path.of("");

  private static final class Log implements Scan.Listener {
    final Map<Path, Peaks> peaks = new ConcurrentHashMap<>();

    Peaks of(Path file) {
      return Objects.requireNonNull(peaks.get(file), file.toString());
    }

    final List<Path> leftOut = new ArrayList<>();
    int stopAfter = Integer.MAX_VALUE;

    @Override
    public void picture(Path file, Peaks one) {
      peaks.put(file, one);
    }

    @Override
    public synchronized void leftOut(Path file, InputException why) {
      leftOut.add(file);
    }

    @Override
    public boolean progress(int done, int all, double rate) {
      return done < stopAfter;
    }

    @Override
    public void note(String text) {
      throw new AssertionError(text);
    }
  }

  private Scan scan(String sha256) {
    return new Scan(
        Samples.network(sha256), "relu", FRAMING, 3, USE, Optional.of(folder.resolve("cache")));
  }

  @Test
  void findsThePeaksThatEachPictureAloneHas() {
    List<Path> files = Samples.pictures(folder, 7);
    Log log = new Log();
    Scan.Summary summary = scan("one").run(files, log);
    assertThat(summary.computed()).isEqualTo(7);
    assertThat(summary.complete()).isTrue();
    for (Path file : files) {
      Tensor picture = FRAMING.of(ImageFiles.read(file));
      Tensor alone =
          Activations.of(
                  Samples.network(""),
                  picture,
                  List.of("relu"),
                  USE.engine(),
                  Engine.Options.defaults())
              .layer("relu");
      assertThat(log.of(file).values()).isEqualTo(Peaks.of(alone, 0).values());
      assertThat(log.of(file).positions()).isEqualTo(Peaks.of(alone, 0).positions());
    }
  }

  @Test
  void goesOnAfterAnInterruptionAndKnowsChangedPictures() throws IOException {
    List<Path> files = Samples.pictures(folder, 7);
    Log first = new Log();
    first.stopAfter = 3;
    Scan.Summary part = scan("one").run(files, first);
    assertThat(part.complete()).isFalse();
    assertThat(part.computed()).isEqualTo(3);
    cutLastByte();
    Log second = new Log();
    Scan.Summary rest = scan("one").run(files, second);
    assertThat(rest.stored()).isEqualTo(2);
    assertThat(rest.computed()).isEqualTo(5);
    first.peaks.forEach(
        (file, peaks) -> assertThat(second.of(file).values()).isEqualTo(peaks.values()));
    Log third = new Log();
    Files.setLastModifiedTime(files.get(4), FileTime.fromMillis(1_000_000));
    assertThat(scan("one").run(files, third).computed()).isEqualTo(1);
    second.peaks.forEach(
        (file, peaks) -> {
          assertThat(third.of(file).values()).isEqualTo(peaks.values());
          assertThat(third.of(file).positions()).isEqualTo(peaks.positions());
        });
    assertThat(scan("other weights").run(files, new Log()).stored()).isZero();
  }

  /** As if the last record had not been written to its end. */
  private void cutLastByte() throws IOException {
    try (Stream<Path> stores = Files.list(folder.resolve("cache"));
        RandomAccessFile file =
            new RandomAccessFile(stores.findFirst().orElseThrow().toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
  }

  @Test
  void leavesOutWhatIsNoPicture() throws IOException {
    List<Path> files = new ArrayList<>(Samples.pictures(folder, 2));
    files.add(1, Files.writeString(folder.resolve("broken.png"), "no picture"));
    Log log = new Log();
    Scan.Summary summary = scan("one").run(files, log);
    assertThat(summary.leftOut()).isEqualTo(1);
    assertThat(log.leftOut).containsExactly(files.get(1));
    assertThat(log.peaks).hasSize(2);
  }

  @Test
  void ranksWhatExcitesAUnit() {
    List<Path> files = Samples.pictures(folder, 6);
    Scan scan = scan("one");
    Examples examples = new Examples(List.of(2), 3);
    Log log = new Log();
    Scan.Summary summary = scan.run(files, log);
    log.peaks.forEach(examples::add);
    List<Examples.Example> best = examples.of(2, scan, summary.shape());
    assertThat(best).hasSize(3);
    assertThat(best).isSortedAccordingTo((a, b) -> Float.compare(b.value(), a.value()));
    float largest = -1;
    for (Peaks peaks : log.peaks.values()) {
      largest = Math.max(largest, peaks.values()[2]);
    }
    assertThat(best.get(0).value()).isEqualTo(largest);
    assertThat(best.get(0).field().width()).isBetween(2, 3);
  }

  @Test
  void refusesLayersAndFoldersThatAreNotThere() throws IOException {
    Scan scan = new Scan(Samples.network(""), "relo", FRAMING, 3, USE, Optional.empty());
    assertThatThrownBy(() -> scan.run(List.of(), new Log()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("relu");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> ImageFinder.in(List.of(empty)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no images");
    assertThatThrownBy(() -> ImageFinder.in(List.of(folder.resolve("none"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("does not exist");
  }
}
