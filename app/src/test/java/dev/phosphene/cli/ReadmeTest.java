package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.zoo.ZooModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java program: short, and it does what it says. */
class ReadmeTest {
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final Pattern DEPENDENCY =
      Pattern.compile("<artifactId>phosphene-(\\w+)</artifactId>\\s*<version>([^<]*)</version>");

  @Test
  void hasAtMostTenStatements() throws IOException {
    assertThat(program().lines().filter(line -> line.endsWith(";") && line.startsWith("    ")))
        .hasSizeLessThanOrEqualTo(10);
  }

  /** In a process of its own, with the first blocks of the real VGG19 in the cache. */
  @Test
  void runs(@TempDir Path folder) throws IOException, InterruptedException {
    Path weights = SharedData.of("weights/vgg19_notop_blocks1-3.h5");
    ZooModel vgg19 = ZooModel.named("vgg19").orElseThrow();
    Path cached = folder.resolve(vgg19.fileName());
    Files.copy(weights, cached);
    cached.toFile().setWritable(true);
    try (RandomAccessFile file = new RandomAccessFile(cached.toFile(), "rw")) {
      file.setLength(vgg19.size().bytes()); // the later blocks, which the example does not need
    }
    Path source = Files.writeString(folder.resolve("Example.java"), program());
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString()));
    builder.environment().put("PHOSPHENE_HOME", folder.toString());
    Path log = folder.resolve("log");
    builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0).as(Files.readString(log)).isTrue();
    assertThat(Files.readString(log)).contains("activation ");
    assertThat(ImageFiles.read(folder.resolve("unit.png")).shape().w()).isEqualTo(300);
  }

  /** Another page's program would need a test like {@link #runs}. */
  @Test
  void isTheOnlyProgramInTheDocs() throws IOException {
    for (String page : DocumentedCommand.pages()) {
      String text = Files.readString(DocumentedCommand.root().resolve(page));
      assertThat(PROGRAM.matcher(text).results().count())
          .as(page)
          .isEqualTo(page.equals("README.md") ? 1 : 0);
    }
  }

  /** The artifacts that a user of the library is told to name are modules of this build. */
  @Test
  void itsDependenciesExist() throws IOException {
    Path root = DocumentedCommand.root();
    String parent = Files.readString(root.resolve("pom.xml"));
    List<MatchResult> named =
        DEPENDENCY.matcher(Files.readString(root.resolve("README.md"))).results().toList();
    assertThat(named).isNotEmpty();
    for (MatchResult one : named) {
      Path pom = root.resolve(one.group(1)).resolve("pom.xml");
      assertThat(pom).content().contains("<artifactId>phosphene-" + one.group(1) + "<");
      assertThat(parent).contains("<version>" + one.group(2) + "</version>");
    }
  }

  private static String program() throws IOException {
    Matcher matcher =
        PROGRAM.matcher(Files.readString(DocumentedCommand.root().resolve("README.md")));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }
}
