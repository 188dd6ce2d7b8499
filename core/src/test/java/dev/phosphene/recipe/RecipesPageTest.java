package dev.phosphene.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/recipes.md says of recipes and settings is what they are. */
class RecipesPageTest {
  @Test
  void hasARowForEverySettingAsItIs() throws IOException {
    String rows = Setting.ALL.stream().map(RecipesPageTest::row).collect(Collectors.joining());
    assertThat(page()).contains(rows);
  }

  @Test
  void namesEveryRecipe() throws IOException {
    assertThat(page())
        .contains(Recipes.ALL.stream().map(recipe -> "| `" + recipe.name() + "` |").toList());
  }

  private static <T> String row(Setting<T> setting) {
    return "| `--%s %s` | `%s` | %s |\n"
        .formatted(
            setting.name(),
            setting.form().replace("|", "\\|"),
            setting.print(setting.usual()),
            setting.meaning());
  }

  private static String page() throws IOException {
    Path root = Path.of(System.getProperty("phosphene.root", ".."));
    return Files.readString(root.resolve("docs/recipes.md"));
  }
}
