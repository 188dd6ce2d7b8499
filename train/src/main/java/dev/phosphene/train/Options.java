package dev.phosphene.train;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Command-line options: {@code --name value} pairs. */
final class Options {
  private final Map<String, String> given = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  Options(String... args) {
    for (int i = 0; i < args.length; i += 2) {
      if (!args[i].startsWith("--") || i + 1 == args.length) {
        throw new IllegalArgumentException("expected --name value, not " + args[i]);
      }
      given.put(args[i].substring(2), args[i + 1]);
    }
  }

  String text(String name, String otherwise) {
    known.add(name);
    return given.getOrDefault(name, otherwise);
  }

  String text(String name) {
    known.add(name);
    String value = given.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }

  int integer(String name, int otherwise) {
    known.add(name);
    String value = given.get(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  double real(String name, double otherwise) {
    known.add(name);
    String value = given.get(name);
    return value == null ? otherwise : Double.parseDouble(value);
  }

  /** Rejects options that were given but never read; call it when all have been read. */
  void end() {
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException("no option --" + name + "; there are " + known);
      }
    }
  }

  /** Returns the options as given. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    given.forEach((name, value) -> text.append(" --").append(name).append(' ').append(value));
    return text.toString().trim();
  }
}
