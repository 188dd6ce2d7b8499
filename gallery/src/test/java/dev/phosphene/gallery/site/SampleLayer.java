package dev.phosphene.gallery.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a {@link SampleGallery}: its files as docs/gallery-format.md has them.
 *
 * @param depth how far behind the input; changes the images
 * @param done units from this number on have no image
 * @param full whether there are full-size files
 * @param labels a classifier's, or empty
 */
record SampleLayer(
    String network,
    String id,
    String name,
    int depth,
    int channels,
    int done,
    boolean full,
    List<String> labels) {
  static final int TILE = 128;
  private static final int ACROSS = 16;
  private static final int PAGE = 64;
  private static final int FULL = 224;
  private static final int EXAMPLES = 4;
  private static final int ANSWERS = 3;

  boolean dead(int unit) {
    return depth > 0 && unit % 17 == 5;
  }

  double value(int unit) {
    return dead(unit) ? 0 : 3 + depth * 1.5 + 2.5 * Math.sin(1.3 * unit);
  }

  /** Writes the layer below the network's folder. */
  void write(Path networkFolder, List<SampleLayer> all) {
    Path folder = networkFolder.resolve(id);
    for (String technique : techniques()) {
      sheets(folder, technique);
      for (int unit = 0; full && unit < done; unit++) {
        int depth = this.depth;
        for (String file : files(technique, unit)) {
          boolean negative = technique.equals("negative");
          SamplePicture.write(
              folder.resolve(file), SamplePicture.of(depth++, unit, negative, FULL));
        }
      }
    }
    SamplePicture.write(folder.resolve("cover.jpg"), cover(64));
    if (full && depth > 0) {
      for (int unit = 0; unit < done; unit++) {
        for (int i = 1; i <= EXAMPLES; i++) {
          SamplePicture.write(
              folder.resolve("examples/%04d-%d.jpg".formatted(unit, i)),
              SamplePicture.of(depth - 1, unit * 7 + i, false, 96));
        }
      }
    }
    SampleGallery.write(folder.resolve("layer.json"), json());
    for (int page = 0; page * PAGE < channels; page++) {
      SampleGallery.write(folder.resolve("units-%03d.json".formatted(page)), page(page, all));
    }
  }

  List<String> techniques() {
    if (!full) {
      return List.of("feature");
    }
    return depth == 1 ? List.of("feature", "negative", "diverse") : List.of("feature", "negative");
  }

  /** How many units the gallery was asked for: of a layer without full size the first ones only. */
  int units() {
    return depth == 1 && !full ? done : channels;
  }

  /** The full-size files of a unit; several answers in the technique {@code diverse}. */
  private static List<String> files(String technique, int unit) {
    return technique.equals("diverse")
        ? IntStream.rangeClosed(1, ANSWERS)
            .mapToObj("diverse/%04d-%%d.jpg".formatted(unit)::formatted)
            .toList()
        : List.of(technique + "/%04d.jpg".formatted(unit));
  }

  /** Up to eight units in a row. */
  BufferedImage cover(int size) {
    int count = Math.min(8, channels);
    BufferedImage cover = new BufferedImage(count * size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < count; i++) {
      SamplePicture.draw(cover, SamplePicture.of(depth, i * 3, false, size), i * size, 0, size);
    }
    return cover;
  }

  private void sheets(Path folder, String technique) {
    for (int first = 0; first < channels; first += ACROSS * ACROSS) {
      int rows = Math.min(ACROSS, (units() - first + ACROSS - 1) / ACROSS);
      BufferedImage sheet =
          new BufferedImage(ACROSS * TILE, rows * TILE, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = sheet.createGraphics();
      graphics.setColor(Color.GRAY);
      graphics.fillRect(0, 0, ACROSS * TILE, ACROSS * TILE);
      graphics.dispose();
      for (int i = 0; i < ACROSS * ACROSS && first + i < done; i++) {
        BufferedImage image =
            SamplePicture.of(depth, first + i, technique.equals("negative"), TILE);
        SamplePicture.draw(sheet, image, i % ACROSS * TILE, i / ACROSS * TILE, TILE);
      }
      String name = "%s/sheet-%02d.jpg".formatted(technique, first / (ACROSS * ACROSS));
      SamplePicture.write(folder.resolve(name), sheet);
    }
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("format", 1);
    json.addProperty("network", network);
    json.addProperty("id", id);
    json.addProperty("name", name);
    json.addProperty("kind", labels.isEmpty() ? "convolution" : "dense");
    json.addProperty("channels", channels);
    if (labels.isEmpty()) {
      json.add("size", SampleGallery.numbers(2, i -> 56 >> depth));
      json.addProperty("receptive_field", 7 << depth);
    }
    JsonObject techniques = new JsonObject();
    techniques().forEach(id -> techniques.add(id, technique(id)));
    json.add("techniques", techniques);
    if (depth > 0) {
      JsonObject statistics = new JsonObject();
      statistics.addProperty("images", 1000);
      statistics.add("mean", SampleGallery.numbers(channels, u -> value(u) / 3));
      statistics.add("largest", SampleGallery.numbers(channels, u -> value(u) * 1.7));
      statistics.add(
          "active", SampleGallery.numbers(channels, u -> dead(u) ? 0 : u * 37 % 100 / 100.0));
      json.add("statistics", statistics);
    }
    if (!labels.isEmpty()) {
      JsonArray texts = new JsonArray();
      labels.forEach(texts::add);
      json.add("labels", texts);
    }
    JsonObject pages = new JsonObject();
    pages.addProperty("size", PAGE);
    JsonArray files = new JsonArray();
    for (int page = 0; page * PAGE < channels; page++) {
      files.add("units-%03d.json".formatted(page));
    }
    pages.add("files", files);
    json.add("pages", pages);
    return json;
  }

  private JsonObject technique(String technique) {
    JsonObject json = new JsonObject();
    json.addProperty("tile", TILE);
    json.addProperty("columns", ACROSS);
    json.addProperty("rows", ACROSS);
    JsonArray sheets = new JsonArray();
    for (int first = 0; first < channels; first += ACROSS * ACROSS) {
      JsonObject sheet = new JsonObject();
      sheet.addProperty(
          "file", "%s/sheet-%02d.jpg".formatted(technique, first / (ACROSS * ACROSS)));
      sheet.addProperty("first", first);
      sheets.add(sheet);
    }
    json.add("sheets", sheets);
    if (full) {
      String image = technique.equals("diverse") ? "-{image}" : "";
      json.addProperty("files", technique + "/{unit}" + image + ".jpg");
    }
    json.add("image_size", SampleGallery.numbers(2, i -> FULL));
    json.addProperty("units", units());
    json.addProperty("done", done);
    JsonArray value = new JsonArray();
    JsonArray dead = new JsonArray();
    for (int unit = 0; unit < channels; unit++) {
      if (unit < done) {
        value.add(SampleGallery.rounded(value(unit)));
        if (dead(unit)) {
          dead.add(unit);
        }
      } else {
        value.add(JsonNull.INSTANCE);
      }
    }
    json.add("value", value);
    json.add("dead", dead);
    json.add("undecided", new JsonArray());
    return json;
  }

  private JsonObject page(int page, List<SampleLayer> all) {
    JsonObject json = new JsonObject();
    json.addProperty("format", 1);
    json.addProperty("first", page * PAGE);
    JsonArray units = new JsonArray();
    for (int unit = page * PAGE; unit < Math.min((page + 1) * PAGE, channels); unit++) {
      units.add(unit(unit, all));
    }
    json.add("units", units);
    return json;
  }

  private JsonObject unit(int unit, List<SampleLayer> all) {
    JsonObject json = new JsonObject();
    json.addProperty("unit", unit);
    if (!labels.isEmpty()) {
      json.addProperty("label", labels.get(unit));
    }
    JsonObject techniques = new JsonObject();
    for (String technique : unit < done ? techniques() : List.<String>of()) {
      JsonObject made = new JsonObject();
      if (full) {
        List<String> files = files(technique, unit);
        made.addProperty("file", files.get(0));
        if (files.size() > 1) {
          made.add("files", SampleGallery.strings(files));
        }
      }
      made.addProperty("value", SampleGallery.rounded(value(unit)));
      made.addProperty("state", dead(unit) ? "dead" : "alive");
      JsonObject curve = new JsonObject();
      curve.add("steps", SampleGallery.numbers(65, i -> 8 * i));
      IntToDoubleFunction rise =
          i -> value(unit) * (1 - Math.exp(-i / 14.0)) + 0.04 * Math.sin(3 * i);
      curve.add("values", SampleGallery.numbers(65, rise));
      made.add("curve", curve);
      made.addProperty(
          "command",
          "phosphene render MODEL %s:%d --recipe fast --steps 512 --seed 0".formatted(name, unit));
      techniques.add(technique, made);
    }
    json.add("techniques", techniques);
    json.add("near", related(8, i -> other(unit, i), null, "cosine"));
    int at = all.indexOf(this);
    if (at > 0) {
      json.add(
          "fed_by",
          related(6, i -> other(unit, i) % all.get(at - 1).channels(), all.get(at - 1), "weight"));
    }
    if (at + 1 < all.size()) {
      json.add(
          "feeds",
          related(6, i -> other(unit, i) % all.get(at + 1).channels(), all.get(at + 1), "weight"));
    }
    if (full && depth > 0 && unit < done) {
      JsonArray examples = new JsonArray();
      for (int i = 1; i <= EXAMPLES; i++) {
        JsonObject example = new JsonObject();
        example.addProperty("file", "examples/%04d-%d.jpg".formatted(unit, i));
        example.addProperty("value", SampleGallery.rounded(value(unit) * (2 - 0.1 * i)));
        example.addProperty("name", "photo-%03d.jpg".formatted(unit * 13 % 1000 + i));
        examples.add(example);
      }
      json.add("examples", examples);
    }
    return json;
  }

  private int other(int unit, double i) {
    return (int) ((unit + 11 * (i + 1)) % channels);
  }

  private JsonArray related(
      int most, IntToDoubleFunction unit, @Nullable SampleLayer layer, String measure) {
    JsonArray units = new JsonArray();
    for (int i = 0; i < Math.min(most, (layer == null ? this : layer).channels() - 1); i++) {
      JsonObject one = new JsonObject();
      if (layer != null) {
        one.addProperty("layer", layer.id());
      }
      one.addProperty("unit", (int) unit.applyAsDouble(i));
      one.addProperty(measure, SampleGallery.rounded(0.9 / (i + 1) * (i % 3 == 2 ? -1 : 1)));
      units.add(one);
    }
    return units;
  }
}
