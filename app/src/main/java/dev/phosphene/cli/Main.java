package dev.phosphene.cli;

import dev.phosphene.engine.Engines;
import dev.phosphene.render.Version;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Entry point: {@code phosphene COMMAND …}. */
@Command(
    name = "phosphene",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    versionProvider = Main.ProgramVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Shows what the units of a trained convolutional network respond to.",
    description = {
      "",
      "  phosphene render                           a sheet from the built-in network",
      "  phosphene render vgg19 block4_conv1:47 -o unit.png",
      "  phosphene layers inception_v3              its layers and their units",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:internal fault",
      "2:invalid input or command",
      "3:model not available",
      "130:interrupted by a signal; partial results were saved",
      "141:standard output was closed early"
    },
    subcommands = {
      RenderCommand.class,
      RecipesCommand.class,
      LayersCommand.class,
      ModelsCommand.class,
      ActivationsCommand.class,
      ExamplesCommand.class,
      DoctorCommand.class,
      AttributeCommand.class,
      UnitsCommand.class,
      GalleryCommand.class,
      InfoCommand.class,
      SpectrumCommand.class,
      HelpCommand.class,
      VersionCommand.class,
      CompletionCommand.class
    })
public final class Main implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "No progress on standard error.")
  private boolean quiet;

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    Interrupt.watch();
    Interrupt.exit(run(arguments));
  }

  /** Returns whether a command shows no progress. */
  static boolean quiet(@Nullable CommandSpec command) {
    return command != null && command.root().userObject() instanceof Main main && main.quiet;
  }

  /** Runs the command line; returns its exit code. */
  static int run(String... arguments) {
    StandardOutput output = new StandardOutput();
    PrintWriter out = output.writer();
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(out, err, arguments);
    out.flush();
    return output.code(code, err);
  }

  /** Runs the command line, printing to the given writers. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine command =
        HelpGroups.in(NumberOptions.readBy(new CommandLine(new Main())))
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Faults::wrongCommand)
            .setExecutionExceptionHandler(Faults::failed)
            .setExecutionStrategy(new Visibly(out, err));
    try {
      return command.execute(asOption(command, arguments));
    } catch (OutOfMemoryError e) {
      return Faults.outOfMemory(err);
    }
  }

  /**
   * Runs a command with control characters in its output escaped; picocli's help keeps its own. Not
   * a lambda: see {@link NumberOptions}.
   */
  private record Visibly(PrintWriter out, PrintWriter err) implements IExecutionStrategy {
    @Override
    public int execute(ParseResult parsed) {
      Integer helped = CommandLine.executeHelpRequest(parsed);
      if (helped != null) {
        if (parsed.asCommandLineList().stream()
            .anyMatch(command -> command.getParseResult().isVersionHelpRequested())) {
          out.println(engine());
        }
        return helped;
      }
      parsed.commandSpec().commandLine().setOut(new Visible(out)).setErr(new Visible(err));
      return new CommandLine.RunLast().execute(parsed);
    }
  }

  /**
   * Returns the arguments with a {@code help} after a command's name replaced by {@code --help}.
   */
  private static String[] asOption(CommandLine program, String... arguments) {
    int last = arguments.length - 1;
    if (last < 1 || !arguments[last].equals("help")) {
      return arguments;
    }
    CommandLine command = program;
    for (int i = 0; i < last; i++) {
      command = command.getSubcommands().get(arguments[i]);
      if (command == null || arguments[i].equals("help")) {
        return arguments;
      }
    }
    String[] requested = arguments.clone();
    requested[last] = "--help";
    return requested;
  }

  @Override
  public void run() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    command.usage(command.getOut(), CommandLine.Help.Ansi.OFF);
  }

  /** {@code phosphene 1.2.0}; picocli reads it at every start, so it must be cheap. */
  static final class ProgramVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"phosphene " + Version.TEXT};
    }
  }

  /** Loads and describes the engine, with the reason if a faster one is unavailable. */
  static String engine() {
    Engines.Choice choice = Engines.choose();
    String engine = choice.engine().name() + " (" + choice.engine().version() + ")";
    return "engine " + engine + choice.shortfall().map(r -> ": " + r).orElse("");
  }
}
