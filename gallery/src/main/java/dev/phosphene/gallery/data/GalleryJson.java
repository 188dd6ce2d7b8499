package dev.phosphene.gallery.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.render.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes {@code gallery.json} from the networks' own files. */
final class GalleryJson {
  /** The number of the format that docs/gallery-format.md describes. */
  static final int FORMAT = 1;

  private GalleryJson() {}

  static JsonObject of(Path gallery, List<JsonObject> models) {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("program", "phosphene " + Version.TEXT);
    JsonArray networks = new JsonArray();
    models.forEach(model -> networks.add(network(gallery, model)));
    json.add("networks", networks);
    return json;
  }

  /** The contents of all networks' {@code model.json}, by the names of their folders. */
  static List<JsonObject> models(Path gallery) {
    try (Stream<Path> folders = Files.list(gallery)) {
      return folders
          .map(folder -> folder.resolve("model.json"))
          .filter(Files::isRegularFile)
          .sorted()
          .map(GalleryJson::read)
          .toList();
    } catch (IOException e) {
      throw new InputException("cannot read " + gallery + ": " + FileFacts.reason(e), e);
    }
  }

  private static JsonObject read(Path file) {
    try {
      JsonObject model = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      String id = model.get("id").getAsString();
      if (!file.endsWith(Path.of(id, "model.json"))) {
        throw new InputException(file + " is of " + id + "; its folder was renamed");
      }
      return model;
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + FileFacts.reason(e), e);
    } catch (JsonParseException
        | NullPointerException
        | IllegalStateException
        | UnsupportedOperationException e) {
      throw new InputException(file + " is damaged; remove it, and make the gallery again", e);
    }
  }

  private static JsonObject network(Path gallery, JsonObject model) {
    String id = model.get("id").getAsString();
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    json.add("name", model.get("name"));
    json.addProperty("model", id + "/model.json");
    int layers = 0;
    int units = 0;
    int done = 0;
    for (JsonElement each : model.getAsJsonArray("nodes")) {
      JsonObject node = each.getAsJsonObject();
      if (node.has("layer")) {
        layers++;
        units += node.get("units").getAsInt();
        done += node.get("done").getAsInt();
      }
    }
    json.addProperty("layers", layers);
    json.addProperty("units", units);
    json.addProperty("done", done);
    if (Files.exists(gallery.resolve(id).resolve(Covers.NAME))) {
      json.addProperty("cover", id + "/" + Covers.NAME);
    }
    return json;
  }
}
