package dev.phosphene;

import dev.phosphene.tensor.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Divides all work into stretches of random lengths and runs them on several threads. */
public final class RandomStretches implements Parallel {
  private static final int MOST = 7;

  private final RandomGenerator random;
  private final int threads;
  private int runs;

  /** Says that it has two threads. */
  public RandomStretches(RandomGenerator random) {
    this(random, 2);
  }

  /** Says that it has so many threads. */
  public RandomStretches(RandomGenerator random, int threads) {
    this.random = random;
    this.threads = threads;
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public void run(int size, int values, Part part) {
    runs++;
    List<int[]> stretches = new ArrayList<>();
    for (int from = 0, to; from < size; from = to) {
      to = Math.min(size, from + 1 + random.nextInt(2 * size / MOST + 1));
      stretches.add(new int[] {from, to});
    }
    stretches.parallelStream().forEach(stretch -> part.run(stretch[0], stretch[1]));
  }

  /** How much work it was given. */
  public int runs() {
    return runs;
  }
}
