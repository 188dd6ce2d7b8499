package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.error.UnavailableException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints errors on standard error and maps them to exit codes. */
final class Faults {
  static final int INTERNAL = 1;
  static final int WRONG_INPUT = 2;
  static final int NO_MODEL = 3;

  private Faults() {}

  /** Reports a command line that does not parse. */
  static int wrongCommand(ParameterException fault, String[] arguments) {
    CommandLine command = fault.getCommandLine();
    PrintWriter err = command.getErr();
    if (fault instanceof UnmatchedArgumentException unmatched) {
      if (unmatched.getUnmatched().get(0).matches("-([^-].*[:(].*|\\d.*|tv|l1|l2|blur)")) {
        err.println(
            "phosphene: put an objective that begins with a minus in parentheses: '("
                + unmatched.getUnmatched().get(0)
                + ")'");
      } else {
        err.println("phosphene: " + Unmatched.words(unmatched));
      }
      return WRONG_INPUT;
    }
    err.println("phosphene: " + fault.getMessage());
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return WRONG_INPUT;
  }

  /** Reports that the work does not fit into memory. */
  static int outOfMemory(PrintWriter err) {
    err.println(
        "phosphene: not enough memory; try a smaller --size, fewer objectives at once, or a larger"
            + " heap with JAVA_TOOL_OPTIONS=-Xmx8g");
    return WRONG_INPUT;
  }

  /** Reports that a command failed. */
  static int failed(Exception fault, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (fault instanceof InputException) {
      err.println("phosphene: " + fault.getMessage());
      return WRONG_INPUT;
    } else if (fault instanceof UnavailableException) {
      err.println("phosphene: " + fault.getMessage());
      return NO_MODEL;
    }
    err.println("phosphene: internal fault, please report it:");
    fault.printStackTrace(err);
    return INTERNAL;
  }
}
