package dev.phosphene.cli;

/** What is known of the terminal that the program was started from. */
final class Terminal {
  /** Begins the line anew. */
  static final String CLEAR_LINE = "\r\033[K";

  private Terminal() {}

  /**
   * Whether standard error goes to a terminal. Java 17 cannot tell, so the launcher does, and
   * without it the answer is no.
   */
  static boolean onError() {
    return Boolean.getBoolean("phosphene.terminal");
  }
}
