package dev.phosphene.cli;

/** What is known of the terminal that the program was started from. */
final class Terminal {
  /** Begins the line anew. */
  static final String CLEAR_LINE = "\r\033[K";

  private Terminal() {}

  /**
   * Whether standard error goes to a terminal. Java cannot tell, so the launcher does; without it, a
   * console stands for one.
   */
  static boolean onError() {
    String told = System.getProperty("phosphene.terminal");
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }
}
