package dev.phosphene.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Escapes control characters in printed text: names and texts come from untrusted files, and a
 * terminal would obey them. Only line ends and tabs pass; ESC becomes ␛, any other control
 * character its JSON escape. The program's own sequences go through {@link #control}.
 */
final class Visible extends PrintWriter {
  private final PrintWriter target;

  Visible(PrintWriter target) {
    super(new Filter(target), true);
    this.target = target;
  }

  /** Sends one of the program's own control sequences to where {@code to} writes. */
  static void control(PrintWriter to, String sequence) {
    if (to instanceof Visible visible) {
      visible.flush();
      visible.target.print(sequence);
    } else {
      to.print(sequence);
    }
  }

  /** Returns the text on one line. */
  static String line(String text) {
    return text.replace('\n', '␊').replace('\r', '␍');
  }

  private static final class Filter extends FilterWriter {
    Filter(Writer target) {
      super(target);
    }

    @Override
    public void write(int c) throws IOException {
      if (c == '\n' || c == '\t' || !hidden((char) c)) {
        out.write(c);
      } else if (c < ' ') {
        out.write('\u2400' + c);
      } else {
        out.write(String.format("\\u%04x", c));
      }
    }

    @Override
    public void write(char[] text, int from, int count) throws IOException {
      write(new String(text, from, count), 0, count);
    }

    @Override
    public void write(String text, int from, int count) throws IOException {
      int start = from;
      for (int i = from; i < from + count; i++) {
        if (hidden(text.charAt(i))) {
          out.write(text, start, i - start);
          write(text.charAt(i));
          start = i + 1;
        }
      }
      out.write(text, start, from + count - start);
    }

    /** Returns whether to escape the character: a control, or one that changes text direction. */
    private static boolean hidden(char c) {
      return (c < ' ' && c != '\n' && c != '\t')
          || (c >= 0x7f && c < 0xa0)
          || (c >= '\u202a' && c <= '\u202e')
          || (c >= '\u2066' && c <= '\u2069')
          || c == '\u200e'
          || c == '\u200f';
    }
  }
}
