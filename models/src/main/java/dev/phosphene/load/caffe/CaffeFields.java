package dev.phosphene.load.caffe;

import dev.phosphene.load.Unsupported;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A message as named fields, each a list of texts or messages; numbers are texts here, and so are
 * enumeration names.
 */
final class CaffeFields {
  /** A message without fields. */
  static final CaffeFields NONE = new CaffeFields();

  /** Maximum length of a list of sizes, means or layer inputs. */
  private static final int LONGEST = 1 << 12;

  private final Map<String, List<String>> texts = new LinkedHashMap<>();
  private final Map<String, List<CaffeFields>> messages = new LinkedHashMap<>();

  /** Adds a text; returns false if there are too many of that name. */
  boolean add(String name, String value) {
    List<String> list = texts.computeIfAbsent(name, key -> new ArrayList<>(1));
    list.add(value);
    return list.size() <= LONGEST;
  }

  void add(String name, CaffeFields value) {
    messages.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
  }

  boolean has(String name) {
    return texts.containsKey(name);
  }

  List<String> texts(String name) {
    return texts.getOrDefault(name, List.of());
  }

  List<CaffeFields> messages(String name) {
    return messages.getOrDefault(name, List.of());
  }

  /** Returns the last message of that name, or one without fields. */
  CaffeFields message(String name) {
    List<CaffeFields> all = messages(name);
    return all.isEmpty() ? NONE : all.get(all.size() - 1);
  }

  /** Returns the last text of that name. */
  String text(String name, String otherwise) {
    List<String> all = texts(name);
    return all.isEmpty() ? otherwise : all.get(all.size() - 1);
  }

  long integer(String name, long otherwise) {
    return has(name) ? integer(name, text(name, "")) : otherwise;
  }

  private static long integer(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Unsupported("its " + name + " is \"" + text + "\", expected an integer");
    }
  }

  List<Long> integers(String name) {
    return texts(name).stream().map(text -> integer(name, text)).toList();
  }

  float real(String name, float otherwise) {
    return has(name) ? real(name, text(name, "")) : otherwise;
  }

  private static float real(String name, String text) {
    try {
      float value = Float.parseFloat(text);
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new Unsupported("its " + name + " is \"" + text + "\", expected a number");
  }

  List<Float> reals(String name) {
    return texts(name).stream().map(text -> real(name, text)).toList();
  }

  boolean truth(String name, boolean otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    String text = text(name, "").toLowerCase(Locale.ROOT);
    return text.equals("true") || text.equals("1") || text.equals("t");
  }
}
