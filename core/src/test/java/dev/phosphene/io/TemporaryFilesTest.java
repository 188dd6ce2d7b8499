package dev.phosphene.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.output.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TemporaryFilesTest {
  private final Instant longAgo = Instant.now().minus(Duration.ofHours(1));

  @TempDir private Path folder = Path.of("");

  /** Begins to write a file, and never ends. */
  static final class Hangs {
    private Hangs() {}

    public static void main(String[] arguments) {
      AtomicFile.write(
          Path.of(arguments[0]),
          out -> {
            out.write(new byte[1 << 20]);
            System.out.println("begun");
            try {
              Thread.sleep(100_000);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          });
    }
  }

  @BeforeEach
  void needsAName() {
    assumeTrue(
        TemporaryFiles.knowsMachine(), "skipped: this system has no name that no other one has");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path left(String name, Instant written) throws IOException {
    Path file = Files.createFile(folder.resolve(name));
    Files.setLastModifiedTime(file, FileTime.from(written));
    return file;
  }

  private static String owner(long pid, long start) {
    return TemporaryFiles.owner(TemporaryFiles.machineName(), pid, start);
  }

  private Process hanging(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Hangs.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("begun");
    return process;
  }

  @Test
  void whatAKilledProcessLeftIsRemovedByTheNext() throws IOException, InterruptedException {
    Process process = hanging(folder.resolve("film.gif"));
    List<String> names = names();
    process.destroyForcibly().waitFor(); // SIGKILL
    assertThat(names).hasSize(1).first().asString().startsWith(".film.gif.");
    Files.setLastModifiedTime(folder.resolve(names.get(0)), FileTime.from(longAgo));
    AtomicFile.write(folder.resolve("unit.png"), new byte[1]);
    assertThat(names()).containsExactly("unit.png");
  }

  @Test
  void whatARunningProcessWritesStays() throws IOException, InterruptedException {
    Process process = hanging(folder.resolve("film.gif"));
    try {
      List<String> names = names();
      Files.setLastModifiedTime(folder.resolve(names.get(0)), FileTime.from(longAgo));
      AtomicFile.write(folder.resolve("unit.png"), new byte[1]);
      assertThat(names()).containsExactlyInAnyOrder(names.get(0), "unit.png");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void onlyOldFilesOfThisSystemsDeadProcessesGo() throws IOException {
    long self = ProcessHandle.current().pid();
    long start = 1_000_000; // in 1970: even if a process has this number now, it is another
    left(".a.png" + owner(self, start) + "0.tmp", longAgo);
    left(".b.c\nd.png" + owner(self, start) + "12.tmp", longAgo);
    assertThat(names()).hasSize(2);
    left(".young.png" + owner(self, start) + "0.tmp", Instant.now());
    left(".ours.png" + TemporaryFiles.owner() + "0.tmp", longAgo);
    String elsewhere = TemporaryFiles.owner("0123abcd", self, start);
    assertThat(TemporaryFiles.machineName()).isNotEqualTo("0123abcd");
    left(".elsewhere.png" + elsewhere + "0.tmp", longAgo);
    left("visible.png" + owner(self, start) + "0.tmp", longAgo);
    left(".other.tmp", longAgo);
    left(".e.png" + owner(self, start) + "0.tmp.png", longAgo);
    Path kept = folder.resolve(".folder.png" + owner(self, start) + "0.tmp");
    Files.setLastModifiedTime(Files.createDirectory(kept), FileTime.from(longAgo));
    List<String> before = names();
    AtomicFile.write(folder.resolve("unit.png"), new byte[1]);
    assertThat(before).containsAll(names().stream().filter(n -> !n.equals("unit.png")).toList());
    assertThat(names())
        .hasSize(before.size() - 2 + 1)
        .noneMatch(name -> name.startsWith(".a.png") || name.startsWith(".b.c"));
    assertThat(Files.exists(kept, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void aLongNameIsShortened() {
    Path file = folder.resolve("ü".repeat(120) + ".gif");
    AtomicFile.write(file, new byte[1]);
    assertThat(file).hasBinaryContent(new byte[1]);
  }
}
