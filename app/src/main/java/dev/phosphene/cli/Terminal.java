package dev.phosphene.cli;

/** What is known of the terminal in which the program was started. */
final class Terminal {
  /** Clears the line and returns to its start. */
  static final String CLEAR_LINE = "\r\033[K";

  private Terminal() {}

  /**
   * Returns whether standard error goes to a terminal. Java 17 cannot tell, so the launcher does;
   * without the launcher the answer is no.
   */
  static boolean onError() {
    return Boolean.getBoolean("phosphene.terminal");
  }
}
