package dev.phosphene.load.caffe;

import dev.phosphene.error.InputException;

/**
 * Parses protobuf's text format, as far as Caffe's files use it: {@code name: value}, {@code name {
 * … }}, lists in brackets, comments after {@code #}. (protobuf.dev, "Text Format Language
 * Specification".)
 */
final class TextFormat {
  private static final int DEEPEST = 16;

  private final String file;
  private final String text;
  private int at;

  private TextFormat(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Parses a text as a message.
   *
   * @throws InputException if the text is malformed, with the line
   */
  static CaffeFields read(String file, String text) {
    TextFormat format = new TextFormat(file, text);
    CaffeFields fields = format.fields(0);
    format.space();
    if (format.at < text.length()) {
      throw format.wrong("a name");
    }
    return fields;
  }

  private CaffeFields fields(int depth) {
    if (depth > DEEPEST) {
      throw new InputException(file + ", " + line() + ": nested too deeply");
    }
    CaffeFields fields = new CaffeFields();
    while (true) {
      space();
      if (at == text.length() || peek() == '}' || peek() == '>') {
        return fields;
      }
      String name = word("a name");
      space();
      boolean colon = accept(':');
      space();
      if (accept('[')) {
        list(name, fields, depth);
      } else {
        value(name, fields, depth, colon);
      }
      space();
      if (!accept(',')) {
        accept(';');
      }
    }
  }

  private void list(String name, CaffeFields fields, int depth) {
    space();
    while (!accept(']')) {
      value(name, fields, depth, true);
      space();
      if (!accept(',') && (at == text.length() || peek() != ']')) {
        throw wrong("\"]\"");
      }
      space();
    }
  }

  private void value(String name, CaffeFields fields, int depth, boolean colon) {
    char open = at < text.length() ? peek() : ' ';
    if (open == '{' || open == '<') {
      at++;
      fields.add(name, fields(depth + 1));
      if (!accept(open == '{' ? '}' : '>')) {
        throw wrong(open == '{' ? "\"}\"" : "\">\"");
      }
      return;
    } else if (!colon) {
      throw wrong("\":\" or \"{\"");
    }
    boolean quoted = open == '"' || open == '\'';
    if (!fields.add(name, quoted ? quoted() : word("a value"))) {
      throw new InputException(file + ", " + line() + ": too many values of \"" + name + "\"");
    }
  }

  /** Reads one or several adjacent quoted texts, which form one. */
  private String quoted() {
    StringBuilder all = new StringBuilder();
    while (at < text.length() && (peek() == '"' || peek() == '\'')) {
      char end = peek();
      at++;
      while (at < text.length() && peek() != end && peek() != '\n') {
        if (peek() == '\\' && at + 1 < text.length()) {
          at++;
        }
        all.append(peek());
        at++;
      }
      if (!accept(end)) {
        throw wrong("the end of a text");
      }
      space();
    }
    return all.toString().replace('\n', '␊').replace('\r', '␍');
  }

  private String word(String expected) {
    int from = at;
    while (at < text.length() && isWord(peek())) {
      at++;
    }
    if (from == at) {
      throw wrong(expected);
    }
    return text.substring(from, at);
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '+';
  }

  private char peek() {
    return text.charAt(at);
  }

  private boolean accept(char c) {
    if (at < text.length() && peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  private void space() {
    while (at < text.length()) {
      if (peek() == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (Character.isWhitespace(peek())) {
        at++;
      } else {
        return;
      }
    }
  }

  private String line() {
    return "line " + (1 + text.substring(0, at).chars().filter(c -> c == '\n').count());
  }

  private InputException wrong(String expected) {
    int end = Math.min(at + 20, text.length());
    String found =
        at == text.length()
            ? "the end"
            : "\"" + text.substring(at, end).lines().findFirst().orElse("") + "\"";
    return new InputException(
        "%s, %s: expected %s, not %s".formatted(file, line(), expected, found));
  }
}
