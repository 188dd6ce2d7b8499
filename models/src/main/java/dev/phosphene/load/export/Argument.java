package dev.phosphene.load.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One value that a node takes or gives: the schema's union {@code Argument}. */
sealed interface Argument {
  /** No list is longer. */
  int MOST = 1 << 12;

  /** A tensor, or a symbolic number, by its name. */
  record Named(String name) implements Argument {}

  /** An integer, a boolean (0 or 1), or the number of a type of elements. */
  record Whole(long value) implements Argument {}

  /** A number with fractions; may be infinite. */
  record Real(double value) implements Argument {}

  /** A text. */
  record Text(String value) implements Argument {}

  /** Several of them. */
  record Several(List<Argument> items) implements Argument {
    public Several {
      items = List.copyOf(items);
    }
  }

  /** Python's None. */
  record None() implements Argument {}

  /** Something that no operator here takes, such as a graph. */
  record Other(String kind) implements Argument {}

  /** The value of a JSON object {@code {"as_…": …}}; whatever is not understood is other. */
  static Argument of(JsonElement json) {
    if (!(json instanceof JsonObject union)) {
      return new Other("value without a kind");
    }
    for (Map.Entry<String, JsonElement> member : union.entrySet()) {
      if (!member.getValue().isJsonNull() && member.getKey().startsWith("as_")) {
        return of(member.getKey(), member.getValue());
      }
    }
    return new None();
  }

  private static Argument of(String kind, JsonElement value) {
    return switch (kind) {
      case "as_none" -> new None();
      case "as_tensor", "as_optional_tensor" -> tensor(value);
      case "as_name" -> name(value, kind);
      case "as_int", "as_float", "as_scalar_type" -> number(value, kind);
      case "as_bool" -> flag(value, kind);
      case "as_string" -> value.isJsonPrimitive() ? new Text(value.getAsString()) : other(kind);
      case "as_sym_int", "as_sym_float" -> of(value);
      case "as_tensors", "as_optional_tensors" -> several(value, kind, Argument::tensor);
      case "as_ints", "as_floats" -> several(value, kind, item -> number(item, kind));
      case "as_bools" -> several(value, kind, item -> flag(item, kind));
      case "as_sym_ints", "as_sym_floats" -> several(value, kind, Argument::of);
      default -> other(kind);
    };
  }

  private static Argument other(String kind) {
    return new Other(kind);
  }

  /** {@code {"name": …}}, or a union of that and none. */
  private static Argument tensor(JsonElement value) {
    if (value instanceof JsonObject object) {
      return object.has("name") ? name(object.get("name"), "as_tensor") : of(object);
    }
    return other("as_tensor");
  }

  private static Argument name(JsonElement value, String kind) {
    return value instanceof JsonPrimitive text && text.isString()
        ? new Named(text.getAsString())
        : other(kind);
  }

  private static Argument flag(JsonElement value, String kind) {
    return value instanceof JsonPrimitive truth && truth.isBoolean()
        ? new Whole(truth.getAsBoolean() ? 1 : 0)
        : other(kind);
  }

  /** JSON has no infinities: newer files have them as texts. */
  private static Argument number(JsonElement value, String kind) {
    if (!(value instanceof JsonPrimitive number) || number.isBoolean()) {
      return other(kind);
    }
    try {
      return kind.startsWith("as_float")
          ? new Real(Double.parseDouble(number.getAsString()))
          : new Whole(number.getAsBigDecimal().longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      return other(kind);
    }
  }

  private static Argument several(
      JsonElement value, String kind, Function<JsonElement, Argument> each) {
    if (!(value instanceof JsonArray array) || array.size() > MOST) {
      return other(kind);
    }
    List<Argument> items = new ArrayList<>();
    array.forEach(item -> items.add(each.apply(item)));
    return new Several(items);
  }
}
