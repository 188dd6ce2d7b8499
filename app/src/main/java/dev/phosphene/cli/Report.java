package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.graph.Model;
import dev.phosphene.output.Provenance;
import dev.phosphene.render.Picture;
import dev.phosphene.render.Recipe;
import dev.phosphene.render.Result;
import java.util.List;
import java.util.Locale;

/** What a run made, for people and for programs. */
final class Report {
  private Report() {}

  /** {@code objective 0.07 → 12.3 in 10 steps}. */
  static String line(Picture picture) {
    return String.format(
        Locale.ROOT,
        "%s %.4g → %.4g%s",
        picture.objective(),
        picture.curve().get(0),
        picture.value(),
        picture.dead() ? " (dead)" : "");
  }

  /**
   * One object: {@code out}, {@code objective_first} and {@code objective_last} of the first
   * picture, {@code pictures} with the same of all, and what is common to them.
   */
  static String json(List<RenderJob.Saved> saved, Result last, Model model, Recipe recipe) {
    JsonArray pictures = new JsonArray();
    for (RenderJob.Saved one : saved) {
      JsonObject picture = new JsonObject();
      picture.addProperty("out", one.file().toString());
      picture.addProperty("objective", one.picture().objective());
      picture.addProperty("objective_first", one.picture().curve().get(0));
      picture.addProperty("objective_last", one.picture().value());
      picture.addProperty("dead", one.picture().dead());
      pictures.add(picture);
    }
    JsonObject first = pictures.get(0).getAsJsonObject();
    JsonObject made = saved.get(0).picture().provenance().toJson();
    JsonObject json = new JsonObject();
    first.entrySet().forEach(entry -> json.add(entry.getKey(), entry.getValue()));
    json.addProperty("steps", last.steps());
    json.addProperty("complete", last.complete());
    json.addProperty("seconds", last.seconds());
    json.addProperty("steps_per_second", last.stepsPerSecond());
    json.addProperty("model", model.name());
    json.addProperty("recipe", recipe.name());
    json.add("seed", made.get("seed"));
    json.add("engine", made.get("engine"));
    json.add("precision", made.get("precision"));
    json.add("threads", made.get("threads"));
    json.add("pictures", pictures);
    return Provenance.of(json).text();
  }
}
