package dev.phosphene.gallery.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.phosphene.output.AtomicFile;
import dev.phosphene.output.Provenance;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;

/** Numbers, lists and files as a gallery writes them. */
public final class Json {
  private static final MathContext DIGITS = new MathContext(4);

  private Json() {}

  /** The number with 4 significant digits; null where there is none. */
  public static JsonElement number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return JsonNull.INSTANCE;
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    boolean plain = Math.abs(rounded.precision() - rounded.scale()) <= 10;
    return new JsonPrimitive(plain ? new BigDecimal(rounded.toPlainString()) : rounded);
  }

  /** A list of texts. */
  public static JsonArray texts(Collection<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  /** A list of counts. */
  public static JsonArray counts(int... counts) {
    JsonArray array = new JsonArray();
    for (int count : counts) {
      array.add(count);
    }
    return array;
  }

  /** A list of numbers of 4 digits. */
  public static JsonArray numbers(float[] values) {
    JsonArray array = new JsonArray();
    for (float value : values) {
      array.add(number(value));
    }
    return array;
  }

  /**
   * Writes an object as one line, atomically.
   *
   * @throws dev.phosphene.error.InputException if the file cannot be written
   */
  public static void write(Path file, JsonObject json) {
    AtomicFile.write(file, (Provenance.of(json).text() + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
