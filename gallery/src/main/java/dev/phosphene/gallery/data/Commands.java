package dev.phosphene.gallery.data;

import dev.phosphene.error.InputException;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.objective.FileNames;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The commands that make a gallery's images again. */
final class Commands {
  private Commands() {}

  /** Renders one unit; of a model that was a file, the command has the file's name alone. */
  static String render(GalleryPlan plan, Technique technique, LayerPlan layer, int unit) {
    Recipe recipe = plan.recipe(technique, layer);
    List<String> words = new ArrayList<>(List.of("phosphene", "render"));
    words.add(quoted(FileNames.last(plan.model().reference().model())));
    words.add(quoted(technique.objective(layer.name(), unit).toString()));
    String weights = plan.model().reference().weights();
    if (!weights.isEmpty()) {
      words.add("--weights");
      words.add(quoted(FileNames.last(weights)));
    }
    words.add("--recipe");
    words.add(recipe.name());
    Recipe named = named(recipe.name());
    for (Setting<?> setting : Setting.ALL) {
      if (setting == Setting.SIZE || !recipe.text(setting).equals(named.text(setting))) {
        words.add("--" + setting.name());
        words.add(quoted(recipe.text(setting)));
      }
    }
    words.add("--seed");
    words.add(String.valueOf(plan.seed()));
    if (!plan.rounding().startsWith("auto")) {
      words.add("--precision");
      words.add(plan.rounding().toLowerCase(Locale.ROOT));
    }
    return String.join(" ", words);
  }

  private static Recipe named(String name) {
    try {
      return Recipe.of(name);
    } catch (InputException e) {
      return Recipe.LUCID; // a recipe of the caller's own, whose settings are told in full
    }
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9._:/@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
