package dev.phosphene.objective;

/** Layer names in the text form of objectives. */
final class Names {
  /** What ends a name that is not in quotation marks. */
  private static final String DELIMITERS = "+*()@,:\"";

  private Names() {}

  static boolean isPart(char c) {
    return !Character.isWhitespace(c) && DELIMITERS.indexOf(c) < 0;
  }

  /** The name as it is, or in quotation marks if it would not be read back otherwise. */
  static String quoted(String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars().allMatch(c -> isPart((char) c))
            && !Character.isDigit(name.charAt(0))
            && name.charAt(0) != '-';
    return plain ? name : "\"" + name + "\"";
  }
}
