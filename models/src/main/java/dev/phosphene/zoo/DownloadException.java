package dev.phosphene.zoo;

import java.io.IOException;

/** Why a download attempt failed, in self-contained words. */
final class DownloadException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What can be done about it. */
  enum Kind {
    /** The next attempt may succeed. */
    TRANSITORY,
    /** The partial file does not fit: it must be deleted before the next attempt. */
    MISFIT,
    /** Every further attempt will fail the same way. */
    LASTING,
    /** The thread was interrupted. */
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
