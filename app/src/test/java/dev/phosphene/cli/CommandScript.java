package dev.phosphene.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs commands one after another in this process's working folder: {@code CommandScript FILE
 * REPORT}. A line of FILE is one command, its words between tabs; REPORT gets a line for each that
 * did not end with 0.
 */
final class CommandScript {
  private CommandScript() {}

  public static void main(String[] arguments) throws IOException {
    System.setProperty("java.awt.headless", "true");
    List<String> failed = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int code =
          Main.run(new PrintWriter(out, true), new PrintWriter(err, true), line.split("\t", -1));
      if (code != 0) {
        failed.add(
            "%s ended with %d: %s"
                .formatted(line.replace('\t', ' '), code, err.toString().strip().lines().toList()));
      }
    }
    Files.write(Path.of(arguments[1]), failed);
  }
}
