package dev.phosphene.gallery.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.Json;
import dev.phosphene.gallery.store.UnitRecord;
import dev.phosphene.gallery.wiring.Wiring;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes {@code units-NNN.json}; docs/gallery-format.md has the fields. */
final class UnitsJson {
  /** Units of a page. */
  static final int PAGE = 64;

  /** Similar units, and units that feed it and that it feeds: how many of each. */
  private static final int LINKS = 8;

  private final GalleryPlan plan;
  private final NetworkFacts facts;
  private final FinishedWork finished;
  private final Wiring wiring;

  UnitsJson(GalleryPlan plan, NetworkFacts facts, FinishedWork finished, Wiring wiring) {
    this.plan = plan;
    this.facts = facts;
    this.finished = finished;
    this.wiring = wiring;
  }

  static String file(int page) {
    return "units-%03d.json".formatted(page);
  }

  /** The units of a page that are there, with any technique. */
  SortedSet<Integer> units(LayerPlan layer, int page) {
    SortedSet<Integer> units = new TreeSet<>();
    for (Technique technique : plan.techniques()) {
      units.addAll(
          finished
              .units(plan.id(), layer.name(), technique.id())
              .subMap(page * PAGE, true, (page + 1) * PAGE, false)
              .keySet());
    }
    return units;
  }

  JsonObject of(LayerPlan layer, int page) {
    JsonObject json = new JsonObject();
    json.addProperty("format", GalleryJson.FORMAT);
    json.addProperty("first", page * PAGE);
    JsonArray units = new JsonArray();
    units(layer, page).forEach(unit -> units.add(unit(layer, unit)));
    json.add("units", units);
    return json;
  }

  private JsonObject unit(LayerPlan layer, int unit) {
    JsonObject json = new JsonObject();
    json.addProperty("unit", unit);
    List<String> labels = facts.model().labels();
    if (labels.size() == layer.channels() && !facts.hasPlaces(layer.name())) {
      json.addProperty("label", labels.get(unit));
    }
    JsonObject techniques = new JsonObject();
    for (Technique technique : plan.techniques()) {
      UnitRecord record = finished.units(plan.id(), layer.name(), technique.id()).get(unit);
      if (record != null) {
        techniques.add(technique.id(), technique(technique, layer, record));
      }
    }
    json.add("techniques", techniques);
    JsonArray near = new JsonArray();
    for (Wiring.Neighbor neighbor : wiring.near(layer.name(), unit, LINKS)) {
      JsonObject one = new JsonObject();
      one.addProperty("unit", neighbor.unit());
      one.add("cosine", Json.number(neighbor.cosine()));
      near.add(one);
    }
    json.add("near", near);
    json.add("fed_by", links(wiring.fedBy(layer.name(), unit, LINKS)));
    json.add("feeds", links(wiring.feeds(layer.name(), unit, LINKS)));
    json.add(
        "examples",
        finished
            .statistics(plan.id(), layer.name())
            .map(statistics -> ImageStatistics.examples(statistics, unit))
            .orElseGet(JsonArray::new));
    return json;
  }

  private JsonArray links(List<Wiring.Link> links) {
    JsonArray array = new JsonArray();
    for (Wiring.Link link : links) {
      JsonObject one = new JsonObject();
      one.addProperty("layer", facts.id(link.layer()));
      one.addProperty("unit", link.unit());
      one.add("weight", Json.number(link.weight()));
      array.add(one);
    }
    return array;
  }

  private JsonObject technique(Technique technique, LayerPlan layer, UnitRecord record) {
    JsonObject json = new JsonObject();
    if (FullSize.keeps(plan, finished, layer, technique, record)) {
      JsonArray files = new JsonArray();
      int above = layer.id().length() + 1; // names are relative to the layer's folder here
      record.files().forEach(file -> files.add(file.name().substring(above)));
      json.addProperty("file", files.get(0).getAsString());
      if (files.size() > 1) {
        json.add("files", files);
      }
    }
    json.add("value", Json.number(record.value()));
    json.addProperty("state", record.stateWord());
    JsonObject curve = new JsonObject();
    curve.add("steps", Json.counts(record.steps().stream().mapToInt(step -> step).toArray()));
    JsonArray values = new JsonArray();
    record.curve().forEach(value -> values.add(Json.number(value)));
    curve.add("values", values);
    json.add("curve", curve);
    json.addProperty("command", Commands.render(plan, technique, layer, record.id().unit()));
    return json;
  }
}
