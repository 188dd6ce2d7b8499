package dev.phosphene.fuzz;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fuzzes every reader: {@code FuzzMain FOLDER DURATION [TARGET,…]}. Where each target's share of
 * the time is long enough, it has a process of its own; else one process serves all. The corpus and
 * what is found stay in the folder, so that a later run goes on from there; fails if something was
 * found.
 */
public final class FuzzMain {
  /** A process of its own takes two seconds to begin. */
  private static final long WORTH_A_PROCESS = 20;

  /** libFuzzer's last line: inputs, and edges of the instrumented code that they reached. */
  private static final Pattern DONE = Pattern.compile("^#(\\d+)\\s+DONE +cov: (\\d+)");

  /** Lines of a finding, and characters of a line, that are shown. */
  private static final int SHOWN = 40;

  private static final int WIDEST = 400;

  private FuzzMain() {}

  /** Runs the processes, one after the other. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!machine.matches("(?i)(linux|mac).* (amd64|x86_64|aarch64)|windows.* (amd64|x86_64)")) {
      System.out.println("no fuzzing: Jazzer has no library for " + machine);
      return;
    }
    Path root = Path.of(args[0]);
    long seconds = Duration.parse("PT" + args[1]).toSeconds(); // 90s, 10m or 2h
    List<Target> targets = Targets.named(args.length > 2 ? args[2] : "all");
    long share = seconds / targets.size();
    List<String> failed = new ArrayList<>();
    if (share < WORTH_A_PROCESS) {
      run(root.resolve("all"), seconds, targets, failed);
    } else {
      for (Target target : targets) {
        run(root.resolve(target.name()), share, List.of(target), failed);
      }
    }
    if (!failed.isEmpty()) {
      System.out.println("findings in " + String.join(", ", failed));
      System.exit(1);
    }
  }

  private static void run(Path folder, long seconds, List<Target> targets, List<String> failed)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    String names = targets.stream().map(Target::name).collect(Collectors.joining(","));
    System.out.println("fuzzing for " + seconds + " s: " + names);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(FuzzRun.class.getName());
    command.addAll(List.of(folder.toString(), String.valueOf(seconds), names));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Path log = folder.resolve("log");
    String done = "";
    boolean found = false;
    int told = SHOWN;
    try (BufferedReader reader = process.inputReader();
        BufferedWriter out = Files.newBufferedWriter(log)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        out.write(line + "\n");
        Matcher end = DONE.matcher(line);
        done = end.find() ? end.group(1) + " inputs, coverage " + end.group(2) : done;
        if (line.startsWith("== Java Exception") || line.contains("ERROR: libFuzzer")) {
          found = true;
          told = 0;
        }
        if (told++ < SHOWN || line.startsWith("fuzzed ")) {
          System.out.println(line.length() <= WIDEST ? line : line.substring(0, WIDEST) + "…");
        }
      }
    }
    int code = process.waitFor();
    System.out.println(names + ": " + (done.isEmpty() ? "ended early" : done));
    if (code != 0 || found || done.isEmpty()) {
      failed.add(folder + " (exit code " + code + "; the whole log is there)");
    }
  }
}
