package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checked building blocks of a pickle's objects. */
final class PickleChecks {
  private PickleChecks() {}

  /** Python's tuple. */
  record Tuple(List<Object> items) {}

  /** Python's None; also stands for values that do not matter. */
  enum None {
    NONE
  }

  /** Returns an ordered dictionary from a list of pairs, or an empty one. */
  static Map<Object, Object> map(String file, List<Object> arguments) {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      for (Object pair : items(file, arguments.get(0))) {
        List<Object> both = items(file, pair);
        if (both.size() != 2) {
          throw damaged(file, "a dictionary's entry has " + both.size() + " parts");
        }
        put(file, map, both.get(0), both.get(1));
      }
    }
    return map;
  }

  /** Adds an entry whose key must be a text or a number: others may be cyclic. */
  static void put(String file, Map<Object, Object> map, Object key, Object value) {
    boolean plain =
        key instanceof String
            || key instanceof Number
            || key instanceof Boolean
            || key == None.NONE;
    if (!plain) {
      throw damaged(file, "a dictionary's key is neither a text nor a number");
    }
    map.put(key, value);
  }

  static StoredTensor tensor(String file, List<Object> arguments) {
    if (arguments.size() < 4 || !(arguments.get(0) instanceof Storage storage)) {
      throw damaged(file, "a tensor without a storage");
    }
    return new StoredTensor(
        storage,
        integer(file, arguments.get(1)),
        integers(file, arguments.get(2)),
        integers(file, arguments.get(3)));
  }

  static long integer(String file, Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw damaged(file, "expected an integer");
  }

  static String text(String file, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw damaged(file, "expected a text");
  }

  private static long[] integers(String file, Object value) {
    return items(file, value).stream().mapToLong(item -> integer(file, item)).toArray();
  }

  /** Returns the items of a tuple or a list. */
  @SuppressWarnings("unchecked")
  static List<Object> items(String file, Object value) {
    if (value instanceof Tuple tuple) {
      return tuple.items();
    } else if (value instanceof List<?> list) {
      return (List<Object>) list;
    }
    throw damaged(file, "expected a tuple or a list");
  }

  static InputException damaged(String file, String what) {
    return new InputException(file + " has a damaged pickle: " + what);
  }
}
