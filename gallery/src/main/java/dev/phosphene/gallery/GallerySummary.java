package dev.phosphene.gallery;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.phosphene.ascent.Liveness;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.Journal;
import dev.phosphene.gallery.store.ShardFolder;
import dev.phosphene.gallery.store.UnitRecord;
import dev.phosphene.io.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How far a gallery is, as its own files tell it.
 *
 * @param rows layer by layer
 * @param owed what shards have not done, where shards render a network
 */
public record GallerySummary(List<Row> rows, List<ShardPlan.Owed> owed) {
  /**
   * One layer.
   *
   * @param units that it is to have, once for each technique
   * @param done of them
   * @param dead of those done
   */
  public record Row(String network, String layer, int units, int done, int dead) {}

  public GallerySummary {
    rows = List.copyOf(rows);
    owed = List.copyOf(owed);
  }

  /**
   * Reads a gallery.
   *
   * @throws InputException if the folder is no gallery, or its files cannot be read
   */
  public static GallerySummary of(Path gallery) {
    List<ShardFolder> shared = ShardFolder.in(gallery);
    if (shared.isEmpty()) {
      Journal.read(gallery, line -> {});
    }
    List<Row> rows = new ArrayList<>();
    List<ShardPlan.Owed> owed = new ArrayList<>();
    Set<String> sharing = new HashSet<>();
    for (ShardFolder folder : shared) {
      sharing.add(folder.network());
      folder.known().ifPresent(json -> add(ShardPlan.read(json), folder, rows, owed));
    }
    for (Path model : models(gallery)) {
      if (sharing.contains(String.valueOf(gallery.relativize(model).getName(0)))) {
        continue;
      }
      try {
        JsonObject json = read(model);
        for (JsonElement each : json.getAsJsonArray("nodes")) {
          JsonObject node = each.getAsJsonObject();
          if (node.has("layer")) {
            rows.add(row(json.get("id").getAsString(), node, model));
          }
        }
      } catch (JsonParseException | NullPointerException | IllegalStateException e) {
        throw new InputException(model + " is damaged; the gallery's command writes it anew", e);
      }
    }
    return new GallerySummary(rows, owed);
  }

  private static void add(
      ShardPlan plan, ShardFolder folder, List<Row> rows, List<ShardPlan.Owed> owed) {
    FinishedWork finished = ShardRun.finished(folder);
    for (ShardPlan.Layer layer : plan.layers()) {
      int done = 0;
      int dead = 0;
      for (String technique : plan.techniques()) {
        for (UnitRecord unit : finished.units(plan.network(), layer.name(), technique).values()) {
          if (layer.units().contains(unit.id().unit())) {
            done++;
            dead += unit.state() == Liveness.DEAD ? 1 : 0;
          }
        }
      }
      rows.add(new Row(plan.network(), layer.name(), plan.units(layer), done, dead));
    }
    owed.addAll(plan.owed(finished));
  }

  private static List<Path> models(Path gallery) {
    try (Stream<Path> folders = Files.list(gallery)) {
      return folders
          .map(folder -> folder.resolve("model.json"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InputException("cannot read " + gallery + ": " + FileFacts.reason(e), e);
    }
  }

  private static Row row(String network, JsonObject node, Path model) {
    Path file = model.resolveSibling(node.get("layer").getAsString());
    int dead = 0;
    if (Files.exists(file)) {
      JsonObject techniques = read(file).getAsJsonObject("techniques");
      for (String technique : techniques.keySet()) {
        dead += techniques.getAsJsonObject(technique).getAsJsonArray("dead").size();
      }
    }
    return new Row(
        network,
        node.get("name").getAsString(),
        node.get("units").getAsInt(),
        node.get("done").getAsInt(),
        dead);
  }

  private static JsonObject read(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + FileFacts.reason(e), e);
    }
  }

  /** Units of all layers. */
  public int units() {
    return rows.stream().mapToInt(Row::units).sum();
  }

  /** Those that are done. */
  public int done() {
    return rows.stream().mapToInt(Row::done).sum();
  }
}
