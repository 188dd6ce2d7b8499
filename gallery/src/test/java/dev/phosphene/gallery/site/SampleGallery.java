package dev.phosphene.gallery.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.output.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A gallery of two invented networks, one with a layer of 2,000 units. To look at it: {@code main}
 * writes it into a folder.
 */
final class SampleGallery {
  static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private SampleGallery() {}

  public static void main(String[] arguments) {
    write(Path.of(arguments[0]));
  }

  /** Writes the gallery with its site into a folder. */
  static void write(Path folder) {
    List<SampleLayer> first =
        List.of(
            layer("glimmer", "stem/conv", 0, 32, 32, true),
            layer("glimmer", "block_1/output", 1, 64, 64, true),
            layer("glimmer", "block_2/output", 2, 120, 120, true),
            layer("glimmer", "block_3/output", 3, 2000, 1900, false),
            classes("glimmer"));
    List<SampleLayer> second =
        List.of(
            layer("glimmer-small", "stem/conv", 0, 16, 16, true),
            layer("glimmer-small", "block_2/output", 4, 48, 48, true),
            layer("glimmer-small", "block_2/extra", 1, 12, 6, false),
            classes("glimmer-small"));
    JsonArray networks = new JsonArray();
    networks.add(network(folder, "glimmer", "Glimmer", first, true));
    networks.add(network(folder, "glimmer-small", "Glimmer, small", second, false));
    JsonObject gallery = new JsonObject();
    gallery.addProperty("format", 1);
    gallery.addProperty("program", "phosphene 0.1");
    gallery.add("networks", networks);
    write(folder.resolve("gallery.json"), gallery);
    String contents =
        LayerPages.contents(
            List.of(
                model("glimmer", "Glimmer", first, true),
                model("glimmer-small", "Glimmer, small", second, false)));
    AtomicFile.write(folder.resolve("layers.html"), contents.getBytes(StandardCharsets.UTF_8));
    Site.copyTo(folder);
  }

  private static SampleLayer layer(
      String network, String name, int depth, int channels, int done, boolean full) {
    return new SampleLayer(
        network, name.replace('/', '-'), name, depth, channels, done, full, List.of());
  }

  private static SampleLayer classes(String network) {
    return new SampleLayer(network, "logits", "logits", 4, 10, 10, true, CLASSES);
  }

  private static JsonObject network(
      Path folder, String id, String name, List<SampleLayer> layers, boolean drawn) {
    Path own = folder.resolve(id);
    layers.forEach(layer -> layer.write(own, layers));
    SamplePicture.write(own.resolve("cover.jpg"), layers.get(1).cover(SampleLayer.TILE));
    JsonObject model = model(id, name, layers, drawn);
    write(own.resolve("model.json"), model);
    for (SampleLayer layer : layers) {
      String page = LayerPages.layer(layer.json(), name, true, Optional.empty());
      AtomicFile.write(
          own.resolve(layer.id() + "/index.html"), page.getBytes(StandardCharsets.UTF_8));
    }
    JsonObject entry = new JsonObject();
    entry.addProperty("id", id);
    entry.addProperty("name", name);
    entry.addProperty("model", id + "/model.json");
    entry.addProperty("layers", layers.size());
    entry.addProperty("units", layers.stream().mapToInt(SampleLayer::units).sum());
    entry.addProperty("done", layers.stream().mapToInt(SampleLayer::done).sum());
    entry.addProperty("cover", id + "/cover.jpg");
    return entry;
  }

