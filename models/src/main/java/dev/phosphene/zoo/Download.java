package dev.phosphene.zoo;

import dev.phosphene.io.FileFacts;
import dev.phosphene.zoo.DownloadException.Kind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Downloads one file of documented size and hash from one address. What has arrived is kept in
 * {@code NAME.part}, with the server's entity tag in {@code NAME.part.etag}, so that the next
 * attempt, or the next process, resumes. The file appears under its own name only when it is
 * complete and verified.
 */
final class Download {
  private static final int BUFFER = 1 << 16;
  private static final int MOST_ATTEMPTS = 50;

  private final URI address;
  private final ZooModel model;
  private final Path target;
  private final Path part;
  private final Path mark;
  private final RetryPolicy patience;
  private final DownloadListener listener;

  /** The file's size, as documented or else as the server states it; −1 if unknown. */
  private long length;

  Download(
      URI address, ZooModel model, Path target, RetryPolicy patience, DownloadListener listener) {
    this.address = address;
    this.model = model;
    this.length = model.size().isExact() ? model.size().bytes() : -1;
    this.target = target;
    this.part = target.resolveSibling(target.getFileName() + ".part");
    this.mark = target.resolveSibling(target.getFileName() + ".part.etag");
    this.patience = patience;
    this.listener = listener;
  }

  /**
   * Downloads, verifies, and moves into place.
   *
   * @throws DownloadException if the address does not provide the file, or the thread was
   *     interrupted, which keeps what has arrived; the message says why
   * @throws IOException if the file cannot be written
   */
  void run() throws IOException {
    boolean resumed = Files.exists(part);
    fetch();
    if (!verified()) {
      if (!resumed) {
        throw wrongContent();
      }
      listener.note("the partial download did not match; starting over");
      fetch();
      if (!verified()) {
        throw wrongContent();
      }
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(mark);
  }

  /** Completes the partial file, however many attempts it takes. */
  private void fetch() throws IOException {
    int failures = 0;
    for (int attempt = 1; ; attempt++) {
      long before = here();
      if (before == length) {
        return;
      }
      if (before > most()) {
        discard();
        before = 0;
      }
      try {
        attempt();
        return;
      } catch (DiskException e) {
        throw e;
      } catch (IOException e) {
        Kind kind = e instanceof DownloadException known ? known.kind() : Kind.TRANSITORY;
        if (kind == Kind.INTERRUPTED) {
          throw e;
        }
        failures = here() > before ? 1 : failures + 1;
        if (kind == Kind.LASTING || failures >= patience.attempts() || attempt >= MOST_ATTEMPTS) {
          String tried = attempt == 1 ? "" : "; gave up after " + attempt + " attempts";
          throw new DownloadException(Kind.LASTING, HttpFile.reason(e) + tried);
        }
        if (kind == Kind.MISFIT) {
          discard();
        }
        Duration pause = patience.pauseAfter(failures);
        listener.note(HttpFile.reason(e) + "; trying again in " + pause.toMillis() + " ms");
        rest(pause);
      }
    }
  }

  private void attempt() throws IOException {
    long have = here();
    long at;
    try (HttpFile answer = HttpFile.open(address, have, mark(), patience)) {
      if (answer.total() >= 0 && !model.size().fits(answer.total())) {
        throw new DownloadException(
            Kind.LASTING,
            "the server has a file of "
                + answer.total()
                + " bytes; "
                + model.size().inBytes()
                + " are documented. Is it another file, or a login page?");
      }
      if (answer.total() >= 0) {
        length = answer.total();
      }
      if (answer.start() != have) {
        discard();
      }
      remember(answer.etag());
      at = receive(answer);
    }
    if (length >= 0 ? at < length : !model.size().fits(at)) {
      throw new DownloadException(
          Kind.TRANSITORY,
          "the connection ended after "
              + at
              + " of "
              + (length >= 0 ? Long.toString(length) : model.size().inBytes())
              + " bytes");
    }
  }

  /** Appends what arrives, up to the documented size; returns the partial file's new size. */
  private long receive(HttpFile answer) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long at = answer.start();
    try (FileChannel out = open()) {
      while (at < most()) {
        int wanted = (int) Math.min(buffer.length, most() - at);
        int read = read(answer, buffer, wanted);
        if (Thread.currentThread().isInterrupted()) {
          throw interrupted();
        }
        if (read < 0) {
          break;
        }
        write(out, ByteBuffer.wrap(buffer, 0, read));
        at += read;
        long total = length >= 0 ? length : model.size().bytes();
        listener.progress(model.fileName(), at, Math.max(at, total));
      }
      force(out);
    }
    return at;
  }

  /** Returns the number of bytes read, or −1 at any end, regular or not: Java versions differ. */
  private static int read(HttpFile answer, byte[] buffer, int wanted) throws IOException {
    try {
      return answer.body().read(buffer, 0, wanted);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return -1;
    }
  }

  private FileChannel open() throws IOException {
    try {
      return FileChannel.open(
          part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new DiskException(part, e);
    }
  }

  private void write(FileChannel out, ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw new DiskException(part, e);
    }
  }

  private void force(FileChannel out) throws IOException {
    try {
      out.force(true);
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw new DiskException(part, e);
    }
  }

  private boolean verified() throws IOException {
    if (model.matches(part)) {
      return true;
    }
    discard();
    return false;
  }

  /** Returns how many bytes the file has at most. */
  private long most() {
    return length >= 0 ? length : model.size().most();
  }

  private DownloadException wrongContent() {
    return new DownloadException(
        Kind.LASTING,
        "what arrived has another "
            + model.algorithm()
            + " hash than the documented "
            + model.hash()
            + "; it was discarded");
  }

  private void rest(Duration pause) throws IOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static DownloadException interrupted() {
    return new DownloadException(Kind.INTERRUPTED, "interrupted; the partial download is kept");
  }

  private long here() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(mark);
  }

  private @Nullable String mark() throws IOException {
    return Files.exists(mark) ? Files.readString(mark).strip() : null;
  }

  private void remember(@Nullable String etag) throws IOException {
    if (etag == null) {
      Files.deleteIfExists(mark);
    } else {
      Files.writeString(mark, etag);
    }
  }

  /** The cache's disk rejects a write. */
  static final class DiskException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskException(Path file, IOException cause) {
      super(file + " cannot be written: " + FileFacts.reason(cause), cause);
    }
  }
}
