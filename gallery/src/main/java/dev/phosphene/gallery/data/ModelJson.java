package dev.phosphene.gallery.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.diagram.Drawing;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.Json;
import dev.phosphene.gallery.store.NetworkFolder;
import dev.phosphene.graph.Kind;
import dev.phosphene.graph.Node;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes {@code model.json}; docs/gallery-format.md has the fields. */
final class ModelJson {
  private final GalleryPlan plan;
  private final NetworkFacts facts;
  private final FinishedWork finished;
  private final Path gallery;

  ModelJson(GalleryPlan plan, NetworkFacts facts, FinishedWork finished, Path gallery) {
    this.plan = plan;
    this.facts = facts;
    this.finished = finished;
    this.gallery = gallery;
  }

  JsonObject make() {
    JsonObject json = new JsonObject();
    json.addProperty("format", GalleryJson.FORMAT);
    json.addProperty("id", plan.id());
    json.addProperty("name", facts.model().name());
    json.addProperty("sha256", facts.model().sha256());
    json.addProperty("origin", facts.model().origin());
    facts
        .graph()
        .notes()
        .size()
        .ifPresent(
            own -> json.add("input", Json.counts(facts.graph().inputChannels(), own.h(), own.w())));
    json.addProperty("engine", plan.engine().version());
    json.addProperty("precision", plan.rounding());
    json.addProperty("seed", plan.seed());
    JsonArray techniques = new JsonArray();
    plan.techniques().forEach(technique -> techniques.add(technique(technique)));
    json.add("techniques", techniques);
    Drawing drawing = facts.drawing();
    List<String> ids = drawing.boxes().stream().map(this::id).toList();
    JsonArray nodes = new JsonArray();
    for (int i = 0; i < ids.size(); i++) {
      Drawing.Box box = drawing.boxes().get(i);
      List<LayerPlan> layers = layers(box);
      for (int part = 0; part < Math.max(1, layers.size()); part++) {
        nodes.add(node(box, layers, part, ids.get(i), ids));
      }
    }
    json.add("nodes", nodes);
    json.add("drawing", drawing(drawing, ids));
    return json;
  }

  private JsonObject technique(Technique technique) {
    JsonObject json = new JsonObject();
    json.addProperty("id", technique.id());
    json.addProperty("title", technique.kind().title());
    json.addProperty("about", technique.kind().about());
    json.addProperty("objective", technique.kind().objective());
    json.addProperty("recipe", technique.recipe().name());
    JsonObject options = new JsonObject();
    for (Setting<?> setting : Setting.ALL) {
      if (setting != Setting.SIZE || !plan.sizeFree()) {
        options.addProperty(setting.name(), technique.recipe().text(setting));
      }
    }
    json.add("options", options);
    if (!plan.sizeFree()) {
      Size size = technique.recipe().size();
      json.add("size", Json.counts(size.width(), size.height()));
    }
    json.addProperty("images", technique.images());
    json.addProperty("full", plan.full().name().toLowerCase(Locale.ROOT));
    return json;
  }

  /** The gallery's layers of a box, the last one first. */
  private List<LayerPlan> layers(Drawing.Box box) {
    List<LayerPlan> layers = new ArrayList<>();
    for (Node node : box.layers()) {
      plan.layers().stream()
          .filter(layer -> layer.name().equals(node.name()))
          .forEach(layer -> layers.add(0, layer));
    }
    return layers;
  }

  private String id(Drawing.Box box) {
    List<LayerPlan> layers = layers(box);
    return layers.isEmpty() ? facts.id(box.layers().get(0).name()) : layers.get(0).id();
  }

  /** A box; one of several layers of the gallery is several, side by side. */
  private JsonObject node(
      Drawing.Box box, List<LayerPlan> layers, int part, String first, List<String> ids) {
    Optional<LayerPlan> layer = layers.isEmpty() ? Optional.empty() : Optional.of(layers.get(part));
    String name = layer.map(LayerPlan::name).orElse(box.layers().get(0).name());
    Node last =
        layer.isPresent() ? facts.graph().node(name) : box.layers().get(box.layers().size() - 1);
    JsonObject json = new JsonObject();
    json.addProperty("id", layer.map(LayerPlan::id).orElse(first));
    json.addProperty("name", name);
    json.addProperty(
        "kind",
        box.layers().stream().map(one -> Kind.of(one.op())).collect(Collectors.joining(", ")));
    Shape shape = facts.shapes().get(last.name());
    if (shape != null && shape.rank() > 1) {
      json.addProperty("channels", shape.c());
    }
    if (shape != null && facts.hasPlaces(last.name())) {
      json.add("size", Json.counts(shape.h(), shape.w()));
      facts
          .receptiveField(last.name())
          .ifPresent(field -> json.addProperty("receptive_field", field));
    }
    json.addProperty("cost", box.cost().products());
    JsonArray place = new JsonArray();
    double width = box.width() / Math.max(1, layers.size());
    place.add(Json.number(box.x() + part * width));
    place.add(Json.number(box.y()));
    place.add(Json.number(width));
    place.add(Json.number(box.height()));
    json.add("box", place);
    json.add("inputs", Json.texts(box.inputs().stream().map(ids::get).toList()));
    layer.ifPresent(one -> inGallery(one, json));
    return json;
  }

  private void inGallery(LayerPlan layer, JsonObject json) {
    json.addProperty("layer", layer.id() + "/layer.json");
    json.addProperty("units", layer.units().size() * plan.techniques().size());
    int done =
        plan.techniques().stream()
            .mapToInt(one -> finished.units(plan.id(), layer.name(), one.id()).size())
            .sum();
    json.addProperty("done", done);
    NetworkFolder folder = new NetworkFolder(gallery, plan.id());
    if (Files.exists(folder.layer(layer.id()).resolve(Covers.NAME))) {
      json.addProperty("cover", layer.id() + "/" + Covers.NAME);
    }
  }

  private static JsonObject drawing(Drawing drawing, List<String> ids) {
    JsonObject json = new JsonObject();
    json.add("width", Json.number(drawing.width()));
    json.add("height", Json.number(drawing.height()));
    JsonArray edges = new JsonArray();
    for (Drawing.Line line : drawing.lines()) {
      JsonObject edge = new JsonObject();
      edge.addProperty("from", ids.get(line.from()));
      edge.addProperty("to", ids.get(line.to()));
      JsonArray points = new JsonArray();
      for (Drawing.Point point : line.points()) {
        JsonArray one = new JsonArray();
        one.add(Json.number(point.x()));
        one.add(Json.number(point.y()));
        points.add(one);
      }
      edge.add("points", points);
      edges.add(edge);
    }
    json.add("edges", edges);
    return json;
  }
}
