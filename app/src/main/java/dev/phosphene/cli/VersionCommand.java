package dev.phosphene.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code phosphene version}: the same as {@code phosphene --version}. */
@Command(
    name = "version",
    header = "Shows the version.",
    description = {"", "  phosphene version", ""})
final class VersionCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine own = Objects.requireNonNull(spec).commandLine();
    own.getParent().printVersionHelp(own.getOut());
    own.getOut().println(Main.engine());
    return 0;
  }
}
