package dev.phosphene.gallery.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.analysis.Examples;
import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.Peaks;
import dev.phosphene.analysis.Scan;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.store.Json;
import dev.phosphene.gallery.store.NetworkFolder;
import dev.phosphene.graph.Box;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What real images do to the units of a layer: statistics of the peaks, and the parts of images
 * that excite each unit most, as small JPEGs.
 */
public final class ImageStatistics implements Scan.Listener {
  /** The folder of the examples in that of a layer. */
  public static final String FOLDER = "examples";

  /** Examples of each unit. */
  public static final int EXAMPLES = 8;

  private static final int SIDE = 128; // pixels

  private final LayerPlan layer;
  private final Scan.Listener outer;
  private final Examples examples;
  private final double[] sum;
  private final float[] largest;
  private final int[] active;
  private int images;

  /**
   * Of no image so far.
   *
   * @param outer is told, too
   */
  public ImageStatistics(LayerPlan layer, Scan.Listener outer) {
    this.layer = layer;
    this.outer = outer;
    examples = new Examples(layer.units(), EXAMPLES);
    sum = new double[layer.channels()];
    largest = new float[layer.channels()];
    active = new int[layer.channels()];
    Arrays.fill(largest, Float.NEGATIVE_INFINITY);
  }

  @Override
  public void picture(Path file, Peaks peaks) {
    images++;
    examples.add(file, peaks);
    for (int c = 0; c < sum.length; c++) {
      float peak = peaks.values()[c];
      sum[c] += peak;
      largest[c] = Math.max(largest[c], peak);
      active[c] += peak > 0 ? 1 : 0;
    }
    outer.picture(file, peaks);
  }

  @Override
  public void leftOut(Path file, InputException why) {
    outer.leftOut(file, why);
  }

  @Override
  public boolean progress(int done, int all, double rate) {
    return outer.progress(done, all, rate);
  }

  @Override
  public void note(String text) {
    outer.note(text);
  }

  /**
   * Writes the examples' files and returns the journal's object.
   *
   * @param scan what was run, to its end
   * @param summary of it
   */
  public JsonObject finish(Scan scan, Scan.Summary summary, NetworkFolder folder) {
    JsonObject json = new JsonObject();
    json.addProperty("images", images);
    JsonArray means = new JsonArray();
    JsonArray shares = new JsonArray();
    for (int c = 0; c < sum.length; c++) {
      means.add(Json.number(sum[c] / images));
      shares.add(Json.number((double) active[c] / images));
    }
    json.add("mean", means);
    json.add("largest", Json.numbers(largest));
    json.add("active", shares);
    JsonObject told = new JsonObject();
    Map<Path, List<Crop>> crops = new LinkedHashMap<>();
    for (int unit : layer.units()) {
      JsonArray of = new JsonArray();
      List<Examples.Example> best = examples.of(unit, scan, summary.shape());
      for (int i = 0; i < best.size(); i++) {
        String name = "%04d-%d.jpg".formatted(unit, i + 1);
        crops
            .computeIfAbsent(best.get(i).file(), file -> new ArrayList<>())
            .add(new Crop(name, best.get(i).field()));
        JsonObject one = new JsonObject();
        one.addProperty("file", FOLDER + "/" + name);
        one.add("value", Json.number(best.get(i).value()));
        one.addProperty("name", String.valueOf(best.get(i).file().getFileName()));
        of.add(one);
      }
      told.add(String.valueOf(unit), of);
    }
    write(crops, scan.framing(), NetworkFolder.made(folder.layer(layer.id()).resolve(FOLDER)));
    json.add("examples", told);
    return json;
  }

  /** A part of an image that becomes a file. */
  private record Crop(String name, Box field) {}

  private static void write(Map<Path, List<Crop>> crops, Framing framing, Path folder) {
    crops.forEach(
        (file, parts) -> {
          Tensor image = framing.of(ImageFiles.read(file));
          for (Crop part : parts) {
            ImageFiles.write(folder.resolve(part.name()), cropped(image, part.field()));
          }
        });
  }

  /** The part as a square, as far as the image reaches. */
  private static Bitmap cropped(Tensor image, Box field) {
    int h = image.shape().h();
    int w = image.shape().w();
    int side = Math.min(Math.min(h, w), Math.max(field.height(), field.width()));
    int top = Math.max(0, Math.min(h - side, (field.top() + field.bottom() - side) / 2));
    int left = Math.max(0, Math.min(w - side, (field.left() + field.right() - side) / 2));
    return Bitmap.of(
        Resampling.resize(image, new Resampling.Box(left, top, side, side), SIDE, SIDE));
  }

  /** What {@code layer.json} has of the journal's object. */
  static JsonObject shown(JsonObject statistics) {
    JsonObject json = statistics.deepCopy();
    json.remove("examples");
    json.remove("key");
    return json;
  }

  /** What a unit's page has of the journal's object. */
  static JsonArray examples(JsonObject statistics, int unit) {
    JsonArray of = statistics.getAsJsonObject("examples").getAsJsonArray(String.valueOf(unit));
    return of == null ? new JsonArray() : of.deepCopy();
  }
}
