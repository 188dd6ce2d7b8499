package dev.phosphene.engine.onednn.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.onednn.OneDnnEngine;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, with a cache and a folder of temporary files of their own. */
@Timeout(300)
class NativesTest {
  @TempDir private Path base = Path.of("");

  private record Run(int code, String text) {}

  /** What a process of the test does: loads oneDNN, on a thread with little stack, and says so. */
  static final class Loads {
    private Loads() {}

    public static void main(String[] arguments) throws InterruptedException {
      Engine engine = new OneDnnEngine();
      Thread thread =
          new Thread(
              null,
              () -> System.out.println(engine.unavailable().orElse("loads " + engine.version())),
              "small",
              256 << 10);
      thread.start();
      thread.join();
    }
  }

  @BeforeEach
  void needsTheEngine() {
    assumeTrue(new OneDnnEngine().unavailable().isEmpty(), "skipped: oneDNN does not load here");
  }

  private Run run(Path cache, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(base.resolve("temporary")));
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + base.resolve("crash.log"));
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Loads.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // Java would say that it has picked them up
    builder.environment().put("PHOSPHENE_HOME", cache.toString());
    builder.environment().put("HOME", base.resolve("nobody's").toString());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), text);
  }

  private static List<Path> libraries(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*dnnl[^/]*"))
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".intact"))
          .toList();
    }
  }

  /** As a disk or a half-finished copy does it: the size and the time stay. */
  private static void damage(Path file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] zeros = new byte[4096];
      for (long at = 0; at + zeros.length < open.length(); at += 1 << 16) {
        open.seek(at);
        open.write(zeros);
      }
    }
    Files.setLastModifiedTime(file, time);
  }

  @Test
  void damagedLibrariesAreUnpackedAgain() throws IOException, InterruptedException {
    Path cache = base.resolve("cache");
    assertThat(run(cache).text()).startsWith("loads oneDNN");
    List<Path> libraries = libraries(cache.resolve("natives"));
    assertThat(libraries).hasSizeGreaterThanOrEqualTo(2);
    List<Long> sizes = new ArrayList<>();
    for (Path library : libraries) {
      sizes.add(Files.size(library));
      damage(library);
    }
    Run again = run(cache);
    assertThat(again.text()).startsWith("loads oneDNN");
    assertThat(again.code()).isZero();
    for (Path library : libraries) {
      try (RandomAccessFile open = new RandomAccessFile(library.toFile(), "rw")) {
        open.setLength(open.length() / 2);
      }
    }
    assertThat(run(cache).text()).startsWith("loads oneDNN");
    assertThat(libraries).extracting(Files::size).isEqualTo(sizes);
    assertThat(libraries(base.resolve("temporary"))).isEmpty();
  }

  /** What JavaCPP would load: it looks at the size and the time alone, and not at the owner. */
  @Test
  void nothingIsLoadedFromAFolderThatOthersCanGuess() throws IOException, InterruptedException {
    Path right = base.resolve("right");
    assertThat(run(right).text()).startsWith("loads oneDNN");
    Path planted = base.resolve("temporary/.javacpp-" + System.getProperty("user.name") + "/cache");
    Path unpacked = right.resolve("natives");
    for (Path library : libraries(unpacked)) {
      Path copy = planted.resolve(unpacked.relativize(library));
      Files.createDirectories(copy.getParent());
      Files.copy(library, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      damage(copy);
    }
    assertThat(libraries(planted)).isNotEmpty();
    boolean open = planted.toFile().setWritable(true, false); // as JavaCPP wants it
    assertThat(open).isTrue();
    Path file = Files.createFile(base.resolve("file")); // nothing can be made below it
    Run run = run(file.resolve("cache"), "-Duser.home=" + file.resolve("home"));
    assertThat(run.text()).startsWith("loads oneDNN");
    assertThat(run.code()).isZero();
    try (Stream<Path> left = Files.list(base.resolve("temporary"))) {
      assertThat(left).noneMatch(path -> path.toString().contains("phosphene-natives"));
    }
  }

  @Test
  void saysWhyNothingCanBeUnpacked() throws IOException, InterruptedException {
    Path file = Files.createFile(base.resolve("file"));
    Run run = run(file.resolve("cache"), "-Djava.io.tmpdir=" + base.resolve("missing"));
    List<String> said = // Java has a line of its own for a temporary folder that is not there
        run.text().lines().filter(line -> !line.startsWith("WARNING: java.io.tmpdir")).toList();
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .startsWith("oneDNN does not load on")
        .contains("cannot be unpacked", file.toString());
    assertThat(run.code()).isZero();
  }
}
