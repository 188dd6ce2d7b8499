package dev.phosphene.analysis;

import dev.phosphene.error.InputException;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes image files into batches in a background thread. A file that cannot be read is skipped
 * and reported.
 */
public final class ImageFeed implements AutoCloseable {
  /** Number of batches decoded ahead. */
  private static final int AHEAD = 2;

  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(AHEAD);
  private final AtomicLong decoding = new AtomicLong();
  private final Thread thread;
  private long waiting;
  private boolean ended;

  /**
   * A batch of images.
   *
   * @param files the files of the first examples; may be fewer than the batch holds
   * @param pictures {@code [n, 3, h, w]}, RGB in [0, 1]; examples without a file are undefined
   */
  public record Batch(List<Path> files, Tensor pictures) {}

  /** An element of the queue; one without a batch ends it, with a fault or without. */
  private record Item(@Nullable Batch batch, @Nullable Throwable fault) {}

  private ImageFeed(Thread thread) {
    this.thread = thread;
  }

  /**
   * Starts decoding.
   *
   * @param leftOut receives each file that cannot be read, and the reason, in the other thread
   */
  public static ImageFeed of(
      List<Path> files, Framing framing, int batch, BiConsumer<Path, InputException> leftOut) {
    List<Path> all = List.copyOf(files);
    ImageFeed[] self = new ImageFeed[1];
    Thread thread = new Thread(() -> self[0].decode(all, framing, batch, leftOut), "decoder");
    thread.setDaemon(true);
    ImageFeed feed = new ImageFeed(thread);
    self[0] = feed;
    thread.start();
    return feed;
  }

  private void decode(
      List<Path> files, Framing framing, int size, BiConsumer<Path, InputException> leftOut) {
    Throwable fault = null;
    try {
      List<Path> taken = new ArrayList<>();
      Tensor pictures = Tensor.zeros(size, 3, framing.height(), framing.width());
      for (Path file : files) {
        long began = System.nanoTime();
        try {
          Tensor one = framing.of(ImageFiles.read(file));
          System.arraycopy(
              one.data(), 0, pictures.data(), pictures.offset(taken.size(), 0), one.data().length);
          taken.add(file);
        } catch (InputException e) {
          leftOut.accept(file, e);
        }
        decoding.addAndGet(System.nanoTime() - began);
        if (taken.size() == size) {
          queue.put(new Item(new Batch(taken, pictures), null));
          taken = new ArrayList<>();
          pictures = Tensor.zeros(pictures.shape());
        }
      }
      if (!taken.isEmpty()) {
        queue.put(new Item(new Batch(taken, pictures), null));
      }
    } catch (InterruptedException closed) {
      return;
    } catch (RuntimeException | Error e) {
      fault = e;
    }
    try {
      queue.put(new Item(null, fault));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the next batch; null after the last. */
  public @Nullable Batch next() {
    if (ended) {
      return null;
    }
    long began = System.nanoTime();
    try {
      Item item = queue.take();
      waiting += System.nanoTime() - began;
      ended = item.batch == null;
      if (item.fault != null) {
        throw new IllegalStateException("decoding failed", item.fault);
      }
      return item.batch;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = true;
      return null;
    }
  }

  /** Returns the seconds spent decoding so far. */
  public double decodingSeconds() {
    return decoding.get() * 1e-9;
  }

  /** Returns the seconds that {@link #next} has waited so far. */
  public double waitingSeconds() {
    return waiting * 1e-9;
  }

  /** Stops decoding. */
  @Override
  public void close() {
    ended = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      queue.clear();
      try {
        thread.join(100);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
