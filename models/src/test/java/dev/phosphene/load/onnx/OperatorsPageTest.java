package dev.phosphene.load.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What docs/operators.md says of operators is what is registered. */
class OperatorsPageTest {
  @Test
  void everyOperatorHasItsNote() {
    List<String> noted = OperatorNotes.all().stream().map(OperatorNote::name).toList();
    assertThat(noted).doesNotHaveDuplicates();
    TreeSet<String> without = new TreeSet<>(Operators.names());
    without.removeAll(noted);
    assertThat(without)
        .as("registered, but without a line in OperatorNotes: computed(\"NAME\", \"limits\")")
        .isEmpty();
    assertThat(Operators.names()).as("noted, but not registered").containsAll(noted);
  }

  @Test
  void operatorSetsAreThoseThatAreRead() {
    for (OperatorNote note : OperatorNotes.all()) {
      assertThat(note.first()).as(note.name()).isBetween(OnnxFile.OLDEST, note.last());
      assertThat(note.last()).as(note.name()).isLessThanOrEqualTo(OnnxFile.NEWEST);
    }
  }

  @Test
  void operatorsOfAGroupAreInOrder() {
    for (OperatorNotes group : OperatorNotes.GROUPS) {
      assertThat(group.notes())
          .extracting(note -> note.name().toLowerCase(Locale.ROOT))
          .as(group.title())
          .isSorted();
    }
  }

  @Test
  void thePageIsWhatTheNotesSay() throws IOException {
    Path page = Path.of(System.getProperty("phosphene.root", "..")).resolve("docs/operators.md");
    if (System.getProperty("phosphene.pages", "").equals("write")) {
      Files.writeString(page, OperatorNotes.page());
    }
    assertThat(Files.readString(page))
        .as("docs/operators.md; written anew with -Dphosphene.pages=write")
        .isEqualTo(OperatorNotes.page());
  }
}
