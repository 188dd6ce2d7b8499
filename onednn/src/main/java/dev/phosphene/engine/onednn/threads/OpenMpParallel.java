package dev.phosphene.engine.onednn.threads;

import dev.phosphene.tensor.Parallel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs parts of Java work in parallel on the threads that run primitives. Parts do not share what
 * they write, so the result does not depend on their order.
 */
public final class OpenMpParallel implements AutoCloseable {
  /** Minimum number of values that justify a second thread. */
  private static final int SMALL = 1 << 14;

  /** Values per cache line. */
  private static final int LINE = 16;

  /** Ranges of at least this many values begin at a multiple of a cache line. */
  private static final int LONG = 4 * LINE;

  private static final Part NOTHING = (part, member) -> {};

  /** A part of some work. */
  public interface Part {
    /** Does the part in the memory of {@code member}, which no two threads are at once. */
    void run(int part, int member);
  }

  private final int threads;
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger end = new AtomicInteger();
  private int first; // used by the caller only
  private @Nullable Thread caller;
  private boolean closed;
  private Part work = NOTHING;
  private @Nullable ChainThreads crew;
  private ChainThreads.@Nullable Job job;
  private @Nullable Contention contention;
  private @Nullable Thread adapts;

  /** Creates that many threads; 0 for one per core. */
  public OpenMpParallel(int threads) {
    this.threads = threads;
  }

  /**
   * Calls {@code part} with 0 to {@code count} − 1.
   *
   * @param values number of values computed in all
   */
  public void run(int count, int values, IntConsumer part) {
    run(count, values, (number, member) -> part.accept(number));
  }

  /**
   * Calls {@code part} with 0 to {@code count} − 1 and the number of a member.
   *
   * @param values number of values computed in all
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
   * Returns the same threads, each for a range, until these are closed. Uses only the threads that
   * run primitives: others would compete for cores with those, which spin while waiting.
   */
  public Parallel parallel() {
    return new Lent();
  }

  private final class Lent implements Parallel {
    @Override
    public int threads() {
      return threads == 1 || !crew().teamed() ? 1 : crew().size();
    }

    @Override
    public void run(int size, int values, Parallel.Part part) {
      if (closed) {
        throw new IllegalStateException("the network whose threads these are is closed");
      }
      if (values < SMALL || threads() == 1) {
        part.run(0, size);
        return;
      }
      int stretches = Math.min(size, crew().size());
      OpenMpParallel.this.run(
          stretches,
          values,
          stretch ->
              part.run(start(size, stretch, stretches), start(size, stretch + 1, stretches)));
    }
  }

  /** Returns the start of a range: for a long one, a likely start of a cache line. */
  private static int start(int size, int stretch, int stretches) {
    int even = (int) ((long) size * stretch / stretches);
    return size < LONG * stretches || stretch == stretches ? even : even / LINE * LINE;
  }

  /**
   * Does parts until none are left. The caller begins with the first and the others with the last,
   * so that with two threads each meets again what it computed before, which is still in its
   * caches.
   */
  private void takeTurn(int turn, int member) {
    boolean calls = Thread.currentThread() == caller;
    while (left.getAndDecrement() > 0) {
      work.run(calls ? first++ : end.decrementAndGet(), member);
    }
  }

  /**
   * Adapts how the threads wait for each other to the load of the machine. Must be called before
   * each run of primitives, by the thread that runs them.
   *
   * @return whether others use the threads' cores
   */
  public boolean adapt() {
    if (threads == 1 || !Waiting.hasChoice() || crew().size() == 1) {
      return false;
    }
    long now = System.nanoTime();
    Contention own = contention;
    if (own == null || adapts != Thread.currentThread()) { // each caller has its own team
      if (own != null) {
        own.close();
      }
      adapts = Thread.currentThread();
      own = new Contention(new RunDelay(crew().numbers()), crew().size(), now);
      contention = own;
    }
    return own.look(now);
  }

  /** Returns the number of threads requested; 0 for one per core. */
  public int threads() {
    return threads;
  }

  /** Returns the same number of threads, for chains of primitives. */
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
