package dev.phosphene.objective;

import java.nio.file.Path;
import java.util.List;

/** Names, file names and numbers in the text form of objectives: how each is printed. */
final class ObjectiveNames {
  /** What begins a class logit, and so cannot be a layer's name without quotation marks. */
  static final String LOGIT = "logit";

  /** What ends a name that is not in quotation marks. */
  private static final String DELIMITERS = "+*()@,:\"";

  /** What a file name must not contain without quotation marks; on Windows it has a colon. */
  private static final String FILE_DELIMITERS = "(),:\"";

  private ObjectiveNames() {}

  static boolean isPart(char c) {
    return !Character.isWhitespace(c) && DELIMITERS.indexOf(c) < 0;
  }

  /** The name as it is, or in quotation marks if it would not be read back otherwise. */
  static String quoted(String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars().allMatch(c -> isPart((char) c))
            && !Character.isDigit(name.charAt(0))
            && name.charAt(0) != '-'
            && !name.equals(LOGIT);
    return plain ? name : inQuotes(name);
  }

  /** The same for a file, whose name may have more in it. */
  static String quoted(Path file) {
    String name = file.toString();
    boolean plain =
        !name.isEmpty()
            && name.chars()
                .noneMatch(c -> Character.isWhitespace(c) || FILE_DELIMITERS.indexOf(c) >= 0);
    return plain ? name : inQuotes(name);
  }

  /** A quotation mark inside is doubled; a backslash is one, as Windows wants it. */
  private static String inQuotes(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** The shortest text: {@code 2}, {@code 0.5}, {@code 1.0E-5}. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** {@code name(first, second)}, or the name alone without arguments. */
  static String call(String name, String... arguments) {
    return arguments.length == 0 ? name : name + "(" + String.join(", ", List.of(arguments)) + ")";
  }
}
