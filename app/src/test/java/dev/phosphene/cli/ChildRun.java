package dev.phosphene.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of the command line in a process of its own.
 *
 * @param code 137 if it was killed, 124 if it did not end
 * @param output standard output and standard error together
 */
record ChildRun(int code, String output) {
  private static final long LONGEST = 120;

  /** Starts it. */
  static Process start(
      Path log, Map<String, String> environment, List<String> options, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.phosphene.cli.Main");
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs it to its end. */
  static ChildRun run(
      Path log, Map<String, String> environment, List<String> options, Object... arguments)
      throws IOException, InterruptedException {
    return ended(start(log, environment, options, arguments), log);
  }

  /** Waits for its end. */
  static ChildRun ended(Process process, Path log) throws IOException, InterruptedException {
    boolean ended = process.waitFor(LONGEST, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    return new ChildRun(ended ? process.exitValue() : 124, output);
  }

  /** The lines but those that the Java machine itself wrote. */
  List<String> lines() {
    return output
        .lines()
        .filter(
            line ->
                !line.isBlank() && !line.startsWith("Picked up ") && !line.startsWith("WARNING:"))
        .toList();
  }
}
