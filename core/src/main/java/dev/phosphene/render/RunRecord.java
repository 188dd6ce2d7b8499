package dev.phosphene.render;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.ascent.Liveness;
import dev.phosphene.engine.Engine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.objective.FileNames;
import dev.phosphene.output.Provenance;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All settings of a run, for the provenance of its images.
 *
 * @param model reference that loads the model
 * @param sha256 of the weights file, or the empty text
 * @param preprocessing from RGB in [0, 1] to the model's input; empty if an earlier version did not
 *     record it
 * @param objectives those of the whole batch
 * @param index index of the image in the run; each objective has an equal share of the images
 * @param start {@code noise}, {@code black}, {@code gray} or a file
 * @param threads how many the engine used; 0 if the image does not say
 * @param stepsTaken fewer than the recipe's if the run was interrupted
 * @param startSha256 of the start's file, or the empty text
 * @param fitted whether photographs were cropped and scaled to the image size
 * @param files SHA-256 of every file that the objectives name
 */
public record RunRecord(
    Model.Reference model,
    String sha256,
    Optional<Preprocessing> preprocessing,
    List<String> objectives,
    int index,
    Recipe recipe,
    String start,
    String startSha256,
    Map<String, String> files,
    boolean fitted,
    long seed,
    String engine,
    String engineVersion,
    Engine.Precision precision,
    int threads,
    int stepsTaken) {
  /** JSON key under which a contact sheet stores the provenance of its images. */
  public static final String SHEET = "sheet";

  private static final String PIXELS = "pixels";
  private static final String THREADS = "threads";

  public RunRecord {
    objectives = List.copyOf(objectives);
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files)); // keeps their order
    if (index < 0 || index >= objectives.size() * recipe.get(Setting.BATCH)) {
      throw new InputException("picture " + index + " of " + objectives.size() + " objectives");
    }
  }

  /** Returns the index of the image's objective. */
  public int objective() {
    return index / recipe.get(Setting.BATCH);
  }

  /**
   * Returns the same run with other files: of the model, the start, and those that the recipe
   * names. The objectives' files are found as {@link dev.phosphene.objective.ObjectiveParser} reads
   * them.
   */
  public RunRecord at(Model.Reference otherModel, String otherStart, Recipe otherRecipe) {
    return with(otherModel, objectives, otherRecipe, otherStart, files);
  }

  private RunRecord with(
      Model.Reference otherModel,
      List<String> otherObjectives,
      Recipe otherRecipe,
      String otherStart,
      Map<String, String> otherFiles) {
    return new RunRecord(
        otherModel,
        sha256,
        preprocessing,
        otherObjectives,
        index,
        otherRecipe,
        otherStart,
        startSha256,
        otherFiles,
        fitted,
        seed,
        engine,
        engineVersion,
        precision,
        threads,
        stepsTaken);
  }

  /** Reduces file paths to file names: folders are private, and hashes identify the files. */
  private RunRecord nameless() {
    Map<String, String> names = FileNames.shortest(files.keySet());
    Map<String, String> hashes = new LinkedHashMap<>();
    files.forEach((file, hash) -> hashes.put(names.getOrDefault(file, file), hash));
    String spectrum = recipe.get(Setting.SPECTRUM);
    return with(
        new Model.Reference(
            FileNames.last(model.model()),
            FileNames.last(model.weights()),
            FileNames.last(model.labels()),
            model.labelsSha256()),
        objectives.stream().map(text -> FileNames.renamed(text, names)).toList(),
        recipe.with(Setting.SPECTRUM, names.getOrDefault(spectrum, FileNames.last(spectrum))),
        startSha256.isEmpty() ? start : FileNames.last(start),
        hashes);
  }

  /** Returns the JSON of this run and its outcome; files appear by name and hash. */
  Provenance provenance(String origin, List<Double> curve, Liveness life) {
    return nameless().json(origin, curve, life);
  }

  private Provenance json(String origin, List<Double> curve, Liveness life) {
    JsonObject json = new JsonObject();
    json.addProperty("program", "phosphene " + Version.TEXT);
    json.addProperty(PIXELS, Version.PIXELS);
    json.addProperty("objective", objectives.get(objective()));
    JsonObject modelJson = new JsonObject();
    modelJson.addProperty("name", model.model());
    modelJson.addProperty("weights", model.weights());
    modelJson.addProperty("sha256", sha256);
    modelJson.addProperty("labels", model.labels());
    modelJson.addProperty("labels_sha256", model.labelsSha256());
    preprocessing.ifPresent(input -> modelJson.add("preprocessing", json(input)));
    modelJson.addProperty("origin", origin);
    json.add("model", modelJson);
    json.add("recipe", recipeJson());
    json.addProperty("start", start);
    json.addProperty("start_sha256", startSha256);
    JsonObject hashes = new JsonObject();
    files.forEach(hashes::addProperty);
    json.add("files", hashes);
    json.addProperty("fitted", fitted);
    json.addProperty("seed", seed);
    json.addProperty("engine", engine);
    json.addProperty("engine_version", engineVersion);
    json.addProperty("precision", word(precision));
    json.addProperty(THREADS, threads);
    JsonArray batch = new JsonArray();
    objectives.forEach(batch::add);
    json.add("batch", batch);
    json.addProperty("index", index);
    json.addProperty("steps_taken", stepsTaken);
    json.addProperty("dead", life == Liveness.DEAD);
    json.addProperty("life", word(life));
    JsonArray values = new JsonArray();
    curve.forEach(value -> values.add(Math.abs(value) <= Float.MAX_VALUE ? shorter(value) : value));
    json.add("curve", values);
    return Provenance.of(json);
  }

  private static Number shorter(double value) {
    return (float) value;
  }

  private static JsonObject json(Preprocessing input) {
    JsonObject json = new JsonObject();
    json.add("order", array(input.order()));
    json.add("scale", array(input.scale()));
    json.add("shift", array(input.shift()));
    return json;
  }

  private static JsonArray array(List<? extends Number> numbers) {
    JsonArray array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }

  private static Preprocessing preprocessing(JsonObject json) {
    return new Preprocessing(
        numbers(json, "order", JsonElement::getAsInt),
        numbers(json, "scale", JsonElement::getAsFloat),
        numbers(json, "shift", JsonElement::getAsFloat));
  }

  private static <T> List<T> numbers(JsonObject json, String key, Function<JsonElement, T> read) {
    return json.getAsJsonArray(key).asList().stream().map(read).toList();
  }

  private JsonObject recipeJson() {
    JsonObject json = new JsonObject();
    json.addProperty("name", recipe.name());
    for (Setting<?> setting : Setting.ALL) {
      json.addProperty(setting.name(), recipe.text(setting));
    }
    return json;
  }

  private static Recipe recipe(JsonObject json) {
    Recipe recipe = Recipe.LUCID.named(text(json, "name"), "");
    for (Setting<?> setting : Setting.ALL) {
      recipe = formerly(recipe, setting);
    }
    for (String key : json.keySet()) {
      recipe = key.equals("name") ? recipe : recipe.withText(Setting.named(key), text(json, key));
    }
    return recipe;
  }

  private static <T> Recipe formerly(Recipe recipe, Setting<T> setting) {
    return recipe.with(setting, setting.former());
  }

  /**
   * Reads the JSON that {@link #provenance} wrote.
   *
   * @throws InputException if something is missing or a newer version wrote it
   */
  public static RunRecord of(Provenance provenance) {
    JsonObject json = provenance.toJson();
    if (json.has(SHEET)) {
      throw new InputException("this is a contact sheet; only a single image can be remade");
    }
    try {
      JsonObject model = json.getAsJsonObject("model");
      Map<String, String> files = new LinkedHashMap<>();
      JsonObject hashes = json.getAsJsonObject("files");
      hashes.keySet().forEach(name -> files.put(name, text(hashes, name)));
      List<String> objectives = new ArrayList<>();
      for (JsonElement objective : json.getAsJsonArray("batch")) {
        objectives.add(objective.getAsString());
      }
      return new RunRecord(
          new Model.Reference(
              text(model, "name"),
              text(model, "weights"),
              model.has("labels") ? text(model, "labels") : "",
              model.has("labels_sha256") ? text(model, "labels_sha256") : ""),
          text(model, "sha256"),
          Optional.ofNullable(model.getAsJsonObject("preprocessing")).map(RunRecord::preprocessing),
          objectives,
          json.get("index").getAsInt(),
          recipe(json.getAsJsonObject("recipe")),
          text(json, "start"),
          text(json, "start_sha256"),
          files,
          json.get("fitted").getAsBoolean(),
          json.get("seed").getAsLong(),
          text(json, "engine"),
          text(json, "engine_version"),
          precision(text(json, "precision")),
          json.has(THREADS) ? json.get(THREADS).getAsInt() : 0,
          json.get("steps_taken").getAsInt());
    } catch (NullPointerException
        | IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException e) {
      throw new InputException(
          "the provenance is incomplete; the image cannot be remade: " + reason(e), e);
    }
  }

  /**
   * The same without what only tells of the machine: the number of threads. So the files of several
   * machines of one kind are equal.
   */
  public static Provenance onAnyMachine(Provenance provenance) {
    JsonObject json = provenance.toJson();
    json.remove(THREADS);
    return Provenance.of(json);
  }

  /** Whether the same settings gave other bytes when the image was made. */
  public static boolean madeOtherwise(Provenance provenance) {
    JsonElement pixels = provenance.toJson().get(PIXELS);
    return pixels == null
        || !pixels.isJsonPrimitive()
        || !pixels.getAsString().equals(String.valueOf(Version.PIXELS));
  }

  private static String text(JsonObject json, String key) {
    return json.get(key).getAsString();
  }

  private static Engine.Precision precision(String word) {
    return Arrays.stream(Engine.Precision.values())
        .filter(precision -> word(precision).equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new InputException("the precision \"" + word + "\" is not known"));
  }

  /** Explains why a member cannot be used; generic if the message only names Java classes. */
  private static String reason(RuntimeException fault) {
    boolean told = fault instanceof IllegalArgumentException;
    return told && fault.getMessage() != null
        ? fault.getMessage()
        : "a member is missing or has an unexpected type";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
