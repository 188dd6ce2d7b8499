package dev.phosphene.bench;

import dev.phosphene.error.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A {@link Worker} seen from the process that started it. */
final class Child implements AutoCloseable {
  private final Contender contender;
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final String version;
  private final double objective;
  private final float[] gradient;
  private final List<Double> seconds = new ArrayList<>();
  private long peak;

  private Child(Contender contender, Process process) throws IOException {
    this.contender = contender;
    this.process = process;
    answers = process.inputReader();
    orders = process.outputWriter();
    version = answer("ready");
    objective = Double.parseDouble(answer("result"));
    gradient = Floats.parse(answer("gradient"));
  }

  /**
   * Starts a contender and waits until it has warmed up.
   *
   * @throws InputException if it cannot run here
   * @throws IOException if it fails, or dies
   */
  static Child start(Contender contender, Workload work) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("worker", contender.label()));
    arguments.addAll(work.arguments());
    ProcessBuilder builder = new ProcessBuilder(Java.command(Bench.class, arguments));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putIfAbsent("TF_CPP_MIN_LOG_LEVEL", "2");
    if (work.threads() > 0) {
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(work.threads()));
    }
    return new Child(contender, builder.start());
  }

  /**
   * Runs some steps.
   *
   * @return the seconds of each step
   * @throws IOException if the process has ended or reports a failure
   */
  List<Double> step(int steps) throws IOException {
    orders.write(steps + System.lineSeparator());
    orders.flush();
    List<Double> turn =
        Arrays.stream(answer("seconds").split(" ", -1)).map(Double::valueOf).toList();
    seconds.addAll(turn);
    return turn;
  }

  Contender contender() {
    return contender;
  }

  String version() {
    return version;
  }

  /** Returns the objective for the workload's image; NaN for the floor. */
  double objective() {
    return objective;
  }

  /** Returns the objective's gradient, {@code [n, c, h, w]}; empty for the floor. */
  float[] gradient() {
    return gradient;
  }

  /** Returns the seconds of each step so far. */
  List<Double> seconds() {
    return List.copyOf(seconds);
  }

  /** Returns the peak memory in MiB; known after {@link #finish}. */
  long peak() {
    return peak;
  }

  /** Lets it end by itself and report its peak memory. */
  void finish() throws IOException {
    orders.close();
    peak = Long.parseLong(answer("peak"));
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** Returns the rest of the next line that begins with {@code word}. */
  private String answer(String word) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(word + " ")) {
        return line.substring(word.length() + 1);
      } else if (line.startsWith("refused ")) {
        throw new InputException(contender.label() + ": " + line.substring("refused ".length()));
      } else if (line.startsWith("failed ")) {
        throw new IOException(contender.label() + ": " + line.substring("failed ".length()));
      }
    }
    throw new IOException(contender.label() + " died; exit code " + exitCode());
  }

  private int exitCode() throws InterruptedIOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
