package dev.phosphene.engine.onednn.threads;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of some work in Java side by side, on the threads that primitives run on. Parts do
 * not share what they write, so the result does not depend on their order.
 */
public final class Workers implements AutoCloseable {
  /** Less than this many values are not worth a second thread. */
  private static final int SMALL = 1 << 14;

  private static final Part NOTHING = (part, member) -> {};

  /** A part of some work. */
  public interface Part {
    /** Does it, in what memory {@code member} has: no two threads are the same member at once. */
    void run(int part, int member);
  }

  private final int threads;
  private final AtomicInteger next = new AtomicInteger();
  private int count;
  private Part work = NOTHING;
  private @Nullable Crew crew;
  private Crew.@Nullable Job job;

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
    run(count, values, (number, member) -> part.accept(number));
  }

  /**
   * Calls {@code part} with 0 to {@code count} − 1 and the number of a member of the crew.
   *
   * @param values how many values are computed in all
   */
  public void run(int count, int values, Part part) {
    if (threads == 1 || count == 1 || values < SMALL) {
      for (int i = 0; i < count; i++) {
        part.run(i, 0);
      }
      return;
    }
    Crew.Job turns = job;
    if (turns == null) {
      turns = new Crew.Job(crew().size(), this::takeTurn);
      job = turns;
    }
    this.count = count;
    work = part;
    next.set(0);
    crew().run(turns);
    work = NOTHING;
  }

  /** Does parts until none are left. */
  private void takeTurn(int turn, int member) {
    for (int part = next.getAndIncrement(); part < count; part = next.getAndIncrement()) {
      work.run(part, member);
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
  }
}
