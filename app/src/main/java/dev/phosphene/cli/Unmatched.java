package dev.phosphene.cli;

import dev.phosphene.text.Nearest;
import dev.phosphene.zoo.Models;
import dev.phosphene.zoo.Zoo;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Suggests what an unknown option, command or operand may have meant. */
final class Unmatched {
  /** Other programs' options for choosing a device. */
  private static final Pattern DEVICE =
      Pattern.compile("--(device|devices|gpu|gpus|cuda|cpu|backend|mps)(=.*)?");

  private Unmatched() {}

  /** Returns a one-line message. */
  static String words(UnmatchedArgumentException fault) {
    String first = fault.getUnmatched().get(0);
    CommandLine command = fault.getCommandLine();
    CommandSpec spec = command.getCommandSpec();
    if (DEVICE.matcher(first).matches()) {
      return "no option "
          + name(first)
          + ": this program computes on the CPU; --threads says with how many threads";
    }
    if (first.startsWith("-") && first.length() > 1) {
      return "'%s' has no option %s%s"
              .formatted(spec.qualifiedName(), name(first), Nearest.hint(name(first), shown(spec)))
          + trying(spec);
    }
    if (command.getParent() == null) {
      return command(first, command) + trying(spec);
    }
    return "'%s' has no use for \"%s\"%s"
            .formatted(
                spec.qualifiedName(), first, Nearest.hint(first, command.getSubcommands().keySet()))
        + trying(spec);
  }

  private static String command(String word, CommandLine program) {
    if (Models.names(Zoo.fromEnvironment()).contains(word) || Operands.exists(word)) {
      return ("\"%s\" is no command; 'phosphene layers %s' lists a model's layers, and 'phosphene"
              + " render %s LAYER:CHANNEL' renders a unit")
          .formatted(word, word, word);
    }
    return "no command \"%s\"%s"
        .formatted(word, Nearest.hint(word, program.getSubcommands().keySet()));
  }

  private static String trying(CommandSpec spec) {
    return "\nTry '" + spec.qualifiedName() + " --help'.";
  }

  /** Returns the option without the value after an equals sign. */
  private static String name(String option) {
    int equals = option.indexOf('=');
    return equals < 0 ? option : option.substring(0, equals);
  }

  /** Returns the options that the help shows. */
  private static Collection<String> shown(CommandSpec spec) {
    return spec.options().stream()
        .filter(option -> !option.hidden())
        .flatMap(option -> List.of(option.names()).stream())
        .toList();
  }
}
