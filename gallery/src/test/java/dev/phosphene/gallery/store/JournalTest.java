package dev.phosphene.gallery.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void keepsWhatWasAdded() {
    try (Journal journal = Journal.open(folder, line -> {})) {
      journal.add(line("one"));
      journal.add(line("zwölf 猫"));
    }
    assertThat(lines()).containsExactly(line("one"), line("zwölf 猫"));
    try (Journal journal = Journal.open(folder, line -> {})) {
      journal.add(line("three"));
    }
    assertThat(lines()).hasSize(3);
  }

  @Test
  void aJournalThatIsCutAnywhereKeepsItsWholeLines() throws IOException {
    try (Journal journal = Journal.open(folder, line -> {})) {
      journal.add(line("one"));
      journal.add(line("two"));
    }
    Path file = folder.resolve(Journal.NAME);
    byte[] whole = Files.readAllBytes(file);
    int first = new String(whole, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      List<JsonObject> read = new ArrayList<>();
      try (Journal journal = Journal.open(folder, read::add)) {
        assertThat(read).hasSize(length < first ? 0 : 1);
        journal.add(line("new"));
      }
      assertThat(lines()).hasSize(read.size() + 1).endsWith(line("new"));
    }
  }

  @Test
  void aByteThatChangedEndsIt() throws IOException {
    try (Journal journal = Journal.open(folder, line -> {})) {
      journal.add(line("one"));
    }
    Path file = folder.resolve(Journal.NAME);
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 4;
      Files.write(file, changed);
      assertThat(lines()).isEmpty();
    }
  }

  @Test
  void hasOneWriter() {
    try (Journal journal = Journal.open(folder, line -> {})) {
      journal.add(line("mine"));
      assertThatThrownBy(() -> Journal.open(folder, line -> {}).close())
          .isInstanceOf(InputException.class)
          .hasMessageContaining("is being written by another run");
    }
    Journal.open(folder, line -> {}).close();
  }

  @Test
  void aFolderWithoutOneIsNoGallery() {
    assertThatThrownBy(() -> Journal.read(folder, line -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not a gallery");
    assertThatThrownBy(() -> Journal.openExisting(folder, line -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not a gallery");
  }

  @Test
  void othersTakeTheirPlace() {
    try (Journal journal = Journal.open(folder, line -> {})) {
      journal.add(line("one"));
      journal.replace(List.of(line("two"), line("three")));
    }
    assertThat(lines()).containsExactly(line("two"), line("three"));
  }

  private List<JsonObject> lines() {
    List<JsonObject> lines = new ArrayList<>();
    Journal.read(folder, lines::add);
    return lines;
  }

  private static JsonObject line(String text) {
    JsonObject json = new JsonObject();
    json.addProperty("text", text);
    return json;
  }
}
