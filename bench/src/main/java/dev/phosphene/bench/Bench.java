package dev.phosphene.bench;

import dev.phosphene.error.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Measures this project beside its peers.
 *
 * <pre>{@code
 * ./bench/run                                                 # VGG19 block4_conv1, 300×300
 * ./bench/run steps --model inception_v3 --layer mixed4 --rounds 5
 * ./bench/run process                                         # whole commands, wall time and memory
 * }</pre>
 */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    description = "Measures this project beside TensorFlow Java, PyTorch and bare oneDNN.",
    subcommands = {Steps.class, WholeProcess.class, Worker.class})
public final class Bench {
  private Bench() {}

  /** Runs a subcommand; {@code steps} if none is named. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Bench());
    line.setExecutionExceptionHandler(
        (failure, command, result) -> {
          if (failure instanceof InputException) {
            command.getErr().println(failure.getMessage());
            return 2;
          }
          throw failure;
        });
    System.exit(line.execute(arguments.length == 0 ? new String[] {"steps"} : arguments));
  }
}
