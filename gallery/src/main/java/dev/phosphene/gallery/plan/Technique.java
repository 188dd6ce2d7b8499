package dev.phosphene.gallery.plan;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import dev.phosphene.objective.Channel;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A way to show a unit.
 *
 * @param kind what is maximized
 * @param recipe every setting; its size is that of each layer where {@link GalleryPlan} leaves it
 *     free
 */
public record Technique(Kind kind, Recipe recipe) {
  /** What is maximized, and how many images of it there are. */
  public enum Kind {
    /** The channel's mean. */
    FEATURE("Feature", "What makes the channel's mean as large as it can be.", "{layer}:{unit}"),

    /** Its negative. */
    NEGATIVE("Negative", "What makes the channel's mean as small as it can be.", "-{layer}:{unit}"),

    /** The mean, by several images that are to differ. */
    DIVERSE(
        "Diverse", "Several images for one unit, as different as they can be.", "{layer}:{unit}");

    private final String title;
    private final String about;
    private final String objective;

    Kind(String title, String about, String objective) {
      this.title = title;
      this.about = about;
      this.objective = objective;
    }

    /** The name in files and addresses. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** A word for people. */
    public String title() {
      return title;
    }

    /** A sentence for people. */
    public String about() {
      return about;
    }

    /** The objective's text, with {@code {layer}} and {@code {unit}}. */
    public String objective() {
      return objective;
    }
  }

  /**
   * The technique of that id.
   *
   * @param recipe what it is rendered with; for {@link Kind#DIVERSE} its number of images and the
   *     weight of their diversity are those of the recipe {@code diverse}, unless it sets them
   * @throws InputException if there is none; the message lists them
   */
  public static Technique of(String id, Recipe recipe) {
    List<String> ids = Arrays.stream(Kind.values()).map(Kind::id).toList();
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "no technique \"%s\"; there are %s%s"
                            .formatted(id, String.join(", ", ids), Nearest.hint(id, ids))));
    return new Technique(kind, kind == Kind.DIVERSE ? diverse(recipe) : recipe);
  }

  /**
   * The technique whose settings {@link GalleryPlan#settings} told.
   *
   * @throws InputException if a setting is not known here
   */
  public static Technique of(String id, JsonObject settings) {
    Recipe recipe = Recipe.LUCID.named(settings.get("recipe").getAsString(), "");
    for (Setting<?> setting : Setting.ALL) {
      JsonElement told = settings.get(setting.name());
      if (told != null && !told.getAsString().equals(GalleryPlan.BY_LAYER)) {
        recipe = recipe.withText(setting, told.getAsString());
      }
    }
    return of(id, recipe);
  }

  private static Recipe diverse(Recipe recipe) {
    Recipe usual = Recipe.of("diverse");
    Recipe several =
        recipe.get(Setting.BATCH) > 1
            ? recipe
            : recipe.with(Setting.BATCH, usual.get(Setting.BATCH));
    return several.get(Setting.DIVERSITY) > 0
        ? several
        : several.with(Setting.DIVERSITY, usual.get(Setting.DIVERSITY));
  }

  /** The name in files and addresses. */
  public String id() {
    return kind.id();
  }

  /** How many images a unit has. */
  public int images() {
    return recipe.get(Setting.BATCH);
  }

  /** What is maximized for a unit. */
  public Objective objective(String layer, int unit) {
    Objective mean = new Channel(layer, unit);
    return kind == Kind.NEGATIVE ? ObjectiveParser.parseOne("-1*" + mean) : mean;
  }
}
