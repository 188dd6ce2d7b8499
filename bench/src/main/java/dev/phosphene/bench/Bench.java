package dev.phosphene.bench;

import dev.phosphene.error.InputException;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Benchmarks this project against its peers.
 *
 * <pre>{@code
 * ./bench/run                                                 # VGG19 block4_conv1, 300×300
 * ./bench/run steps --model inception_v3 --layer mixed4 --rounds 5
 * ./bench/run busy                                            # steps beside busy programs
 * ./bench/run recipe --model inception_v3 --layer mixed4 --size 128   # what a recipe adds to a step
 * ./bench/run recipes --model mini --units stage2:3,stage2:7   # activations that recipes reach
 * ./bench/run check                                           # has a ratio regressed?
 * ./bench/run many --model mini --layer stage3 --size 64      # what a second image costs
 * ./bench/run whole-recipe --model bvlc_googlenet.onnx        # a whole command, and by PyTorch
 * ./bench/run convs                                           # each 3×3 layer, directly and by Winograd
 * ./bench/run process                                         # whole commands, wall time and memory
 * ./bench/run jmh MapsBenchmark -p size=128                   # the Java maps; JMH's own options
 * }</pre>
 */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    description = "Measures this project beside TensorFlow Java, PyTorch and bare oneDNN.",
    subcommands = {
      Steps.class,
      Busy.class,
      Convs.class,
      RecipeCost.class,
      CompareRecipes.class,
      Fidelity.class,
      WholeProcess.class,
      WholeRecipe.class,
      ManyPictures.class,
      Check.class,
      Worker.class
    })
public final class Bench {
  private Bench() {}

  /** Runs a subcommand, by default {@code steps}. Arguments after {@code jmh} are JMH's. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("jmh")) {
      org.openjdk.jmh.Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
      return;
    }
    CommandLine line = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (failure, command, result) -> {
          if (failure instanceof InputException) {
            command.getErr().println(failure.getMessage());
            return 2;
          }
          throw failure;
        });
    System.exit(line.execute(named(arguments)));
  }

  /** Inserts {@code steps} if no subcommand is named; {@code --check} is {@code check}. */
  static String[] named(String... arguments) {
    if (arguments.length == 0) {
      return new String[] {"steps"};
    }
    String[] named = arguments.clone();
    if (named[0].equals("--check")) {
      named[0] = "check";
    }
    return named;
  }
}
