package dev.phosphene.zoo;

/** Hears how a download goes on, in the thread that downloads. */
@FunctionalInterface
public interface DownloadListener {
  /** Hears nothing. */
  DownloadListener NONE = (file, bytes, total) -> {};

  /**
   * More has arrived; called for each piece of some ten kilobytes.
   *
   * @param file name of the file
   * @param bytes that are there, with those of earlier attempts
   * @param total size of the file in bytes
   */
  void progress(String file, long bytes, long total);

  /** Something to be told in words: a pause before another attempt, a wait for another process. */
  default void note(String message) {}
}
