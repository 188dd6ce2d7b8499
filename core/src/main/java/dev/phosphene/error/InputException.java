package dev.phosphene.error;

/**
 * Reports unusable input: a file, a name, an option, an objective. The message names it, says what
 * was expected and, for a name, suggests the nearest valid ones. The command line exits with 2.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
