package dev.phosphene.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileNamesTest {
  @Test
  void theLastNameIsEnough() {
    assertThat(FileNames.shortest(List.of("/home/me/a.png", "b.npy")))
        .containsExactly(entry("/home/me/a.png", "a.png"), entry("b.npy", "b.npy"));
    assertThat(FileNames.last("/home/me/a.png")).isEqualTo("a.png");
    assertThat(FileNames.last("noise")).isEqualTo("noise");
    assertThat(FileNames.last("a\0b")).isEqualTo("a\0b");
  }

  @Test
  void filesOfOneNameKeepWhatTellsThemApart() {
    assertThat(FileNames.shortest(List.of("/home/one/a.png", "/home/two/a.png", "a.png")))
        .containsExactly(
            entry("/home/one/a.png", "one/a.png"),
            entry("/home/two/a.png", "two/a.png"),
            entry("a.png", "a.png"));
  }

  @Test
  void onlyFilesAreRenamed() {
    Map<String, String> names = Map.of("/x/a b.png", "a b.png", "/x/c", "c");
    String text = "like(/x/c, \"/x/a b.png\") + 2*style(conv, /x/c) - tv";
    assertThat(FileNames.renamed(text, names))
        .isEqualTo("like(/x/c, \"a b.png\") + 2*style(conv, c) - tv");
  }

  @Test
  void theFilesOfATextAreFoundWhereTheCallerSays() {
    List<Objective> found =
        ObjectiveParser.parse(
            "like(conv, a.png)", layer -> 1, name -> Path.of("there").resolve(name));
    assertThat(found.get(0).photos()).containsExactly(Path.of("there", "a.png"));
  }
}
