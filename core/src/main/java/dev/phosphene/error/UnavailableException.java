package dev.phosphene.error;

/**
 * Reports an unavailable model: not in the cache, and its download failed. The message says what
 * was tried and where to put the file by hand. The command line exits with 3.
 */
public class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
