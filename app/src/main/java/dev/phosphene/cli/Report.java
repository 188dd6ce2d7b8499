package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.output.Provenance;
import dev.phosphene.render.RenderedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports a run's results to people and to programs. */
final class Report {
  private Report() {}

  /**
   * Returns {@code mixed3:1 0.07 → 12.3 in 10 steps}, or {@code in 10 of 512 steps} if interrupted.
   */
  static String line(RenderJob.Saved saved) {
    RenderedImage picture = saved.picture();
    int taken = picture.curve().size() - 1;
    return String.format(
        Locale.ROOT,
        "%s %.4g → %.4g in %s steps%s",
        picture.objective(),
        picture.curve().get(0),
        picture.value(),
        taken < saved.steps() ? taken + " of " + saved.steps() : String.valueOf(taken),
        picture.dead() ? " (dead)" : picture.undecided() ? " (not active yet)" : "");
  }

  /** Returns what follows the unit in a caption: two spaces and a word if inactive, or nothing. */
  static String mark(RenderedImage picture) {
    return picture.dead() ? "  dead" : picture.undecided() ? "  silent" : "";
  }

  /** Returns a warning for an image whose objective had no gradient of its own. */
  static Optional<String> warning(RenderedImage picture) {
    int steps = picture.curve().size() - 1;
    if (picture.undecided()) {
      return Optional.of(
          "%s is not active yet after %d steps, and its gradient was redirected in too many of them"
                  .formatted(picture.objective(), steps)
              + " to call it dead. More --steps, or fewer --redirected, would show.");
    }
    return picture.dead()
        ? Optional.of(
            "%s is dead here: its own gradient is zero everywhere in all %d steps, its value %s."
                    .formatted(picture.objective(), steps, (float) picture.value())
                + " Try another --seed, --start or --redirected.")
        : Optional.empty();
  }

  /**
   * Returns one JSON object: {@code out}, {@code objective}, {@code width}, {@code height}, {@code
   * objective_first} and {@code objective_last} of the first image, {@code pictures} with the same
   * of all, and what they have in common. {@code seconds} and {@code steps_per_second} cover all
   * batches.
   */
  static String json(RenderJob.Made made, RenderJob.Plan plan, @Nullable Path sheet) {
    JsonArray pictures = new JsonArray();
    for (RenderJob.Saved one : made.pictures()) {
      JsonObject picture = new JsonObject();
      Path main = one.main();
      if (main != null) {
        picture.addProperty("out", main.toString());
      }
      if (one.animation() != null) {
        picture.addProperty("animation", one.animation().toString());
      }
      picture.addProperty("objective", one.picture().objective());
      picture.addProperty("width", one.picture().bitmap().width());
      picture.addProperty("height", one.picture().bitmap().height());
      picture.addProperty("objective_first", one.picture().curve().get(0));
      picture.addProperty("objective_last", one.picture().value());
      picture.addProperty("steps", one.picture().curve().size() - 1);
      picture.addProperty("steps_planned", one.steps());
      picture.addProperty("dead", one.picture().dead());
      picture.addProperty("life", one.picture().life().name().toLowerCase(Locale.ROOT));
      pictures.add(picture);
    }
    JsonObject json = new JsonObject();
    List<RenderJob.Saved> all = made.pictures();
    if (!all.isEmpty()) {
      pictures.get(0).getAsJsonObject().entrySet().forEach(e -> json.add(e.getKey(), e.getValue()));
      JsonObject first = all.get(0).picture().provenance().toJson();
      for (String key : List.of("engine", "engine_version", "precision", "threads", "seed")) {
        json.add(key, first.get(key));
      }
    }
    if (sheet != null) {
      json.addProperty("sheet", sheet.toString());
    }
    json.addProperty("model", plan.model().name());
    json.addProperty("recipe", plan.recipe().name());
    json.addProperty("complete", made.complete());
    json.addProperty("seconds", made.seconds());
    json.addProperty("steps_per_second", made.steps() == 0 ? 0 : made.steps() / made.seconds());
    json.add("pictures", pictures);
    return Provenance.of(json).text();
  }
}
