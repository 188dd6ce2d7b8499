package dev.phosphene.bench;

import dev.phosphene.error.InputException;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import java.util.List;

/**
 * A recipe under test. As text: its name and options that change it, {@code fast --steps 128
 * --schedule cosine}.
 *
 * @param text its name in tables
 */
record Trial(String text, Recipe recipe) {

  /**
   * Parses the text form.
   *
   * @throws InputException if there is no such recipe or setting, or the setting has no such value
   */
  static Trial parse(String text) {
    List<String> words = List.of(text.strip().split("[\\s=]+"));
    Recipe recipe = Recipe.of(words.get(0));
    for (int i = 1; i < words.size(); i += 2) {
      String option = words.get(i);
      if (!option.startsWith("--") || i + 1 == words.size()) {
        throw new InputException(
            "'" + text + "' is not a recipe with options such as 'fast --steps 128'");
      }
      recipe = recipe.withText(Setting.named(option.substring(2)), words.get(i + 1));
    }
    return new Trial(String.join(" ", words), recipe);
  }
}
