package dev.phosphene.load;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.JsonText;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the names of a classifier's classes in the common forms: a JSON list, a JSON object from
 * index to name (or to a list that ends with the name, as Keras's {@code
 * imagenet_class_index.json}) or with a list {@code labels} (Teachable Machine's {@code
 * metadata.json}), or one name per line, alone or after its index (Teachable Machine's {@code
 * labels.txt}).
 */
public final class Labels {
  private static final long LONGEST = 1 << 24;

  /** {@code 0 Name}, {@code 0: Name}, {@code 0,Name}; not {@code 0} alone, which is a name. */
  private static final Pattern NUMBERED = Pattern.compile("(\\d{1,9})(?:\\s*[:,]\\s*|\\s+)(\\S.*)");

  private Labels() {}

  /**
   * Reads the labels in a file.
   *
   * @throws InputException if it cannot be read, or names are missing between others
   */
  public static List<String> read(Path file) {
    FileFacts.requireReadable(file);
    try {
      if (Files.size(file) > LONGEST) {
        throw new InputException(file + " is too large for a list of labels");
      }
      return parse(Files.readString(file), file.toString());
    } catch (CharacterCodingException e) {
      throw new InputException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  /**
   * Parses the labels in a text.
   *
   * @param where the text's origin, for messages
   */
  public static List<String> parse(String text, String where) {
    String stripped = (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
    if (!stripped.startsWith("[") && !stripped.startsWith("{")) {
      return plain(stripped.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }
    JsonElement json = json(stripped, where);
    if (json.isJsonArray()) {
      List<String> labels = new ArrayList<>();
      json.getAsJsonArray().forEach(item -> labels.add(name(item, where)));
      return List.copyOf(labels);
    }
    if (json.getAsJsonObject().get("labels") instanceof JsonArray array) {
      return array.asList().stream().map(item -> name(item, where)).toList();
    }
    TreeMap<Integer, String> byIndex = new TreeMap<>();
    json.getAsJsonObject()
        .asMap()
        .forEach((key, value) -> byIndex.put(index(key, where), name(value, where)));
    int expected = 0;
    for (int index : byIndex.keySet()) {
      if (index != expected++) {
        throw new InputException(where + ": no label " + (expected - 1) + ", but one for " + index);
      }
    }
    return List.copyOf(byIndex.values());
  }

  /** Returns the lines without leading numbers if these count all lines from 0. */
  private static List<String> plain(List<String> lines) {
    List<String> names = new ArrayList<>();
    for (String line : lines) {
      Matcher numbered = NUMBERED.matcher(line);
      if (!numbered.matches() || Integer.parseInt(numbered.group(1)) != names.size()) {
        return lines;
      }
      names.add(numbered.group(2));
    }
    return List.copyOf(names);
  }

  /** Parses JSON; accepts Python's notation with single quotes, which some exporters write. */
  private static JsonElement json(String text, String where) {
    try (JsonReader reader = new JsonReader(new StringReader(JsonText.bounded(text, where)))) {
      reader.setStrictness(Strictness.LENIENT);
      return JsonParser.parseReader(reader);
    } catch (JsonParseException | IOException | IllegalStateException e) {
      throw FileFacts.notJson(where, e);
    }
  }

  private static int index(String key, String where) {
    try {
      return Integer.parseInt(key.strip());
    } catch (NumberFormatException e) {
      throw new InputException(where + ": \"" + key + "\" is no class index", e);
    }
  }

  private static String name(JsonElement item, String where) {
    if (item.isJsonPrimitive()) {
      return item.getAsString();
    }
    if (item.isJsonArray() && !item.getAsJsonArray().isEmpty()) {
      return name(item.getAsJsonArray().get(item.getAsJsonArray().size() - 1), where);
    }
    throw new InputException(where + ": expected a name, not " + item);
  }
}