  private static JsonObject model(String id, String name, List<SampleLayer> layers, boolean drawn) {
    JsonObject model = new JsonObject();
    model.addProperty("format", 1);
    model.addProperty("id", id);
    model.addProperty("name", name);
    model.addProperty("sha256", "5b".repeat(32));
    model.addProperty("origin", "invented for <b>tests</b>, <img src=x onerror=alert(1)>");
    model.add("input", numbers(3, i -> i == 0 ? 3 : 224));
    model.addProperty("engine", "reference");
    model.addProperty("precision", "f32");
    model.addProperty("threads", 1);
    model.addProperty("seed", 0);
    JsonArray techniques = new JsonArray();
    techniques.add(technique("feature", "Feature", "{unit}"));
    techniques.add(technique("negative", "Negative direction", "-{unit}"));
    JsonObject diverse = technique("diverse", "Several answers", "{unit}");
    diverse.addProperty("images", 3);
    techniques.add(diverse);
    model.add("techniques", techniques);
    JsonArray nodes = new JsonArray();
    JsonArray edges = new JsonArray();
    List<String> before = new ArrayList<>();
    before.add("input");
    nodes.add(node("input", "input", 3, 40, 20, 140));
    double y = 110;
    for (SampleLayer layer : layers) {
      JsonObject node = node(layer.id(), layer.name(), layer.channels(), 40, y, 190);
      node.addProperty("layer", layer.id() + "/layer.json");
      node.addProperty("units", layer.units());
      node.addProperty("done", layer.done());
      node.addProperty("cover", layer.id() + "/cover.jpg");
      node.add("inputs", strings(before));
      nodes.add(node);
      edges.add(edge(before.get(0), layer.id(), 135, y - 34, 135, y));
      if (layer.depth() > 0 && layer.depth() < 4) {
        JsonObject beside =
            node(layer.id() + "-pool", layer.name() + "/pool", layer.channels(), 280, y, 150);
        beside.add("inputs", strings(before));
        nodes.add(beside);
        edges.add(edge(before.get(0), layer.id() + "-pool", 200, y - 34, 340, y));
      }
      before = List.of(layer.id());
      y += 90;
    }
    model.add("nodes", nodes);
    if (drawn) {
      JsonObject drawing = new JsonObject();
      drawing.addProperty("width", 470);
      drawing.addProperty("height", y);
      drawing.add("edges", edges);
      model.add("drawing", drawing);
    }
    return model;
  }

  private static JsonObject technique(String id, String title, String objective) {
    JsonObject technique = new JsonObject();
    technique.addProperty("id", id);
    technique.addProperty("title", title);
    technique.addProperty("about", "What excites the unit, found by gradient ascent.");
    technique.addProperty("objective", objective);
    technique.addProperty("recipe", "fast");
    JsonObject options = new JsonObject();
    options.addProperty("steps", 512);
    options.addProperty("learning-rate", 0.05);
    technique.add("options", options);
    technique.add("size", numbers(2, i -> 224));
    technique.addProperty("full", "all");
    return technique;
  }

  private static JsonObject node(
      String id, String name, int channels, double x, double y, double width) {
    JsonObject node = new JsonObject();
    node.addProperty("id", id);
    node.addProperty("name", name);
    node.addProperty(
        "kind", id.equals("input") ? "input" : id.endsWith("pool") ? "max pooling" : "convolution");
    node.addProperty("channels", channels);
    node.add("box", numbers(4, i -> new double[] {x, y, width, 56}[i]));
    node.add("inputs", new JsonArray());
    return node;
  }

  private static JsonObject edge(String from, String to, double... points) {
    JsonObject edge = new JsonObject();
    edge.addProperty("from", from);
    edge.addProperty("to", to);
    JsonArray list = new JsonArray();
    for (int i = 0; i < points.length; i += 2) {
      int at = i;
      list.add(numbers(2, j -> points[at + j]));
    }
    edge.add("points", list);
    return edge;
  }

  static JsonArray numbers(int count, IntToDoubleFunction value) {
    JsonArray array = new JsonArray();
    IntStream.range(0, count).forEach(i -> array.add(rounded(value.applyAsDouble(i))));
    return array;
  }

  static JsonArray strings(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  static BigDecimal rounded(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
  }

  static void write(Path file, JsonObject json) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, json.toString());
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
