package dev.phosphene.engine.onednn.threads;

import dev.phosphene.tensor.Parallel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs parts of some Java work in parallel on the threads that run primitives. Parts do not share
 * what they write, so the result does not depend on their order.
 */
public final class OpenMpParallel implements AutoCloseable {
  /** Less than this many values are not worth a second thread. */
  private static final int SMALL = 1 << 14;

  /** Values of a line of the caches. */
  private static final int LINE = 16;

  /** Stretches of this many values begin at a multiple of a line. */
  private static final int LONG = 4 * LINE;

  private static final Part NOTHING = (part, member) -> {};

  /** A part of some work. */
  public interface Part {
    /** Does it, in what memory {@code member} has: no two threads are the same member at once. */
    void run(int part, int member);
  }

  private final int threads;
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger end = new AtomicInteger();
  private int first; // only the caller's
  private @Nullable Thread caller;
  private boolean closed;
  private Part work = NOTHING;
  private @Nullable ChainThreads crew;
  private ChainThreads.@Nullable Job job;
  private @Nullable Contention contention;
  private @Nullable Thread adapts;

  /** That many threads; 0 for one on each core. */
  public OpenMpParallel(int threads) {
    this.threads = threads;
  }

  /**
   * Calls {@code part} with 0 to {@code count} − 1.
   *
   * @param values how many values are computed in all
   */
  public void run(int count, int values, IntConsumer part) {
    run(count, values, (number, member) -> part.accept(number));
  }

  /**
   * Calls {@code part} with 0 to {@code count} − 1 and the number of a member of the crew.
   *
   * @param values how many values are computed in all
   */
  public void run(int count, int values, Part part) {
    if (threads == 1 || count == 1 || values < SMALL || crew().size() == 1) {
      for (int i = 0; i < count; i++) {
        part.run(i, 0);
      }
      return;
    }
    ChainThreads.Job turns = job;
    if (turns == null) {
      turns = new ChainThreads.Job(crew().size(), this::takeTurn);
      job = turns;
    }
    if (caller != null) {
      throw new IllegalStateException("parts cannot be cut into parts");
    }
    work = part;
    caller = Thread.currentThread();
    first = 0;
    end.set(count);
    left.set(count);
    try {
      crew().run(turns);
    } finally {
      work = NOTHING;
      caller = null;
    }
  }

  /**
   * The same threads, each for a stretch, until these are closed. Only the threads that primitives
   * run on: others would share the cores with those, which wait for their next work actively.
   */
  public Parallel parallel() {
    return (size, values, part) -> {
      if (closed) {
        throw new IllegalStateException("the network whose threads these are is closed");
      }
      if (threads == 1 || values < SMALL || !crew().teamed()) {
        part.run(0, size);
        return;
      }
      int stretches = Math.min(size, crew().size());
      run(
          stretches,
          values,
          stretch ->
              part.run(start(size, stretch, stretches), start(size, stretch + 1, stretches)));
    };
  }

  /** Where a stretch begins: if it is long, where a line of the caches is likely to. */
  private static int start(int size, int stretch, int stretches) {
    int even = (int) ((long) size * stretch / stretches);
    return size < LONG * stretches || stretch == stretches ? even : even / LINE * LINE;
  }

  /**
   * Does parts until none are left. The caller begins with the first and the others with the last,
   * so that of two threads each comes upon what it has computed before, which is still in its
   * caches.
   */
  private void takeTurn(int turn, int member) {
    boolean calls = Thread.currentThread() == caller;
    while (left.getAndDecrement() > 0) {
      work.run(calls ? first++ : end.decrementAndGet(), member);
    }
  }

  /**
   * Makes the threads wait for each other in the way that suits what else the machine does. To be
   * called before each run of primitives, by whoever runs them.
   *
   * @return whether others use the threads' cores
   */
  public boolean adapt() {
    if (threads == 1 || !Waiting.hasChoice() || crew().size() == 1) {
      return false;
    }
    long now = System.nanoTime();
    Contention own = contention;
    if (own == null || adapts != Thread.currentThread()) { // a caller has a team of its own
      if (own != null) {
        own.close();
      }
      adapts = Thread.currentThread();
      own = new Contention(new RunDelay(crew().numbers()), crew().size(), now);
      contention = own;
    }
    return own.look(now);
  }

  /** How many threads, as asked for; 0 for one on each core. */
  public int threads() {
    return threads;
  }

  /** The same number of threads, for chains of primitives. */
  public ChainThreads crew() {
    ChainThreads own = crew;
    if (own == null) {
      own = new ChainThreads(threads);
      crew = own;
    }
    return own;
  }

  @Override
  public void close() {
    closed = true;
    if (contention != null) {
      contention.close();
    }
    if (crew != null) {
      crew.close();
    }
  }
}
