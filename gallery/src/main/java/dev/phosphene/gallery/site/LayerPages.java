package dev.phosphene.gallery.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pages for browsers without JavaScript, and for programs that show a preview of a link: one for
 * each layer with all its units, and one that lists all layers.
 */
public final class LayerPages {
  private LayerPages() {}

  /**
   * The page {@code NETWORK/LAYER/index.html}.
   *
   * @param layer the content of layer.json
   * @param network the network's name, for the title
   * @param cover whether the layer has a {@code cover.jpg}
   * @param address where the gallery will be published, with a slash at its end: previews of links
   *     need the whole address of an image
   */
  public static String layer(
      JsonObject layer, String network, boolean cover, Optional<URI> address) {
    String name = layer.get("name").getAsString();
    Html page = new Html(name + " · " + network, "../../");
    String folder = layer.get("network").getAsString() + "/" + layer.get("id").getAsString() + "/";
    page.preview("What the units of " + name + " in " + network + " respond to");
    if (cover) {
      page.image(
          address.map(root -> root.resolve(folder + "cover.jpg").toString()).orElse("cover.jpg"));
    }
    page.body();
    page.add("<nav aria-label=\"Gallery\"><a href=\"../../layers.html\">All layers</a></nav>");
    page.add("<h1>%s</h1>", name);
    page.add(
        "<p class=\"lead\">%s. <a href=\"%s\">The same with search, values and curves</a></p>",
        network, "../../index.html#/" + folder.substring(0, folder.length() - 1));
    for (Map.Entry<String, JsonElement> one : layer.getAsJsonObject("techniques").entrySet()) {
      units(page, one.getKey(), one.getValue().getAsJsonObject(), layer.getAsJsonArray("labels"));
    }
    return page.end();
  }

  /**
   * The page {@code layers.html} in the gallery's folder.
   *
   * @param models the contents of all model.json
   */
  public static String contents(List<JsonObject> models) {
    Html page = new Html("All layers", "");
    page.preview("What the units of trained vision networks respond to");
    page.body();
    page.add("<h1>All layers</h1>");
    for (JsonObject model : models) {
      page.add("<h2>%s</h2>", model.get("name").getAsString());
      page.add("<ul>");
      for (JsonElement element : model.getAsJsonArray("nodes")) {
        JsonObject node = element.getAsJsonObject();
        if (node.has("layer")) {
          page.add(
              "<li><a href=\"%s/%s/index.html\">%s</a></li>",
              model.get("id").getAsString(),
              node.get("id").getAsString(),
              node.get("name").getAsString());
        }
      }
      page.add("</ul>");
    }
    return page.end();
  }

  private static void units(Html page, String id, JsonObject technique, JsonArray labels) {
    JsonArray values = technique.getAsJsonArray("value");
    int columns = technique.get("columns").getAsInt();
    int each = columns * technique.get("rows").getAsInt();
    page.add("<h2>%s</h2>", id);
    page.add("<ol class=\"units\">");
    for (JsonElement element : technique.getAsJsonArray("sheets")) {
      JsonObject sheet = element.getAsJsonObject();
      int first = sheet.get("first").getAsInt();
      for (int unit = first; unit < Math.min(first + each, values.size()); unit++) {
        if (!values.get(unit).isJsonNull()) {
          int index = unit - first;
          String label = labels == null ? "" : " " + labels.get(unit).getAsString();
          String tile =
              Html.filled(
                  "<span class=\"tile r%s c%s\"><img src=\"%s\" alt=\"Unit %s%s\" loading=\"lazy\""
                      + "></span>%s%s",
                  index / columns,
                  index % columns,
                  sheet.get("file").getAsString(),
                  unit,
                  label,
                  unit,
                  label);
          page.line(
              "<li id=\""
                  + Html.escaped(id)
                  + "-"
                  + unit
                  + "\">"
                  + linked(tile, unit, technique)
                  + "</li>");
        }
      }
    }
    page.add("</ol>");
  }

  private static String linked(String tile, int unit, JsonObject technique) {
    if (!technique.has("files")) {
      return tile;
    }
    String file =
        technique
            .get("files")
            .getAsString()
            .replace("{unit}", String.format("%04d", unit))
            .replace("{image}", "1");
    return "<a href=\"" + Html.escaped(file) + "\">" + tile + "</a>";
  }
}
