package dev.phosphene.load;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Sorts layers so that each follows its inputs. */
public final class ReadingOrder {
  private ReadingOrder() {}

  /**
   * Returns indices into {@code reads} in order, each layer as early as its place there allows.
   *
   * @param reads the indices of each layer's inputs
   * @return the order without layers on a cycle and those that depend on them
   */
  public static List<Integer> of(List<List<Integer>> reads) {
    int[] open = new int[reads.size()];
    List<List<Integer>> readers = new ArrayList<>();
    reads.forEach(each -> readers.add(new ArrayList<>()));
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < open.length; i++) {
      open[i] = reads.get(i).size();
      for (int read : reads.get(i)) {
        readers.get(read).add(i);
      }
      if (open[i] == 0) {
        ready.add(i);
      }
    }
    List<Integer> order = new ArrayList<>();
    for (Integer next = ready.poll(); next != null; next = ready.poll()) {
      order.add(next);
      for (int reader : readers.get(next)) {
        if (--open[reader] == 0) {
          ready.add(reader);
        }
      }
    }
    return order;
  }
}
