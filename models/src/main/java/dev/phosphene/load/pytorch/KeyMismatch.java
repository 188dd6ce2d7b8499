package dev.phosphene.load.pytorch;

/** Why a file's keys and shapes do not match an architecture, with the key at fault. */
final class KeyMismatch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyMismatch(String reason) {
    super(reason);
  }
}
