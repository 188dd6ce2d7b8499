package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import java.io.Console;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Asks for consent before doing what an untrusted file requests. */
final class Trust {
  private final boolean given;
  private final PrintWriter err;
  private final Set<String> agreed = new HashSet<>();

  /**
   * Consents if {@code --trust} is given, else asks where there is a terminal.
   *
   * @param err where the question is printed
   */
  Trust(boolean given, PrintWriter err) {
    this.given = given;
    this.err = err;
  }

  /**
   * Asks, unless the user has agreed to everything in advance.
   *
   * @param fact a sentence without its full stop
   * @param action the action to confirm, such as {@code read it}
   * @throws InputException if the user does not agree, or cannot be asked
   */
  void require(String fact, String action) {
    String told = Visible.line(fact);
    if (given || agreed.contains(told)) {
      return;
    }
    Console console = Terminal.onError() ? System.console() : null;
    if (console != null) {
      err.print(told + ". Shall I " + action + "? [y/N] ");
      err.flush();
      String answer = console.readLine();
      if (answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
        agreed.add(told);
        return;
      }
    }
    throw new InputException(told + "; --trust lets the program " + action);
  }
}
