package dev.phosphene.engine.onednn.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.onednn.OneDnnEngine;
import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Numbers;
import dev.phosphene.engine.onednn.program.Scope;
import dev.phosphene.engine.onednn.threads.Threads;
import dev.phosphene.engine.onednn.threads.Workers;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.bytedeco.dnnl.dnnl_stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionsTest {
  private final Path folder;

  DecisionsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Decisions decisions() {
    return new Decisions(Optional.of(folder.resolve("deep/er/convolutions.txt")));
  }

  private static boolean never() {
    return fail("this is known");
  }

  @Test
  void anAnswerIsFoundOutOnceAndKeptForLaterProcesses() throws IOException {
    Decisions decisions = decisions();
    assertThat(decisions.get("a b = c", () -> true)).isTrue();
    assertThat(decisions.get("d", () -> false)).isFalse();
    assertThat(decisions.get("a b = c", DecisionsTest::never)).isTrue();
    assertThat(decisions().get("a b = c", DecisionsTest::never)).isTrue();
    assertThat(decisions().get("d", DecisionsTest::never)).isFalse();
    try (var files = Files.list(folder.resolve("deep/er"))) {
      Set<String> names = new TreeSet<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      assertThat(names).containsExactly("convolutions.txt", "convolutions.txt.lock");
    }
  }

  @Test
  void aCorruptFileIsFoundOutAnew() throws IOException {
    Path file = folder.resolve("deep/er/convolutions.txt");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {'x', 0, (byte) 0xff, '\n', 'a', ' ', '=', ' ', 'y', 'e'});
    assertThat(decisions().get("a", () -> false)).isFalse();
    assertThat(decisions().get("a", DecisionsTest::never)).isFalse();
  }

  @Test
  void withoutAFileOrWithAnImpossibleOneThisProcessRemembers() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "no folder");
    for (Optional<Path> where : List.of(Optional.<Path>empty(), Optional.of(plain.resolve("f")))) {
      Decisions decisions = new Decisions(where);
      assertThat(decisions.get("a", () -> true)).isTrue();
      assertThat(decisions.get("a", DecisionsTest::never)).isTrue();
    }
  }

  @Test
  void aFolderThatCannotBeWrittenToMakesNoDifference() throws IOException {
    Path file = folder.resolve("convolutions.txt");
    Files.createDirectories(file); // a folder in the file's place: neither read nor replaced
    Files.writeString(file.resolve("inside"), "so that it is not empty");
    Decisions decisions = new Decisions(Optional.of(file));
    assertThat(decisions.get("a", () -> true)).isTrue();
    assertThat(decisions.get("a", DecisionsTest::never)).isTrue();
    assertThat(file).isDirectory();
  }

  @Test
  void severalAtOnceFindOutOneAnswer() throws InterruptedException {
    Decisions decisions = decisions();
    Set<Boolean> answers = new ConcurrentSkipListSet<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      boolean mine = i % 2 == 0;
      threads.add(new Thread(() -> answers.add(decisions.get("a", () -> mine))));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(answers).hasSize(1);
  }

  @Test
  void smallTasksAreNeverMeasuredAndOthersOnce() {
    assumeTrue(new OneDnnEngine().unavailable().isEmpty() && Threads.canBeSet());
    List<String> asked = new ArrayList<>();
    Measured.Contest contest =
        (task, threads) -> {
          asked.add(threads + " " + task.text());
          return task.back();
        };
    Decisions decisions = decisions();
    Choice choice = new Measured(decisions, contest, "machine");
    Choice elsewhere = new Measured(decisions, contest, "another machine");
    Shape large = Shape.of(1, 64, 60, 60);
    Task forward = new Task(false, large, large, 1, 1, true);
    Task back = new Task(true, large, large, 1, 1, true);
    Task few = new Task(false, Shape.of(1, 3, 300, 300), Shape.of(1, 64, 300, 300), 1, 1, true);
    Task small = new Task(false, Shape.of(1, 64, 9, 9), Shape.of(1, 64, 9, 9), 1, 1, true);
    try (Scope scope = new Scope();
        Workers two = new Workers(2);
        Workers three = new Workers(3)) {
      Emitter emitter = new Emitter(scope, new dnnl_stream(), Numbers.FLOAT32, two);
      Emitter other = new Emitter(scope, new dnnl_stream(), Numbers.FLOAT32, three);
      for (int i = 0; i < 2; i++) {
        assertThat(choice.winograd(emitter, forward)).isFalse();
        assertThat(choice.winograd(emitter, back)).isTrue();
        assertThat(choice.winograd(other, back)).isTrue();
        assertThat(elsewhere.winograd(emitter, back)).isTrue();
        assertThat(choice.winograd(emitter, few)).isFalse();
        assertThat(choice.winograd(emitter, small)).isFalse();
      }
    }
    assertThat(asked)
        .containsExactly(
            "2 " + forward.text(), "2 " + back.text(), "3 " + back.text(), "2 " + back.text());
  }

  @Test
  void theContestAsksForWhatTheTaskNeeds() {
    Task task = new Task(false, Shape.of(1, 64, 60, 60), Shape.of(1, 64, 60, 60), 1, 1, true);
    Task shorter = TimedContest.shortened(task);
    assertThat(shorter.in()).isEqualTo(Shape.of(1, 64, 60, 60));
    Task wide = new Task(true, Shape.of(1, 64, 300, 298), Shape.of(1, 64, 302, 300), 2, 2, true);
    Task cut = TimedContest.shortened(wide);
    assertThat(cut.out().h()).isLessThan(302).isGreaterThanOrEqualTo(16);
    assertThat(cut.out().h() - cut.in().h()).isEqualTo(2);
    assertThat(cut.conv().window().on(cut.out().h(), cut.out().w()).outH()).isEqualTo(cut.in().h());
  }

  @Test
  void batchesOfSeveralSizesAreOneContest() {
    Shape picture = Shape.of(1, 64, 15, 15);
    assertThat(TimedContest.shortened(batch(1)).in()).isEqualTo(picture);
    Task most = TimedContest.shortened(batch(64));
    assertThat(most.in().n()).isBetween(2, 8);
    assertThat(most.out().n()).isEqualTo(most.in().n());
    assertThat(TimedContest.shortened(batch(9))).isEqualTo(most);
  }

  private static Task batch(int pictures) {
    Shape shape = Shape.of(pictures, 64, 15, 15);
    return new Task(false, shape, shape, 1, 1, true);
  }
}
