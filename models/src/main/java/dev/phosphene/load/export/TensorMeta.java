package dev.phosphene.load.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The schema's {@code TensorMeta}.
 *
 * @param type PyTorch's name of the elements' type, such as {@code FLOAT}
 * @param sizes −1 for one that is not fixed
 * @param strides as many as sizes
 * @param offset of the first element
 */
record TensorMeta(String type, List<Long> sizes, List<Long> strides, long offset) {
  /** Says that a size is a symbol. */
  static final long ANY = -1;

  private static final int MOST_AXES = 16;

  /** The schema's {@code ScalarType}, from 0 on. */
  private static final List<String> TYPES =
      List.of(
          "UNKNOWN",
          "BYTE",
          "CHAR",
          "SHORT",
          "INT",
          "LONG",
          "HALF",
          "FLOAT",
          "DOUBLE",
          "COMPLEXHALF",
          "COMPLEXFLOAT",
          "COMPLEXDOUBLE",
          "BOOL",
          "BFLOAT16");

  /** The object's content; empty if it is something else. */
  static Optional<TensorMeta> read(JsonElement json) {
    if (!(json instanceof JsonObject meta)
        || !(meta.get("sizes") instanceof JsonArray sizes)
        || sizes.size() > MOST_AXES) {
      return Optional.empty();
    }
    List<Long> strides =
        meta.get("strides") instanceof JsonArray given && given.size() == sizes.size()
            ? numbers(given)
            : List.of();
    JsonElement offset = meta.get("storage_offset");
    return Optional.of(
        new TensorMeta(
            type(meta.get("dtype")),
            numbers(sizes),
            strides,
            offset == null ? 0 : Math.max(number(offset), 0)));
  }

  private static String type(JsonElement json) {
    if (json instanceof JsonPrimitive code) {
      String text = code.getAsString();
      for (int i = 0; i < TYPES.size(); i++) {
        if (text.equals(String.valueOf(i)) || text.equalsIgnoreCase(TYPES.get(i))) {
          return TYPES.get(i);
        }
      }
      return "the type " + (text.length() <= 20 ? text : "…");
    }
    return "an unknown type";
  }

  private static List<Long> numbers(JsonArray array) {
    List<Long> numbers = new ArrayList<>();
    array.forEach(item -> numbers.add(number(item)));
    return List.copyOf(numbers);
  }

  /** The schema's {@code SymInt}; the oldest files have the integer itself. */
  private static long number(JsonElement json) {
    Argument value = json instanceof JsonPrimitive ? new Argument.None() : Argument.of(json);
    if (json instanceof JsonPrimitive number && number.isNumber()) {
      JsonObject wrapped = new JsonObject();
      wrapped.add("as_int", number);
      value = Argument.of(wrapped);
    }
    return value instanceof Argument.Whole whole && whole.value() >= 0 ? whole.value() : ANY;
  }
}
