package dev.phosphene.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a real cluster leave the folder that one process leaves, or a clear sentence. */
@EnabledOnOs(OS.LINUX)
class SparkGalleryTest {
  private static @Nullable Cluster cluster;

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = new Cluster(folder);
    assertThat(cluster().phosphene(gallery(folder.resolve("whole")))).isZero();
  }

  @AfterAll
  static void stop() {
    cluster().close();
  }

  private static Cluster cluster() {
    return Objects.requireNonNull(cluster);
  }

  private static Object[] words(Object output) {
    return new Object[] {
      "mini", "stage1", "stage2", "--units", "0-39", "--size", "48", "--steps", "8", "-o", output
    };
  }

  private static Object[] gallery(Object output) {
    return Stream.concat(Stream.of("gallery"), Stream.of(words(output))).toArray();
  }

  private static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tree.put(
            root.relativize(file).toString(), java.util.Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return tree;
  }

  private static void assertWhole(Path output) throws IOException {
    Map<String, String> expected = tree(folder.resolve("whole"));
    Map<String, String> actual = tree(output);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    assertThat(
            actual.entrySet().stream()
                .filter(each -> !each.getValue().equals(expected.get(each.getKey())))
                .map(Map.Entry::getKey))
        .as("files that differ")
        .isEmpty();
  }

  @Test
  void twoExecutorsLeaveWhatOneProcessLeaves() throws IOException, InterruptedException {
    Path output = folder.resolve("two");
    Cluster.Ended job = cluster().ended(cluster().submit(Map.of(), words(output)));
    assertThat(job.code()).as(job.output()).isZero();
    assertThat(job.output()).contains("mini: 80 of 80 units are missing");
    assertWhole(output);
    Cluster.Ended again = cluster().ended(cluster().submit(Map.of(), words(output)));
    assertThat(again.code()).as(again.output()).isZero();
    assertThat(again.output()).contains("mini: 0 of 80 units are missing");
    assertWhole(output);
  }

  @Test
  void anExecutorIsKilled() throws IOException, InterruptedException {
    Path output = folder.resolve("killed");
    Process driver = cluster().submit(Map.of(), words(output));
    while (driver.isAlive() && !Files.isDirectory(output.resolve("mini"))) {
      driver.waitFor(50, TimeUnit.MILLISECONDS);
    }
    assertThat(cluster().executors()).isNotEmpty();
    cluster().executors().get(0).destroyForcibly(); // SIGKILL
    Cluster.Ended job = cluster().ended(driver);
    assertThat(job.code()).as(job.output()).isZero();
    assertWhole(output);
  }

  @Test
  void aMissingModelIsNamedBeforeAnythingStarts() throws IOException, InterruptedException {
    Path output = folder.resolve("none");
    Cluster.Ended job =
        cluster().ended(cluster().submit(Map.of(), "no-such-model.onnx", "-o", output));
    assertThat(job.code()).isEqualTo(2);
    assertThat(job.output()).contains("phosphene: ").contains("no-such-model.onnx");
    assertThat(output).doesNotExist();
  }

  @Test
  void executorsWithoutTheNativeLibraryAreRefused() throws IOException, InterruptedException {
    Path output = folder.resolve("slow");
    Map<String, String> none =
        Map.of(
            "spark.executor.extraJavaOptions", "-Dorg.bytedeco.javacpp.cachedir=/proc/nowhere",
            "spark.task.maxFailures", "1");
    Cluster.Ended job = cluster().ended(cluster().submit(none, words(output)));
    assertThat(job.code()).as(job.output()).isEqualTo(2);
    assertThat(job.output())
        .contains("this executor would render other images than the driver planned")
        .contains("what was finished is kept");
  }

  @Test
  void aFullDiskIsTold() throws IOException, InterruptedException {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(mount.waitFor() == 0, "only root can make a small disk");
    try {
      Path output = disk.resolve("gallery");
      Map<String, String> once = Map.of("spark.task.maxFailures", "1");
      Cluster.Ended job = cluster().ended(cluster().submit(once, words(output)));
      assertThat(job.code()).as(job.output()).isEqualTo(2);
      assertThat(job.output()).contains("cannot write ").contains("No space left on device");
      assertThat(tree(output).keySet()).noneMatch(name -> name.endsWith(".tmp"));
    } finally {
      new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
    }
  }

  @Test
  void sparkConnectIsRefused() throws IOException, InterruptedException {
    Cluster.Ended job =
        cluster().ended(cluster().submit(Map.of("spark.remote", "sc://127.0.0.1"), "mini"));
    assertThat(job.code()).isEqualTo(2);
    assertThat(job.output()).contains("Spark Connect").contains("no RDD");
  }
}
