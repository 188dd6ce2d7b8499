package dev.phosphene.io;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.phosphene.error.InputException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object from a file, read with checks: a missing member or a wrong type
 * becomes an {@link InputException} that names the place.
 *
 * @param where file and place in it, for messages
 */
public record Fields(JsonObject json, String where) {

  /** Parses strict JSON. */
  public static JsonElement parse(String text, String where) {
    try (JsonReader reader = new JsonReader(new StringReader(JsonText.bounded(text, where)))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new InputException(where + " continues after its end");
      }
      return element;
    } catch (JsonParseException | IOException | IllegalStateException e) {
      throw FileFacts.notJson(where, e);
    }
  }

  public static Fields of(JsonElement element, String where) {
    if (!element.isJsonObject()) {
      throw new InputException(where + ": expected a JSON object, not " + brief(element));
    }
    return new Fields(element.getAsJsonObject(), where);
  }

  /** Returns the objects in a JSON array. */
  public static List<Fields> list(JsonElement element, String where) {
    List<Fields> list = new ArrayList<>();
    for (JsonElement item : array(element, where)) {
      list.add(of(item, where + ", entry " + list.size()));
    }
    return list;
  }

  /** Returns the strings in a JSON array. */
  public static List<String> strings(JsonElement element, String where) {
    List<String> list = new ArrayList<>();
    for (JsonElement item : array(element, where)) {
      list.add(string(item, where));
    }
    return list;
  }

  boolean has(String key) {
    return json.has(key);
  }

  public String string(String key) {
    return string(member(key), where + ", \"" + key + "\"");
  }

  public Optional<String> optionalString(String key) {
    return has(key) ? Optional.of(string(key)) : Optional.empty();
  }

  public List<String> strings(String key) {
    return strings(member(key), where + ", \"" + key + "\"");
  }

  public boolean bool(String key, boolean otherwise) {
    JsonElement element = json.get(key);
    if (element == null) {
      return otherwise;
    }
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isBoolean()) {
      throw wrong(key, "true or false", element);
    }
    return element.getAsBoolean();
  }

  public int integer(String key, int otherwise) {
    JsonElement element = json.get(key);
    return element == null ? otherwise : narrow(exact(key, element), key);
  }

  /** Returns exactly {@code count} integers; {@code otherwise} if the member is absent. */
  public List<Integer> integers(String key, int count, List<Integer> otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    List<Integer> list = longs(key).stream().map(value -> narrow(value, key)).toList();
    if (list.size() != count) {
      throw wrong(key, count + " integers", member(key));
    }
    return list;
  }

  /** Returns a list of integers. */
  List<Long> longs(String key) {
    List<Long> list = new ArrayList<>();
    for (JsonElement item : array(member(key), where + ", \"" + key + "\"")) {
      list.add(exact(key, item));
    }
    return list;
  }

  /** Returns a list of finite numbers. */
  public List<Float> floats(String key) {
    List<Float> list = new ArrayList<>();
    for (JsonElement item : array(member(key), where + ", \"" + key + "\"")) {
      if (!item.isJsonPrimitive()
          || !item.getAsJsonPrimitive().isNumber()
          || !Float.isFinite(item.getAsFloat())) {
        throw wrong(key, "finite numbers", item);
      }
      list.add(item.getAsFloat());
    }
    return list;
  }

  private JsonElement member(String key) {
    JsonElement element = json.get(key);
    if (element == null) {
      throw new InputException(where + " lacks \"" + key + "\"");
    }
    return element;
  }

  private long exact(String key, JsonElement element) {
    try {
      if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()) {
        return element.getAsBigDecimal().longValueExact();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(key, "an integer", element);
    }
    throw wrong(key, "an integer", element);
  }

  private int narrow(long value, String key) {
    if (value != (int) value) {
      throw new InputException(where + ", \"" + key + "\": " + value + " is too large");
    }
    return (int) value;
  }

  private InputException wrong(String key, String expected, JsonElement element) {
    String place = where + ", \"" + key + "\": expected ";
    return new InputException(place + expected + ", not " + brief(element));
  }

  private static Iterable<JsonElement> array(JsonElement element, String where) {
    if (!element.isJsonArray()) {
      throw new InputException(where + ": expected a JSON array, not " + brief(element));
    }
    return element.getAsJsonArray();
  }

  private static String string(@Nullable JsonElement element, String where) {
    if (element == null || !element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw new InputException(where + ": expected a string, not " + brief(element));
    }
    return element.getAsString();
  }

  private static String brief(@Nullable JsonElement element) {
    String text = String.valueOf(element);
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
