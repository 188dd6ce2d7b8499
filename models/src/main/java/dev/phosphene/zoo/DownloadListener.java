package dev.phosphene.zoo;

/** Receives the progress of a download, in the downloading thread. */
@FunctionalInterface
public interface DownloadListener {
  /** Ignores everything. */
  DownloadListener NONE = (file, bytes, total) -> {};

  /**
   * Reports that more has arrived; called for each piece of some ten kilobytes.
   *
   * @param file name of the file
   * @param bytes bytes so far, including earlier attempts
   * @param total size of the file in bytes
   */
  void progress(String file, long bytes, long total);

  /** Receives a message: a pause before another attempt, a wait for another process. */
  default void note(String message) {}
}
