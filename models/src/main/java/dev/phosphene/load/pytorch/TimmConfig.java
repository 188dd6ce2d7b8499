package dev.phosphene.load.pytorch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.io.FileFacts;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What timm's {@code config.json} beside a weights file adds to the keys: mean and standard
 * deviation of colors, the image size, and the class names.
 *
 * @param json the whole object
 */
record TimmConfig(Path file, JsonObject json) {
  private static final long LONGEST = 1 << 22;
  private static final int LARGEST = 4096;

  /**
   * Returns the configuration in the file's folder, if there is one with a {@code pretrained_cfg}.
   *
   * @throws InputException if it is not valid JSON
   */
  static Optional<TimmConfig> beside(Path weights) {
    Path file = weights.resolveSibling("config.json");
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
        return Optional.empty();
      }
      JsonElement json = JsonParser.parseString(Files.readString(file));
      boolean timm =
          json.isJsonObject() && json.getAsJsonObject().get("pretrained_cfg") instanceof JsonObject;
      return timm ? Optional.of(new TimmConfig(file, json.getAsJsonObject())) : Optional.empty();
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    } catch (JsonParseException e) {
      throw FileFacts.notJson(file, e);
    }
  }

  /** Returns the model with these settings, unless they are for another number of classes. */
  Model applied(Model model, int classes) {
    JsonObject settings = json.getAsJsonObject("pretrained_cfg");
    if (json.has("num_classes") && !isCount(json.get("num_classes"), classes)) {
      return model;
    }
    Model result = sized(model, settings);
    List<Double> mean = numbers(settings, "mean");
    List<Double> deviation = numbers(settings, "std");
    if (mean.size() == 3 && deviation.size() == 3 && model.graph().inputChannels() == 3) {
      result = result.with(preprocessing(mean, deviation));
    }
    List<String> labels = labels();
    return labels.size() == classes ? result.with(labels) : result;
  }

  /** With another size of images, if the network takes it. */
  private Model sized(Model model, JsonObject settings) {
    List<Double> size = numbers(settings, "input_size");
    if (size.size() != 3 || size.get(1) > LARGEST || size.get(2) > LARGEST) {
      return model;
    }
    Graph graph = model.graph();
    int rows = (int) (double) size.get(1);
    int columns = (int) (double) size.get(2);
    if (Math.min(rows, columns) < 1) {
      return model;
    }
    Shape input = Shape.of(1, graph.inputChannels(), rows, columns);
    if (!graph.reach(input).ends().isEmpty()) {
      return model;
    }
    Graph.Notes notes = graph.notes();
    Graph sized = graph.with(new Graph.Notes(notes.aliases(), notes.missing(), Optional.of(input)));
    return new Model(
        model.name(),
        sized,
        model.preprocessing(),
        model.labels(),
        model.reference(),
        model.origin(),
        model.digest());
  }

  private Preprocessing preprocessing(List<Double> mean, List<Double> deviation) {
    List<Float> scale = new ArrayList<>();
    List<Float> shift = new ArrayList<>();
    for (int c = 0; c < 3; c++) {
      double sigma = deviation.get(c);
      if (!(sigma > 1e-6)) {
        throw new InputException(file + ", \"std\": " + sigma + " is no deviation");
      }
      scale.add((float) (1 / sigma));
      shift.add((float) (-mean.get(c) / sigma));
    }
    return new Preprocessing(List.of(0, 1, 2), scale, shift);
  }

  private List<String> labels() {
    List<String> labels = new ArrayList<>();
    if (json.get("label_names") instanceof JsonArray names) {
      for (JsonElement name : names) {
        labels.add(name.isJsonPrimitive() ? name.getAsString() : "");
      }
    }
    return labels;
  }

  /**
   * A list of finite numbers; empty if it is no list.
   *
   * @throws InputException if something else is in the list
   */
  private List<Double> numbers(JsonObject settings, String key) {
    List<Double> numbers = new ArrayList<>();
    if (settings.get(key) instanceof JsonArray array) {
      for (JsonElement item : array) {
        if (!isNumber(item)) {
          throw new InputException(
              "%s, \"%s\": %s among its values; expected numbers".formatted(file, key, item));
        }
        numbers.add(item.getAsDouble());
      }
    }
    return numbers;
  }

  private static boolean isCount(JsonElement value, int count) {
    return isNumber(value) && value.getAsDouble() == count;
  }

  private static boolean isNumber(JsonElement value) {
    return value.isJsonPrimitive()
        && value.getAsJsonPrimitive().isNumber()
        && Double.isFinite(value.getAsDouble());
  }
}
