package dev.phosphene.spark;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/** The first difference between two plans, in words. */
final class Difference {
  private Difference() {}

  static String of(String one, String other) {
    try {
      return of("the plan", JsonParser.parseString(one), JsonParser.parseString(other));
    } catch (JsonParseException e) {
      return "the plan's file is damaged";
    }
  }

  private static String of(String name, JsonElement one, JsonElement other) {
    if (one.isJsonObject() && other.isJsonObject()) {
      JsonObject all = other.getAsJsonObject();
      for (String key : all.keySet()) {
        JsonElement theirs = one.getAsJsonObject().get(key);
        if (theirs == null) {
          return key + " is new";
        }
        if (!theirs.equals(all.get(key))) {
          return of(key, theirs, all.get(key));
        }
      }
    }
    return "%s is %s, not %s".formatted(name, text(one), text(other));
  }

  private static String text(JsonElement value) {
    return value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }
}
