package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that builds and starts the program, under each shell that may be called sh. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(240)
class LauncherTest {
  @TempDir private Path folder = Path.of("");
  private Path launcher = Path.of("");

  private FakeTree plant() throws IOException {
    FakeTree tree = new FakeTree(folder.toRealPath());
    launcher = tree.root.resolve("phosphene");
    return tree;
  }

  /** So that nothing goes on in the background. */
  @AfterEach
  void letGo() throws Exception {
    FakeTree.letGo(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void nobodyWaitsForTheRehearsal(String shell) throws Exception {
    FakeTree tree = plant();
    tree.linkedJava();
    Path hold = Files.createFile(tree.root.resolve("hold-rehearsal"));
    String script =
        "exec 3>&1; x=$(\"$0\" \"$1\" render mini); echo \"caught $x\"; \"$0\" \"$1\" | cat";
    Cli run =
        FakeTree.ended(
            tree.start(
                tree.root,
                List.of(tree.shell(shell), "-c", script, tree.shell(shell), launcher.toString())));
    assertThat(run.err()).isEqualTo("phosphene: building, once ...\n");
    assertThat(run.out()).isEqualTo("caught [render]\n[mini]\n");
    tree.await("session", 1);
    assertThat(Files.readString(tree.root.resolve("open"))).doesNotContain("pipe:");
    if (tree.has("setsid") && Files.exists(Path.of("/proc/self/stat"))) {
      String fields =
          "\\d+ \\(.*\\) \\S+ \\S+ \\S+ (\\S+)(?s:.*)"; // pid, name, state, parent, group, session
      String own = Files.readString(Path.of("/proc/self/stat")).replaceFirst(fields, "$1");
      assertThat(own).matches("\\d+");
      assertThat(Files.readString(tree.root.resolve("session")).strip()).isNotEqualTo(own);
    }
    Files.delete(hold);
    assertThat(tree.archive()).content().isEqualTo("archive\n");
    assertThat(tree.noted("rehearsals")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void linksAndSpacesLeadToTheTree(String shell) throws Exception {
    FakeTree tree = plant();
    tree.linkedJava();
    Path bin = Files.createDirectories(folder.resolve("my bin"));
    Path link = Files.createSymbolicLink(bin.resolve("ph"), Path.of("../my bin/link"));
    Files.createSymbolicLink(bin.resolve("link"), launcher);
    Cli run = tree.run(shell, link, "render", "a b", "*", "");
    assertThat(run.err()).isEqualTo("phosphene: building, once ...\n");
    assertThat(run.out()).isEqualTo("[render]\n[a b]\n[*]\n[]\n");
    List<String> nearby = List.of(tree.shell(shell), "a tree/phosphene", "x");
    Cli near = FakeTree.ended(tree.start(folder, nearby, "CDPATH", folder.toString()));
    assertThat(near.out()).isEqualTo("[x]\n");
    assertThat(tree.noted("builds")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void behindAWrapperTheRealJavaCounts(String shell) throws Exception {
    FakeTree tree = plant();
    tree.wrapper();
    assertThat(tree.run(shell, launcher, "x").out()).isEqualTo("[x]\n");
    Path first = tree.archive();
    assertThat(tree.run(shell, launcher, "x").out()).isEqualTo("[x]\n");
    assertThat(tree.noted("rehearsals")).isEqualTo(1);
    tree.release("17.0.2");
    assertThat(tree.run(shell, launcher, "x").out()).isEqualTo("[x]\n");
    tree.await("rehearsals", 2);
    while (Files.exists(first)) {
      Thread.sleep(10);
    }
    assertThat(tree.archive()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void saysWhichJavaIsMissing(String shell) throws Exception {
    FakeTree tree = plant();
    Cli none = tree.run(shell, launcher, "render");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).isEqualTo("phosphene: no java; install a JDK, version 17 or later\n");
    List<String> command = List.of(tree.shell(shell), launcher.toString(), "render");
    Cli wrong = FakeTree.ended(tree.start(tree.root, command, "JAVA_HOME", "/nope"));
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).isEqualTo("phosphene: JAVA_HOME names no Java: /nope\n");
    tree.release("11.0.3");
    Cli old = FakeTree.ended(tree.start(tree.root, command, "JAVA_HOME", tree.jdk.toString()));
    assertThat(old.code()).isEqualTo(1);
    assertThat(old.err()).contains(tree.jdk + " is version 11; 17 or later is needed");
    tree.release("1.8.0_292");
    Cli older = FakeTree.ended(tree.start(tree.root, command, "JAVA_HOME", tree.jdk.toString()));
    assertThat(older.err()).contains("is version 8; 17 or later is needed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void severalFirstStartsBuildOnce(String shell) throws Exception {
    FakeTree tree = plant();
    tree.linkedJava();
    Path hold = Files.createFile(tree.root.resolve("hold-mvn"));
    List<String> command = List.of(tree.shell(shell), launcher.toString(), "x");
    Process first = tree.start(tree.root, command);
    tree.await("builds", 1);
    Process second = tree.start(tree.root, command);
    Process third = tree.start(tree.root, command);
    for (Process waiting : List.of(second, third)) {
      BufferedReader err = waiting.errorReader();
      assertThat(err.readLine())
          .isEqualTo("phosphene: waiting for another start, which is building ...");
    }
    Files.delete(hold);
    for (Process one : List.of(first, second, third)) {
      Cli run = FakeTree.ended(one);
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).isEqualTo("[x]\n");
    }
    assertThat(tree.noted("builds")).isEqualTo(1);
    assertThat(tree.root.resolve("target/build.lock")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void aLockWhoseProcessIsGoneIsTakenAway(String shell) throws Exception {
    FakeTree tree = plant();
    tree.linkedJava();
    Process gone = tree.start(tree.root, List.of(tree.shell(shell), "-c", "exit 0"));
    assertThat(FakeTree.ended(gone).code()).isZero();
    Path lock = Files.createDirectories(tree.root.resolve("target")).resolve("build.lock");
    Files.createSymbolicLink(lock, Path.of(Long.toString(gone.pid())));
    assertThat(tree.run(shell, launcher, "x").out()).isEqualTo("[x]\n");
    assertThat(Files.isSymbolicLink(lock)).isFalse();
    assertThat(tree.noted("builds")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void aBuildThatFailsOrIsEndedLeavesNoLock(String shell) throws Exception {
    FakeTree tree = plant();
    tree.linkedJava();
    Files.createFile(tree.root.resolve("hold-mvn"));
    List<String> command = List.of(tree.shell(shell), launcher.toString(), "x");
    Process ended = tree.start(tree.root, command);
    tree.await("builds", 1);
    assertThat(ended.toHandle().destroy()).isTrue(); // unlike its own, this leaves the streams open
    Files.delete(tree.root.resolve("hold-mvn"));
    assertThat(FakeTree.ended(ended).code()).isEqualTo(130);
    Path lock = tree.root.resolve("target/build.lock");
    assertThat(Files.isSymbolicLink(lock)).isFalse();
    Files.delete(tree.root.resolve("app/target/phosphene.jar"));
    Files.createFile(tree.root.resolve("fail-mvn"));
    Cli failed = tree.run(shell, launcher, "x");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("the build failed; the whole log is in ");
    assertThat(Files.isSymbolicLink(lock)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void whatIsNewIsBuiltOnce(String shell) throws Exception {
    FakeTree tree = plant();
    tree.linkedJava();
    Path source = tree.root.resolve("core/src/main/java/A.java");
    FileTime future = FileTime.from(Instant.now().plusSeconds(1_000_000));
    Files.setLastModifiedTime(source, future);
    assertThat(builds(tree, shell)).as("first").isEqualTo(1);
    assertThat(builds(tree, shell)).as("dated in the future").isEqualTo(1);
    Files.writeString(source, "class B {}");
    Files.setLastModifiedTime(source, future);
    assertThat(builds(tree, shell)).as("changed in the future").isEqualTo(2);
    assertThat(builds(tree, shell)).isEqualTo(2);
    Files.setLastModifiedTime(tree.root.resolve("app/pom.xml"), future);
    assertThat(builds(tree, shell)).as("another is newer").isEqualTo(3);
    Path jar = tree.root.resolve("app/target/phosphene.jar");
    past(tree, jar);
    Files.delete(tree.root.resolve("app/src/main/java/A.java"));
    assertThat(builds(tree, shell)).as("one is gone").isEqualTo(4);
    assertThat(builds(tree, shell)).isEqualTo(4);
    past(tree, jar);
    Path measured = Files.createDirectories(tree.root.resolve("bench/src/main/java"));
    Files.writeString(measured.resolve("A.java"), "class A {}");
    assertThat(builds(tree, shell)).as("a module that is not part of the program").isEqualTo(4);
    Path added = Files.createDirectories(tree.root.resolve("gallery/src/main/java"));
    Files.writeString(added.resolve("A.java"), "class A {}");
    assertThat(builds(tree, shell)).as("a module that is").isEqualTo(5);
    assertThat(builds(tree, shell)).isEqualTo(5);
    try (RandomAccessFile cut = new RandomAccessFile(jar.toFile(), "rw")) {
      cut.setLength(cut.length() - 1);
    }
    assertThat(builds(tree, shell)).as("cut short").isEqualTo(6);
    assertThat(builds(tree, shell)).isEqualTo(6);
  }

  /** As if everything had been built and written a while ago. */
  private static void past(FakeTree tree, Path jar) throws IOException {
    FileTime past = FileTime.from(Instant.now().minusSeconds(1000));
    for (Path file : tree.sources()) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().plusSeconds(9))) {
        Files.setLastModifiedTime(file, past);
      }
    }
    Files.setLastModifiedTime(jar, FileTime.from(past.toInstant().plusSeconds(1)));
  }

  private int builds(FakeTree tree, String shell) throws Exception {
    Cli run = tree.run(shell, launcher, "x");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("[x]\n");
    return tree.noted("builds");
  }
}
