package dev.phosphene.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs another process with this Java and class path. */
final class Java {
  private Java() {}

  /** Returns the command line that runs {@code main}. */
  static List<String> command(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-XX:ErrorFile=" + Turns.target().resolve("crash-%p.log"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }
}
