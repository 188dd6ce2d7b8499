package dev.phosphene.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code phosphene completion}: prints a shell completion script. */
@Command(
    name = "completion",
    header = "Prints a completion script for bash and zsh.",
    description = {
      "",
      "  source <(phosphene completion)                  for this shell",
      "  phosphene completion >> ~/.bash_completion      for every new bash",
      ""
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine own = Objects.requireNonNull(spec).commandLine();
    CommandLine program = own.getParent();
    own.getOut().print(AutoComplete.bash(program.getCommandName(), program));
    own.getOut().flush();
    return 0;
  }
}
