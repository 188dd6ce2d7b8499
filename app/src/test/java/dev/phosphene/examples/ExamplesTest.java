package dev.phosphene.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import dev.phosphene.output.ImageFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project in {@code examples/}, built and run against the artifacts of this build. */
class ExamplesTest {
  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  /** What Maven says of an artifact of others that the machine does not have. */
  private static final Pattern UNRESOLVED =
      Pattern.compile(
          "Could not (?:find artifact|resolve|transfer artifact) (?!.*dev\\.phosphene)|"
              + "(?:Plugin|Could not find artifact) (?!dev\\.phosphene)\\S+.* (?:could not be"
              + " resolved|in machine)");

  private final Path folder;

  ExamplesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void rendersWithMavenAndThenWithoutTheFastEngine() throws Exception {
    Path maven = maven();
    LocalRepository repository = new LocalRepository(folder.resolve("repository"));
    Path project = copy(SharedData.root().resolve("examples"), folder.resolve("project"));
    Path network = mini();

    String said =
        run(
            project,
            maven.toString(),
            "--batch-mode",
            "--no-transfer-progress",
            "--settings=" + repository.settings(folder.resolve("settings.xml")),
            "--global-settings=" + folder.resolve("settings.xml"),
            "-Dphosphene.version=" + repository.version,
            "-Dengine=phosphene-onednn-" + System.getProperty("phosphene.platform", ""),
            "-Dsteps=4",
            "-Dexec.args=" + network.getFileName(),
            "compile",
            // By its full name: to find the prefix exec, Maven looks into plugins unused here.
            "org.codehaus.mojo:exec-maven-plugin:java");
    if (UNRESOLVED.matcher(said).find() && said.contains("BUILD FAILURE")) {
      LocalRepository.skip("this machine's repository lacks what examples/ needs:\n" + said);
    }
    assertThat(said).contains("BUILD SUCCESS", "mini.png: activation ", "file.png: activation ");
    assertThat(said).contains("engine " + dev.phosphene.engine.Engines.best().name());
    assertThat(ImageFiles.read(project.resolve("mini.png")).shape().w()).isEqualTo(64);
    assertThat(Files.readAllBytes(project.resolve("file.png")))
        .as("the same network from a file")
        .hasSizeGreaterThan(1000);

    withoutTheFastEngine(repository, project);
  }

  /** On a class path of core and models alone there is a warning, and an image all the same. */
  private void withoutTheFastEngine(LocalRepository repository, Path project) throws Exception {
    List<Path> path =
        List.of(
            project.resolve("target/classes"),
            repository.jar("core"),
            repository.jar("models"),
            repository.copied("com.google.code.gson", "gson"));
    Files.delete(project.resolve("mini.png"));
    String said =
        run(
            project,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dsteps=1",
            "-cp",
            String.join(File.pathSeparator, path.stream().map(Path::toString).toList()),
            "example.RenderUnits");
    assertThat(said)
        .containsOnlyOnce("very slow")
        .contains("engine reference", "add the artifact phosphene-onednn-platform");
    assertThat(ImageFiles.read(project.resolve("mini.png")).shape().w()).isEqualTo(64);
  }

  /** The Maven that runs this build. */
  private static Path maven() {
    String home = System.getProperty("phosphene.maven", "");
    Path maven = Path.of(home, "bin", WINDOWS ? "mvn.cmd" : "mvn");
    if (home.isEmpty() || !Files.exists(maven)) {
      LocalRepository.skip("no Maven to build examples/ with: " + maven);
    }
    return maven;
  }

  /** The built-in network as a file in the project's folder. */
  private Path mini() throws IOException {
    Path source =
        SharedData.root().resolve("models/src/main/resources/dev/phosphene/zoo/mini.safetensors");
    return Files.copy(source, folder.resolve("project").resolve("network.safetensors"));
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!from.relativize(file).startsWith("target")) {
          Path copy = to.resolve(from.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
    return to;
  }

  private String run(Path directory, String... command) throws Exception {
    Path log = Files.createTempFile(folder, "run", ".log");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
    builder.directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PHOSPHENE_HOME", folder.resolve("home").toString());
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    assertThat(ended).as(Files.readString(log)).isTrue();
    return Files.readString(log);
  }
}
