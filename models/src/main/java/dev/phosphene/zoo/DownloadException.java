package dev.phosphene.zoo;

import java.io.IOException;

/** Why an attempt to download failed, in words that need nothing added. */
final class DownloadException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What can be done about it. */
  enum Kind {
    /** It may be gone at the next attempt. */
    TRANSITORY,
    /** What earlier attempts left does not fit: it must go before the next one. */
    MISFIT,
    /** It will be the same at the next attempt. */
    LASTING,
    /** The thread was asked to stop. */
    INTERRUPTED
  }

  private final Kind kind;

  DownloadException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
