package dev.phosphene.engine.onednn.threads;

import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of some work in Java side by side. Parts do not share what they write, so the
 * result does not depend on their order.
 */
public final class Workers implements AutoCloseable {
  /** Less than this many values are not worth a second thread. */
  private static final int SMALL = 1 << 14;

  private final int threads;
  private @Nullable ForkJoinPool pool;
  private @Nullable Crew crew;

  /** That many threads; 0 for one on each core. */
  public Workers(int threads) {
    this.threads = threads;
  }

  /**
   * Calls {@code part} with 0 to {@code count} − 1.
   *
   * @param values how many values are computed in all
   */
  public void run(int count, int values, IntConsumer part) {
    if (threads == 1 || count == 1 || values < SMALL) {
      for (int i = 0; i < count; i++) {
        part.accept(i);
      }
    } else if (threads == 0) {
      IntStream.range(0, count).parallel().forEach(part);
    } else {
      ForkJoinPool own = pool;
      if (own == null) {
        own = new ForkJoinPool(threads);
        pool = own;
      }
      own.submit(() -> IntStream.range(0, count).parallel().forEach(part)).join();
    }
  }

  /** How many threads, as asked for; 0 for one on each core. */
  public int threads() {
    return threads;
  }

  /** The same number of threads, for chains of primitives. */
  public Crew crew() {
    Crew own = crew;
    if (own == null) {
      own = new Crew(threads);
      crew = own;
    }
    return own;
  }

  @Override
  public void close() {
    if (crew != null) {
      crew.close();
    }
    ForkJoinPool own = pool;
    if (own != null) {
      own.shutdown();
    }
  }
}
