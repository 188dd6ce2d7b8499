package dev.phosphene.load.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.JsonText;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object written by Keras, read with checks. A null member counts as absent, as in Keras.
 *
 * @param where file and layer, for messages
 */
record Config(JsonObject json, String where) {

  /**
   * Parses a JSON object; accepts Python's NaN and Infinity. Gson itself rejects nesting deeper
   * than 255.
   */
  static Config parse(String text, String where) {
    try (JsonReader reader = new JsonReader(new StringReader(JsonText.bounded(text, where)))) {
      reader.setStrictness(Strictness.LENIENT);
      return of(JsonParser.parseReader(reader), where);
    } catch (JsonParseException | IOException | IllegalStateException e) {
      throw FileFacts.notJson(where, e);
    }
  }

  static Config of(@Nullable JsonElement element, String where) {
    if (element == null || !element.isJsonObject()) {
      throw new InputException(where + ": expected a JSON object, not " + brief(element));
    }
    return new Config(element.getAsJsonObject(), where);
  }

  Config at(String place) {
    return new Config(json, place);
  }

  /** Returns a member that is present and not null. */
  Optional<JsonElement> member(String key) {
    JsonElement element = json.get(key);
    return element == null || element.isJsonNull() ? Optional.empty() : Optional.of(element);
  }

  boolean has(String key) {
    return member(key).isPresent();
  }

  /** Returns a nested object. */
  Config object(String key) {
    return of(json.get(key), where + ", \"" + key + "\"");
  }

  /** Returns the entries of a list. */
  List<JsonElement> list(String key) {
    JsonElement element = json.get(key);
    if (element == null || !element.isJsonArray()) {
      throw wrong(key, "a list", element);
    }
    return element.getAsJsonArray().asList();
  }

  String text(String key) {
    return member(key).map(e -> text(key, e)).orElseThrow(() -> wrong(key, "a text", null));
  }

  String text(String key, String otherwise) {
    return member(key).map(e -> text(key, e)).orElse(otherwise);
  }

  boolean truth(String key, boolean otherwise) {
    JsonElement element = member(key).orElse(null);
    if (element == null) {
      return otherwise;
    }
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isBoolean()) {
      throw wrong(key, "true or false", element);
    }
    return element.getAsBoolean();
  }

  /** Returns a number; also accepts NumPy scalars, which Keras 3 writes as objects. */
  float number(String key, float otherwise) {
    JsonElement element = member(key).orElse(null);
    return element == null ? otherwise : number(key, element);
  }

  int integer(String key, int otherwise) {
    JsonElement element = member(key).orElse(null);
    return element == null ? otherwise : integer(key, element);
  }

  /** Returns two positive integers, vertical before horizontal; one stands for both. */
  int[] pair(String key, int otherwise) {
    int[] pair = integers(key);
    if (pair.length == 0) {
      return new int[] {otherwise, otherwise};
    } else if (pair.length > 2 || pair[0] < 1 || pair[pair.length - 1] < 1) {
      throw wrong(key, "two positive integers", json.get(key));
    }
    return new int[] {pair[0], pair[pair.length - 1]};
  }

  /** Returns one integer or a list of them; none if absent. A null in a list is −1. */
  int[] integers(String key) {
    JsonElement element = member(key).orElse(null);
    if (element == null) {
      return new int[0];
    }
    return items(element).stream()
        .mapToInt(item -> item.isJsonNull() ? -1 : integer(key, item))
        .toArray();
  }

  /** Returns one number or a list of them, however deeply nested; none if absent. */
  float[] numbers(String key) {
    List<Float> numbers = new ArrayList<>();
    member(key).ifPresent(element -> collect(key, element, numbers));
    float[] array = new float[numbers.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = numbers.get(i);
    }
    return array;
  }

  private void collect(String key, JsonElement element, List<Float> into) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(item -> collect(key, item, into));
    } else {
      into.add(number(key, element));
    }
  }

  /** Returns a list's entries, unwrapping Keras 3's form; of anything else, the element itself. */
  static List<JsonElement> items(JsonElement element) {
    if (element instanceof JsonObject object && object.get("config") instanceof JsonArray inner) {
      return inner.asList();
    }
    return element instanceof JsonArray array ? array.asList() : List.of(element);
  }

  private String text(String key, JsonElement element) {
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw wrong(key, "a text", element);
    }
    return element.getAsString();
  }

  private float number(String key, JsonElement element) {
    if (element instanceof JsonObject object
        && object.get("config") instanceof JsonObject inner
        && inner.has("value")) {
      return number(key, inner.get("value"));
    }
    if (element.isJsonPrimitive() && !element.getAsJsonPrimitive().isBoolean()) {
      try {
        return element.getAsFloat();
      } catch (NumberFormatException e) {
        throw wrong(key, "a number", element);
      }
    }
    throw wrong(key, "a number", element);
  }

  private int integer(String key, JsonElement element) {
    float number = number(key, element);
    if (number != (int) number || Math.abs(number) > 1 << 24) {
      throw wrong(key, "an integer", element);
    }
    return (int) number;
  }

  InputException wrong(String key, String expected, @Nullable JsonElement element) {
    return new InputException(
        where + ", \"" + key + "\": expected " + expected + ", not " + brief(element));
  }

  static String brief(@Nullable JsonElement element) {
    String text = element == null ? "nothing" : element.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
