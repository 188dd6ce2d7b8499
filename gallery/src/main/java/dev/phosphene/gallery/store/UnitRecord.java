package dev.phosphene.gallery.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.ascent.Liveness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A unit that is done, as the journal has it.
 *
 * @param id whose images these are
 * @param key hash of everything that they depend on
 * @param files the images, relative to the network's folder
 * @param value of the final objective; NaN if it was not finite
 * @param steps at which the curve has points
 * @param curve the objective at these
 */
public record UnitRecord(
    Id id,
    String key,
    List<FileRecord> files,
    double value,
    Liveness state,
    List<Integer> steps,
    List<Double> curve) {
  private static final int POINTS = 65;

  /**
   * Which unit, rendered how.
   *
   * @param network id of the network
   * @param layer its name in the network
   * @param technique id of the technique
   */
  public record Id(String network, String layer, String technique, int unit) {}

  /** A file, and what it is when it is whole. */
  public record FileRecord(String name, long bytes, String sha256) {}

  public UnitRecord {
    files = List.copyOf(files);
    steps = List.copyOf(steps);
    curve = List.copyOf(curve);
  }

  /** The same curve in at most 65 points, the first and the last among them. */
  public static UnitRecord of(
      Id id, String key, List<FileRecord> files, List<Double> curve, Liveness state) {
    int last = curve.size() - 1;
    int points = Math.min(curve.size(), POINTS);
    List<Integer> steps = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      int step = points == 1 ? last : (int) ((long) last * i / (points - 1));
      steps.add(step);
      values.add(curve.get(step));
    }
    return new UnitRecord(id, key, files, curve.get(last), state, steps, values);
  }

  /** Whether a journal's line is such a record. */
  public static boolean is(JsonObject line) {
    return line.has("unit");
  }

  /** Reads what {@link #json} wrote. */
  public static UnitRecord of(JsonObject line) {
    List<FileRecord> files = new ArrayList<>();
    for (JsonElement each : line.getAsJsonArray("files")) {
      JsonObject file = each.getAsJsonObject();
      files.add(
          new FileRecord(
              file.get("name").getAsString(),
              file.get("bytes").getAsLong(),
              file.get("sha256").getAsString()));
    }
    List<Integer> steps = new ArrayList<>();
    line.getAsJsonArray("steps").forEach(step -> steps.add(step.getAsInt()));
    List<Double> curve = new ArrayList<>();
    line.getAsJsonArray("curve").forEach(value -> curve.add(number(value)));
    return new UnitRecord(
        new Id(
            line.get("network").getAsString(),
            line.get("layer").getAsString(),
            line.get("technique").getAsString(),
            line.get("unit").getAsInt()),
        line.get("key").getAsString(),
        files,
        number(line.get("value")),
        Liveness.valueOf(line.get("state").getAsString().toUpperCase(Locale.ROOT)),
        steps,
        curve);
  }

  private static double number(JsonElement value) {
    return value.isJsonNull() ? Double.NaN : value.getAsDouble();
  }

  /** {@code alive}, {@code dead} or {@code undecided}. */
  public String stateWord() {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** The journal's line. */
  public JsonObject json() {
    JsonObject line = new JsonObject();
    line.addProperty("unit", id.unit());
    line.addProperty("network", id.network());
    line.addProperty("layer", id.layer());
    line.addProperty("technique", id.technique());
    line.addProperty("key", key);
    JsonArray names = new JsonArray();
    for (FileRecord file : files) {
      JsonObject one = new JsonObject();
      one.addProperty("name", file.name());
      one.addProperty("bytes", file.bytes());
      one.addProperty("sha256", file.sha256());
      names.add(one);
    }
    line.add("files", names);
    line.add("value", Json.number(value));
    line.addProperty("state", stateWord());
    line.add("steps", Json.counts(steps.stream().mapToInt(step -> step).toArray()));
    JsonArray values = new JsonArray();
    curve.forEach(each -> values.add(Json.number(each)));
    line.add("curve", values);
    return line;
  }
}
