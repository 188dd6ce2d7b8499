package dev.phosphene.load;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Layers in an order in which each follows those that it reads. */
public final class ReadingOrder {
  private ReadingOrder() {}

  /**
   * Places in {@code reads}, those that come first there as early as they can.
   *
   * @param reads for each layer the places of those that it reads
   * @return without the layers that read what is made of them, and those behind them
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
