package dev.phosphene.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.JsonText;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The record of how an image was made, an immutable JSON object stored in the file. Keys keep their
 * insertion order, and a number is the shortest decimal that parses back as the same float, so
 * equal content has equal text on every JDK.
 */
public final class Provenance {
  /** Marks our text in a PNG, JPEG or GIF. */
  static final String KEYWORD = "phosphene";

  /** Largest text that is read, in bytes. */
  static final int LARGEST = 16 << 20;

  private final JsonObject json;

  private Provenance(JsonObject json) {
    this.json = json;
  }

  /** Copies {@code json}; NaN and infinities, which JSON cannot hold, become null. */
  public static Provenance of(JsonObject json) {
    return new Provenance(canonical(json).getAsJsonObject());
  }

  /**
   * Parses the output of {@link #text}.
   *
   * @throws InputException if it is not a single JSON object
   */
  public static Provenance parse(String text) {
    try (JsonReader reader =
        new JsonReader(new StringReader(JsonText.bounded(text, "the provenance")))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (!element.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
        throw new InputException("the provenance is not one JSON object");
      }
      return of(element.getAsJsonObject());
    } catch (IOException | JsonParseException problem) {
      throw FileFacts.notJson("the provenance", problem);
    }
  }

  /** Returns a copy of the content, which the caller may change. */
  public JsonObject toJson() {
    return json.deepCopy();
  }

  /** Returns the canonical text, on one line. */
  public String text() {
    return json.toString();
  }

  private static JsonElement canonical(JsonElement element) {
    if (element instanceof JsonObject object) {
      JsonObject copy = new JsonObject();
      object.entrySet().forEach(entry -> copy.add(entry.getKey(), canonical(entry.getValue())));
      return copy;
    }
    if (element instanceof JsonArray array) {
      JsonArray copy = new JsonArray(array.size());
      array.forEach(item -> copy.add(canonical(item)));
      return copy;
    }
    if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
      Number number = primitive.getAsNumber();
      if (number instanceof Float || number instanceof Double) {
        return Double.isFinite(number.doubleValue())
            ? JsonParser.parseString(shortest(number))
            : JsonNull.INSTANCE;
      }
    }
    return element;
  }

  /** Returns the shortest text; {@code Float.toString} does so only from JDK 19 on. */
  private static String shortest(Number number) {
    BigDecimal exact = new BigDecimal(number.doubleValue());
    int digits = new BigDecimal(number.toString()).precision();
    while (digits > 1 && same(number, exact.round(new MathContext(digits - 1)))) {
      digits--;
    }
    BigDecimal decimal = exact.round(new MathContext(digits)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    return exponent >= -5 && exponent <= 9 ? decimal.toPlainString() : decimal.toString();
  }

  private static boolean same(Number number, BigDecimal decimal) {
    return number instanceof Float
        ? decimal.floatValue() == number.floatValue()
        : decimal.doubleValue() == number.doubleValue();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Provenance that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  /** Returns the canonical text. */
  @Override
  public String toString() {
    return text();
  }
}
