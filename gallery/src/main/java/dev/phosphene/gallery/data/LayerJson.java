package dev.phosphene.gallery.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.phosphene.ascent.Liveness;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.Json;
import dev.phosphene.gallery.store.NetworkFolder;
import dev.phosphene.gallery.store.UnitRecord;
import dev.phosphene.graph.Kind;
import dev.phosphene.recipe.Size;
import dev.phosphene.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;

/** Makes {@code layer.json}; docs/gallery-format.md has the fields. */
final class LayerJson {
  private final GalleryPlan plan;
  private final NetworkFacts facts;
  private final FinishedWork finished;

  LayerJson(GalleryPlan plan, NetworkFacts facts, FinishedWork finished) {
    this.plan = plan;
    this.facts = facts;
    this.finished = finished;
  }

  JsonObject of(LayerPlan layer) {
    JsonObject json = new JsonObject();
    json.addProperty("format", GalleryJson.FORMAT);
    json.addProperty("network", plan.id());
    json.addProperty("id", layer.id());
    json.addProperty("name", layer.name());
    json.addProperty("kind", Kind.of(facts.graph().node(layer.name()).op()));
    json.addProperty("channels", layer.channels());
    Shape shape = facts.shapes().get(layer.name());
    if (shape != null && facts.hasPlaces(layer.name())) {
      json.add("size", Json.counts(shape.h(), shape.w()));
      facts
          .receptiveField(layer.name())
          .ifPresent(pixels -> json.addProperty("receptive_field", pixels));
    }
    JsonObject techniques = new JsonObject();
    Set<Integer> pages = new HashSet<>();
    for (Technique technique : plan.techniques()) {
      NavigableMap<Integer, UnitRecord> done =
          finished.units(plan.id(), layer.name(), technique.id());
      techniques.add(technique.id(), technique(technique, layer, done));
      done.keySet().forEach(unit -> pages.add(unit / UnitsJson.PAGE));
    }
    json.add("techniques", techniques);
    finished
        .statistics(plan.id(), layer.name())
        .ifPresent(statistics -> json.add("statistics", ImageStatistics.shown(statistics)));
    List<String> labels = facts.model().labels();
    if (labels.size() == layer.channels() && !facts.hasPlaces(layer.name())) {
      json.add("labels", Json.texts(labels));
    }
    json.add("pages", pages(layer, pages));
    return json;
  }

  private static JsonObject pages(LayerPlan layer, Set<Integer> there) {
    JsonObject json = new JsonObject();
    json.addProperty("size", UnitsJson.PAGE);
    JsonArray files = new JsonArray();
    for (int page = 0; page * UnitsJson.PAGE < layer.channels(); page++) {
      if (there.contains(page)) {
        files.add(UnitsJson.file(page));
      } else {
        files.add(JsonNull.INSTANCE);
      }
    }
    json.add("files", files);
    return json;
  }

  private JsonObject technique(
      Technique technique, LayerPlan layer, NavigableMap<Integer, UnitRecord> done) {
    JsonObject json = new JsonObject();
    Size size = plan.recipe(technique, layer).size();
    json.add("image_size", Json.counts(size.width(), size.height()));
    json.addProperty("tile", SpriteSheet.TILE);
    json.addProperty("columns", SpriteSheet.COLUMNS);
    json.addProperty("rows", SpriteSheet.ROWS);
    JsonArray sheets = new JsonArray();
    for (int i = 0; i < SpriteSheet.count(layer.channels()); i++) {
      int first = i * SpriteSheet.TILES;
      if (!done.subMap(first, true, first + SpriteSheet.TILES, false).isEmpty()) {
        JsonObject sheet = new JsonObject();
        sheet.addProperty("file", technique.id() + "/" + NetworkFolder.sheet(i));
        sheet.addProperty("first", first);
        sheets.add(sheet);
      }
    }
    json.add("sheets", sheets);
    if (plan.full() == GalleryPlan.Full.ALL) {
      json.addProperty("files", NetworkFolder.pattern(technique.id(), technique.images()));
    }
    json.addProperty("units", layer.units().size());
    json.addProperty("done", done.size());
    JsonArray values = new JsonArray();
    JsonArray dead = new JsonArray();
    JsonArray undecided = new JsonArray();
    for (int unit = 0; unit < layer.channels(); unit++) {
      UnitRecord record = done.get(unit);
      values.add(record == null ? JsonNull.INSTANCE : Json.number(record.value()));
      if (record != null && record.state() == Liveness.DEAD) {
        dead.add(unit);
      } else if (record != null && record.state() == Liveness.UNDECIDED) {
        undecided.add(unit);
      }
    }
    json.add("value", values);
    json.add("dead", dead);
    json.add("undecided", undecided);
    return json;
  }
}
