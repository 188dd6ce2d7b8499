package dev.phosphene.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A source tree with the launcher in it, whose java and mvn are scripts that note their calls. */
final class FakeTree {
  /** What the launcher calls; a start sees nothing else of this machine's programs. */
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "bash",
          "dash",
          "cat",
          "cksum",
          "cut",
          "dirname",
          "find",
          "head",
          "ln",
          "ls",
          "mkdir",
          "mv",
          "nice",
          "ps",
          "readlink",
          "rm",
          "rmdir",
          "sed",
          "setsid",
          "sleep",
          "tail",
          "touch",
          "wc");

  /** Of everything that the background does; far more than it takes. */
  private static final int PATIENCE_SECONDS = 60;

  final Path root;
  final Path jdk;
  private final Path tools;

  /** In a folder, which has a space in its name. */
  FakeTree(Path folder) throws IOException {
    root = Files.createDirectories(folder.resolve("a tree"));
    jdk = folder.resolve("a jdk");
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Optional<Path> found = installed(tool);
      if (found.isPresent()) {
        Files.createSymbolicLink(tools.resolve(tool), found.get());
      }
    }
    Path project = Path.of(System.getProperty("phosphene.root", ".."));
    Files.copy(
        project.resolve("phosphene"),
        root.resolve("phosphene"),
        StandardCopyOption.COPY_ATTRIBUTES);
    for (String module : List.of("core", "models", "onednn", "app")) {
      Files.createDirectories(root.resolve(module).resolve("src/main/java"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>");
      Files.writeString(root.resolve(module).resolve("src/main/java/A.java"), "class A {}");
    }
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    jdk(jdk, "17.0.1");
    script(
        tools.resolve("mvn"),
        """
        echo build >>builds
        while [ -e hold-mvn ]; do sleep 0.05; done
        [ ! -e fail-mvn ] || exit 1
        jar=app/target/phosphene.jar
        [ ! -e $jar ] || [ "$(tail -c 22 $jar | head -c 2)" = PK ] || exit 1
        mkdir -p app/target
        { head -c 9000000 /dev/zero; printf 'PK\\005\\006'; head -c 18 /dev/zero; } >app/target/phosphene.jar
        """);
  }

  /** A Java that prints its last arguments, and writes what it is to write at its exit. */
  private void jdk(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib"));
    Files.writeString(home.resolve("lib/modules"), "modules");
    release(version);
    script(
        home.resolve("bin/java"),
        """
        root='%s'
        home='%s'
        case "$*" in
          *-XshowSettings*) echo "    java.home = $home" >&2 ;;
          *ArchiveClassesAtExit*)
            echo rehearsal >>"$root/rehearsals"
            ls -l /proc/$$/fd >"$root/open" 2>/dev/null
            cut -d ' ' -f 6 /proc/$$/stat >"$root/session" 2>/dev/null || echo none >"$root/session"
            while [ -e "$root/hold-rehearsal" ]; do sleep 0.05; done
            for word in "$@"; do
              case $word in -XX:ArchiveClassesAtExit=*) echo archive >"${word#*=}" ;; esac
            done
            ;;
          *)
            while [ "$1" != -jar ]; do shift; done
            shift 2
            for word in "$@"; do echo "[$word]"; done
            ;;
        esac
        """
            .formatted(root, home));
  }

  /** Writes the file in which a JDK says which it is. */
  void release(String version) throws IOException {
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  /** A script called java on the path that runs the JDK's. */
  void wrapper() throws IOException {
    script(tools.resolve("java"), "exec '" + jdk.resolve("bin/java") + "' \"$@\"\n");
  }

  /** The JDK's own java on the path, as a link. */
  void linkedJava() throws IOException {
    Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
  }

  private void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!" + tools.resolve("sh").toRealPath() + "\n" + text);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
  }

  /** A start that goes on. */
  Process start(Path folder, List<String> command, String... environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("HOME", root.toString());
    for (int i = 0; i < environment.length; i += 2) {
      builder.environment().put(environment[i], environment[i + 1]);
    }
    return builder.start();
  }

  /** A start under a shell, and what came of it. */
  Cli run(String shell, Path launcher, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(shell(shell), launcher.toString()));
    command.addAll(List.of(words));
    return ended(start(root, command));
  }

  /** What a start that ends printed. */
  static Cli ended(Process process) throws Exception {
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return new Cli(-1, "", "it hangs");
    }
    return new Cli(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  /** Where a shell is; a test of one that is not there ends here, as skipped. */
  String shell(String name) {
    Path shell = tools.resolve(name);
    if (!Files.exists(shell)) {
      String reason = "skipped: there is no " + name + " here";
      System.err.println(reason);
      Assumptions.abort(reason);
    }
    return shell.toString();
  }

  boolean has(String tool) {
    return Files.exists(tools.resolve(tool));
  }

  /** What the launcher compares with the build. */
  List<Path> sources() throws IOException {
    List<Path> all = new ArrayList<>(List.of(root.resolve("pom.xml")));
    for (String module : List.of("core", "models", "onednn", "app")) {
      try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src"))) {
        files.forEach(all::add);
      }
      all.add(root.resolve(module).resolve("pom.xml"));
    }
    return all;
  }

  /**
   * Lets everything that is held go on, and waits until the rehearsals are over; takes the links to
   * this machine's programs away.
   */
  static void letGo(Path folder) throws Exception {
    Path root = folder.resolve("a tree");
    Files.deleteIfExists(root.resolve("hold-rehearsal"));
    Files.deleteIfExists(root.resolve("hold-mvn"));
    Path target = root.resolve("app/target");
    for (int i = 0; i < PATIENCE_SECONDS * 20 && Files.isDirectory(target); i++) {
      try (Stream<Path> files = Files.list(target)) {
        if (files.noneMatch(file -> file.toString().endsWith(".tried"))) {
          break;
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    for (String tool : TOOLS) {
      Files.deleteIfExists(folder.resolve("tools").resolve(tool));
    }
  }

  /** How many lines a script has noted. */
  int noted(String file) throws IOException {
    Path notes = root.resolve(file);
    return Files.exists(notes) ? Files.readAllLines(notes).size() : 0;
  }

  /** The archive that starts are to use, once it is there. */
  Path archive() throws Exception {
    List<Path> found = List.of();
    for (int i = 0; found.size() != 1 && i < PATIENCE_SECONDS * 20; i++) {
      TimeUnit.MILLISECONDS.sleep(50);
      try (Stream<Path> files = Files.list(root.resolve("app/target"))) {
        found = files.filter(file -> file.toString().endsWith(".jsa")).toList();
      }
    }
    return found.get(0);
  }

  /** Waits until a script has noted so many lines. */
  void await(String file, int lines) throws Exception {
    for (int i = 0; noted(file) < lines; i++) {
      if (i == PATIENCE_SECONDS * 20) {
        throw new IOException(file + " has " + noted(file) + " lines, not " + lines);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static Optional<Path> installed(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
