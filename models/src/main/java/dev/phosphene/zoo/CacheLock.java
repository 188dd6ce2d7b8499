package dev.phosphene.zoo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Allows one download of a file at a time, across all threads and processes of a machine. The lock
 * file stays; the system releases the lock itself when a process dies.
 */
final class CacheLock {
  /** Locks among threads, since a file lock belongs to the whole process. */
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private static final int POLL_MILLIS = 100;

  private final ReentrantLock threads;
  private final FileChannel channel;

  private CacheLock(ReentrantLock threads, FileChannel channel) {
    this.threads = threads;
    this.channel = channel;
  }

  /**
   * Waits for the lock.
   *
   * @param waiting runs once if it has to wait
   * @throws DownloadException if the thread was interrupted; it stays so
   * @throws IOException if the file system has no locks
   */
  static CacheLock acquire(Path file, Runnable waiting) throws IOException {
    ReentrantLock threads =
        THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
    boolean told = false;
    if (!threads.tryLock()) {
      waiting.run();
      told = true;
      try {
        threads.lockInterruptibly();
      } catch (InterruptedException e) {
        throw interrupted();
      }
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      for (FileLock lock = channel.tryLock(); lock == null; lock = channel.tryLock()) {
        if (!told) {
          waiting.run();
          told = true;
        }
        Thread.sleep(POLL_MILLIS);
      }
      return new CacheLock(threads, channel);
    } catch (InterruptedException e) {
      release(threads, channel);
      throw interrupted();
    } catch (IOException | RuntimeException e) {
      release(threads, channel);
      throw e;
    }
  }

  /** Releases the lock. */
  void release() throws IOException {
    release(threads, channel);
  }

  private static void release(ReentrantLock threads, @Nullable FileChannel channel)
      throws IOException {
    try {
      if (channel != null) {
        channel.close(); // releases the file lock
      }
    } finally {
      threads.unlock();
    }
  }

  private static DownloadException interrupted() {
    Thread.currentThread().interrupt();
    return new DownloadException(
        DownloadException.Kind.INTERRUPTED, "interrupted while waiting for another download");
  }
}
