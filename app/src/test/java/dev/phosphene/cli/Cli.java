package dev.phosphene.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One run of the command line inside the test's process. {@code -Dphosphene.precision=f32} (or
 * {@code bf16}, on a processor that has it) renders in that precision wherever a test leaves it to
 * the program.
 */
record Cli(int code, String out, String err) {
  /** What settles the precision by itself; the tutorial's recipe repeats published numbers. */
  private static final Pattern SETTLED =
      Pattern.compile("--(precision|again|engine|help)\\b.*|tutorial|--recipe=tutorial");

  /** Runs {@code phosphene arguments…}. */
  static Cli run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      texts.add(argument.toString());
    }
    String precision = System.getProperty("phosphene.precision", "");
    if (!precision.isEmpty() && isFree(texts)) {
      texts.add(1, "--precision=" + precision);
    }
    int code =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), texts.toArray(String[]::new));
    return new Cli(code, out.toString(), err.toString());
  }

  /** A run in a process of its own. */
  static ProcessBuilder process(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED", // as the jar's manifest says
                "-cp",
                System.getProperty("java.class.path"),
                "dev.phosphene.cli.Main"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .remove("JAVA_TOOL_OPTIONS"); // Java says on standard error that it has them
    builder.environment().put("LC_ALL", "C.UTF-8"); // the system's words are looked for
    return builder;
  }

  /** What a process that prints little came to. */
  static Cli of(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Cli(process.waitFor(), out, err);
  }

  /** Whether this renders in the precision that the program chooses. */
  private static boolean isFree(List<String> texts) {
    return !texts.isEmpty()
        && texts.get(0).equals("render")
        && texts.stream().noneMatch(text -> SETTLED.matcher(text).matches());
  }
}
