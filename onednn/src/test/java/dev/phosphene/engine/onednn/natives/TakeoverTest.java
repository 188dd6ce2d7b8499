package dev.phosphene.engine.onednn.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.onednn.OneDnnEngine;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * One user of the machine puts libraries where another one's process might look for its own (ADR
 * 18). Only root can become two other users. The libraries are sound copies, so that a process that
 * trusted them would work, and its map of files would show them.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "skipped: needs setpriv and /proc")
@Timeout(300)
class TakeoverTest {
  private static final int ATTACKER = 65532;
  private static final int VICTIM = 65531;

  /** Jars that loading oneDNN takes. */
  private static final String NEEDED =
      "(phosphene|javacpp|dnnl|opencl|jna|gson|jspecify|slf4j).*\\.jar";

  @TempDir private Path base = Path.of("");
  private Path copies = Path.of("");
  private String classPath = "";

  /** Loads oneDNN, and tells whose libraries are mapped then. */
  static final class Seen {
    private Seen() {}

    public static void main(String[] arguments) throws IOException {
      Engine engine = new OneDnnEngine();
      System.out.println(engine.unavailable().orElse("loads " + engine.version()));
      Set<String> mapped = new LinkedHashSet<>();
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        int path = line.indexOf('/');
        if (path > 0 && line.contains(".so")) {
          mapped.add(line.substring(path));
        }
      }
      for (String file : mapped) {
        Path path = Path.of(file);
        System.out.println(
            "mapped "
                + (Files.exists(path) ? Files.getAttribute(path, "unix:uid") : "-")
                + " "
                + file);
      }
    }
  }

  @BeforeEach
  void needsTwoUsers() throws IOException, InterruptedException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "skipped: only root can become two other users");
    for (int user : new int[] {ATTACKER, VICTIM}) {
      assumeTrue(
          become(user, "true") && become(user, java(), "-version"),
          "skipped: setpriv cannot become user " + user + " here, or Java is not for all users");
    }
    assumeTrue(new OneDnnEngine().unavailable().isEmpty(), "skipped: oneDNN does not load here");
    mode(base, "rwxr-xr-x");
    assumeTrue(become(VICTIM, "ls", base.toString()), "skipped: temporary files are not for all");
    classPath = copiedClassPath(Files.createDirectory(base.resolve("classes")));
    Path home = Files.createDirectory(base.resolve("attacker"));
    Files.setAttribute(home, "unix:uid", ATTACKER);
    Files.createDirectory(base.resolve("temporary"));
    shared(base.resolve("temporary"));
    String text = run(ATTACKER, home, home);
    copies = home.resolve("natives");
    assertThat(text).startsWith("loads oneDNN").contains("mapped " + ATTACKER + " " + copies);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static List<String> as(int user, String... words) {
    List<String> command = new ArrayList<>(List.of("setpriv", "--reuid", "" + user));
    command.addAll(List.of("--regid", "" + user, "--clear-groups", "--"));
    command.addAll(List.of(words));
    return command;
  }

  private static boolean become(int user, String... words)
      throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(as(user, words))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no setpriv
    }
  }

  /** The class path where all users can read it: the usual one is in root's home. */
  private static String copiedClassPath(Path folder) throws IOException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> copied = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      Path to = folder.resolve(copied.size() + "-" + from.getFileName());
      if (Files.isDirectory(from)) {
        copy(from, to);
        copied.add(to.toString());
      } else if (Files.isRegularFile(from) && from.getFileName().toString().matches(NEEDED)) {
        Files.copy(from, to);
        copied.add(to.toString());
      }
    }
    return String.join(File.pathSeparator, copied);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  /** As the folder for temporary files is: everybody may write, and change what is his own. */
  private static void shared(Path folder) throws IOException {
    Files.setAttribute(folder, "unix:mode", 01777);
  }

  private String run(int user, Path cache, Path home) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            as(
                user,
                java(),
                "-Duser.name=user" + user,
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + base.resolve("temporary"),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                Seen.class.getName()));
    builder.redirectErrorStream(true).directory(base.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("PHOSPHENE_HOME", cache.toString());
    builder.environment().put("HOME", home.toString());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }

  /** Puts copies there as the attacker, for everybody to read and write. */
  private void plant(Path folder) throws IOException, InterruptedException {
    String above = Objects.requireNonNull(folder.getParent()).toString();
    assertThat(become(ATTACKER, "mkdir", "-p", above)).isTrue();
    assertThat(become(ATTACKER, "cp", "-rp", copies.toString(), folder.toString())).isTrue();
    assertThat(become(ATTACKER, "chmod", "-R", "a+rwX", above)).isTrue();
  }

  /** The victim works, with libraries that are nobody's but his own or root's. */
  private void works(Path cache, Path attacked) throws IOException, InterruptedException {
    Path home = Files.createDirectory(base.resolve("home")); // root's: nothing can be put there
    String text = run(VICTIM, cache, home);
    assertThat(text).startsWith("loads oneDNN").contains("mapped").contains("dnnl");
    assertThat(text).doesNotContain("mapped " + ATTACKER + " ").doesNotContain(attacked.toString());
    try (Stream<Path> left = Files.list(base.resolve("temporary"))) {
      assertThat(left).noneMatch(path -> path.toString().contains("phosphene-natives"));
    }
  }

  /** Where JavaCPP would look if home cannot be written to. */
  @Test
  void aGuessedTemporaryFolderIsNotTrusted() throws IOException, InterruptedException {
    Path planted = base.resolve("temporary/.javacpp-user" + VICTIM + "/cache");
    plant(planted);
    works(base.resolve("home/cache"), planted);
  }

  @Test
  void aCacheThatIsAnothersIsNotTrusted() throws IOException, InterruptedException {
    Path common = Files.createDirectory(base.resolve("common"));
    shared(common);
    plant(common.resolve("cache/natives"));
    works(common.resolve("cache"), common);
  }

  /** The victim's own folder could be exchanged for another one. */
  @Test
  void aCacheInAFolderOfAnothersIsNotTrusted() throws IOException, InterruptedException {
    Path common = Files.createDirectory(base.resolve("common"));
    shared(common);
    Path cache = common.resolve("cache");
    assertThat(become(ATTACKER, "mkdir", "-m", "777", cache.toString())).isTrue();
    works(cache, common);
  }
}
