package dev.phosphene.gallery;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.data.NetworkFacts;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.graph.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Compares what is asked for with what a gallery has: settings are never mixed. */
final class Settings {
  private Settings() {}

  /**
   * The lines that the journal is to get: the settings of techniques that are new.
   *
   * @throws InputException naming the first setting that differs from what the gallery was begun
   *     with
   */
  static List<JsonObject> check(GalleryPlan plan, FinishedWork finished, Path gallery) {
    List<JsonObject> lines = new ArrayList<>();
    Map<String, JsonObject> known = finished.settings(plan.id());
    for (Technique technique : plan.techniques()) {
      JsonObject now = plan.settings(technique);
      JsonObject before = known.get(technique.id());
      if (before == null) {
        known.values().stream()
            .findFirst()
            .ifPresent(any -> same(any, now, "sha256", plan, gallery));
        lines.add(FinishedWork.settingsLine(plan.id(), technique.id(), now));
      } else {
        for (String key : now.keySet()) {
          same(before, now, key, plan, gallery);
        }
      }
    }
    return lines;
  }

  private static void same(
      JsonObject before, JsonObject now, String key, GalleryPlan plan, Path gallery) {
    JsonElement was = before.get(key);
    JsonElement is = now.get(key);
    if (was == null || !was.getAsString().equals(is.getAsString())) {
      throw new InputException(
          ("%s has units of %s with another %s (%s, not %s); give the same settings, another"
                  + " folder, or --as NAME for another network beside it")
              .formatted(
                  gallery,
                  plan.id(),
                  key.equals("sha256") ? "weights file" : key,
                  was == null ? "none" : was.getAsString(),
                  is.getAsString()));
    }
  }

  /**
   * The plan with everything else that the gallery has of the network, so that the files tell of
   * all of it.
   */
  static GalleryPlan merged(GalleryPlan plan, NetworkFacts facts, FinishedWork finished) {
    Map<String, Technique> techniques = new LinkedHashMap<>();
    finished
        .settings(plan.id())
        .forEach((id, settings) -> techniques.put(id, Technique.of(id, settings)));
    plan.techniques().forEach(technique -> techniques.put(technique.id(), technique));
    Map<String, LayerPlan> asked = new HashMap<>();
    plan.layers().forEach(layer -> asked.put(layer.name(), layer));
    List<LayerPlan> layers = new ArrayList<>();
    for (Node node : facts.graph().nodes()) {
      LayerPlan layer = asked.get(node.name());
      TreeSet<Integer> units = new TreeSet<>(layer == null ? List.of() : layer.units());
      for (String technique : techniques.keySet()) {
        units.addAll(finished.units(plan.id(), node.name(), technique).keySet());
      }
      if (!units.isEmpty()) {
        List<Integer> all = List.copyOf(units);
        layers.add(layer == null ? LayerPlans.of(plan, facts, node.name(), all) : layer.with(all));
      }
    }
    return plan.with(layers, List.copyOf(techniques.values()));
  }
}
