package dev.phosphene.gallery.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The files of a {@link SampleServer}: of a sample gallery, whose second network is not rendered
 * yet.
 */
final class SampleFiles {
  private SampleFiles() {}

  /**
   * Sends a file.
   *
   * @param closed whether {@code glimmer-small} is not in the list yet
   */
  static void send(HttpExchange exchange, Path gallery, String name, boolean closed)
      throws IOException {
    Path file = gallery.resolve(name);
    if (!Files.isRegularFile(file)) {
      SampleServer.send(exchange, 404, "text/plain", new byte[0]);
      return;
    }
    byte[] content = Files.readAllBytes(file);
    if (name.endsWith("gallery.json")) {
      JsonObject json = SampleServer.parsed(content);
      JsonObject live = new JsonObject();
      live.addProperty("version", 1);
      live.addProperty("keep", true);
      json.add("live", live);
      if (closed) {
        json.getAsJsonArray("networks").remove(1);
      }
      content = bytes(json);
    } else if (name.equals("glimmer-small/model.json")) {
      JsonObject json = SampleServer.parsed(content);
      json.add("techniques", new JsonArray());
      json.getAsJsonArray("nodes").forEach(node -> node.getAsJsonObject().remove("cover"));
      content = bytes(json);
    } else if (name.matches("glimmer-small/.*/layer\\.json")) {
      JsonObject json = SampleServer.parsed(content);
      json.add("techniques", new JsonObject());
      JsonArray files = json.getAsJsonObject("pages").getAsJsonArray("files");
      for (int i = 0; i < files.size(); i++) {
        files.set(i, JsonNull.INSTANCE);
      }
      content = bytes(json);
    }
    String ending = name.substring(name.lastIndexOf('.') + 1);
    String type =
        Map.of(
                "html", "text/html",
                "js", "text/javascript",
                "css", "text/css",
                "json", "application/json",
                "svg", "image/svg+xml")
            .getOrDefault(ending, "image/jpeg");
    SampleServer.send(exchange, 200, type, content);
  }

  private static byte[] bytes(JsonObject json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
