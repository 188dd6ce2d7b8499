package dev.phosphene.gallery;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.store.Journal;
import dev.phosphene.io.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far a gallery is, as its own files tell it.
 *
 * @param rows layer by layer
 */
public record GallerySummary(List<Row> rows) {
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
  }

  /**
   * Reads a gallery.
   *
   * @throws InputException if the folder is no gallery, or its files cannot be read
   */
  public static GallerySummary of(Path gallery) {
    Journal.read(gallery, line -> {});
    List<Row> rows = new ArrayList<>();
    for (Path model : models(gallery)) {
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
    return new GallerySummary(rows);
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
