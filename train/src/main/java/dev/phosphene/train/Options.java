package dev.phosphene.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** Options of a command line: {@code --name value} pairs. */
final class Options {
  private final Map<String, String> given = new LinkedHashMap<>();

  Options(String... args) {
    for (int i = 0; i < args.length; i += 2) {
      if (!args[i].startsWith("--") || i + 1 == args.length) {
        throw new IllegalArgumentException("expected --name value, not " + args[i]);
      }
      given.put(args[i].substring(2), args[i + 1]);
    }
  }

  String text(String name, String otherwise) {
    return given.getOrDefault(name, otherwise);
  }

  String text(String name) {
    String value = given.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }

  int integer(String name, int otherwise) {
    String value = given.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  double real(String name, double otherwise) {
    String value = given.get(name);
    return value == null ? otherwise : Double.parseDouble(value);
  }

  /** The options as they were given. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    given.forEach((name, value) -> text.append(" --").append(name).append(' ').append(value));
    return text.toString().trim();
  }
}
