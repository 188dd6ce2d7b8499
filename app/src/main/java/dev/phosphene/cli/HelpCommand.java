package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.text.Nearest;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene help [COMMAND]}: the same as {@code phosphene COMMAND --help}. */
@Command(
    name = "help",
    header = "Shows the help of the program or of a command.",
    description = {"", "  phosphene help render", "  phosphene help models fetch", ""})
final class HelpCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", description = "Command to describe (default: all).")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    CommandLine own = Objects.requireNonNull(spec).commandLine();
    CommandLine command = own.getParent();
    for (String name : names) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        throw new InputException(
            "no command \"%s\"%s ('phosphene help' lists them)"
                .formatted(name, Nearest.hint(name, command.getSubcommands().keySet())));
      }
      command = next;
    }
    command.usage(own.getOut(), CommandLine.Help.Ansi.OFF);
    return 0;
  }
}
