package dev.phosphene.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Standard output for results; unlike a print stream, it remembers write errors. */
final class StandardOutput extends OutputStream {
  /** Exit code of a program ended by SIGPIPE: 128 + 13. */
  static final int CLOSED_PIPE = 141;

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private @Nullable IOException fault;

  /** Returns a UTF-8 writer to this stream. */
  PrintWriter writer() {
    return new PrintWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8), true);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      fault = fault == null ? e : fault;
      throw e;
    }
  }

  /**
   * Returns the exit code for a command whose own is {@code code}. Failed output is an error, but a
   * reader that closed the pipe, such as {@code head}, needs no message.
   */
  int code(int code, PrintWriter err) {
    IOException problem = fault;
    if (problem == null || code != 0) {
      return code;
    }
    String reason = String.valueOf(problem.getMessage());
    String words = reason.toLowerCase(Locale.ROOT);
    if (words.contains("broken pipe") || words.contains("pipe is being closed")) {
      return CLOSED_PIPE;
    }
    err.println("phosphene: cannot write to standard output: " + reason);
    return Faults.WRONG_INPUT;
  }
}
