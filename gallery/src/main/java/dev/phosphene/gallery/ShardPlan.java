package dev.phosphene.gallery;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.Shard;
import dev.phosphene.gallery.store.ShardFolder;
import dev.phosphene.io.Hash;
import dev.phosphene.render.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What all shards of a network are to render together, as their file has it.
 *
 * @param of how many shards there are
 * @param techniques by id
 */
public record ShardPlan(String network, int of, List<Layer> layers, List<String> techniques) {
  /** A layer's units, ascending. */
  public record Layer(String name, List<Integer> units) {
    public Layer {
      units = List.copyOf(units);
    }
  }

  /** What one shard has not done: how many units of each layer, counting each technique. */
  public record Owed(String network, Shard shard, Map<String, Integer> units) {
    /** Of all layers. */
    public int count() {
      return units.values().stream().mapToInt(count -> count).sum();
    }
  }

  public ShardPlan {
    layers = List.copyOf(layers);
    techniques = List.copyOf(techniques);
  }

  /** The shared file's content for a plan; two plans are the same if these are. */
  static JsonObject json(GalleryPlan plan, Optional<RealImages> images, int of) {
    JsonObject json = new JsonObject();
    json.addProperty("format", 1);
    json.addProperty("phosphene", Version.TEXT);
    json.addProperty("network", plan.id());
    json.addProperty("shards", of);
    JsonObject techniques = new JsonObject();
    for (Technique technique : plan.techniques()) {
      techniques.add(technique.id(), plan.settings(technique));
    }
    json.add("techniques", techniques);
    images.ifPresent(real -> json.addProperty("images", names(real)));
    JsonArray layers = new JsonArray();
    for (LayerPlan layer : plan.layers()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", layer.name());
      one.addProperty("channels", layer.channels());
      one.addProperty("units", LayerPlan.ranges(layer.units()));
      layer.size().ifPresent(size -> one.addProperty("size", size.width() + "x" + size.height()));
      layers.add(one);
    }
    json.add("layers", layers);
    return json;
  }

  /** A hash of the images' file names: whether all shards were given the same. */
  private static String names(RealImages real) {
    String names =
        real.files().stream()
            .map(file -> String.valueOf(file.getFileName()))
            .sorted()
            .collect(Collectors.joining("\n"));
    return real.files().size() + " " + Hash.sha256(names.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads {@link #json}.
   *
   * @throws InputException if it is something else
   */
  static ShardPlan read(JsonObject json) {
    try {
      List<Layer> layers = new ArrayList<>();
      for (JsonElement each : json.getAsJsonArray("layers")) {
        JsonObject layer = each.getAsJsonObject();
        layers.add(
            new Layer(
                layer.get("name").getAsString(),
                LayerPlan.units(
                    layer.get("units").getAsString(), layer.get("channels").getAsInt())));
      }
      return new ShardPlan(
          json.get("network").getAsString(),
          json.get("shards").getAsInt(),
          layers,
          List.copyOf(json.getAsJsonObject("techniques").keySet()));
    } catch (NullPointerException | IllegalStateException | ClassCastException e) {
      throw new InputException("the shards' plan is damaged; remove the folder 'shards'", e);
    }
  }

  /** Whether no shard of any network has work left in a gallery. */
  static boolean none(Path gallery, FinishedWork finished) {
    return ShardFolder.in(gallery).stream()
        .allMatch(
            folder -> folder.known().filter(json -> !read(json).isComplete(finished)).isEmpty());
  }

  /** What each shard has not done; those that owe nothing are left out. */
  List<Owed> owed(FinishedWork finished) {
    Map<Integer, Map<String, Integer>> owed = new TreeMap<>();
    for (Layer layer : layers) {
      for (String technique : techniques) {
        Collection<Integer> done = finished.units(network, layer.name(), technique).keySet();
        for (int unit : layer.units()) {
          if (!done.contains(unit)) {
            owed.computeIfAbsent(unit % of + 1, shard -> new TreeMap<>())
                .merge(layer.name(), 1, Integer::sum);
          }
        }
      }
    }
    return owed.entrySet().stream()
        .map(each -> new Owed(network, new Shard(each.getKey(), of), each.getValue()))
        .toList();
  }

  /** How many units a layer's techniques have, together. */
  int units(Layer layer) {
    return layer.units().size() * techniques.size();
  }

  /** Whether all is done. */
  boolean isComplete(FinishedWork finished) {
    return owed(finished).isEmpty();
  }
}
