package dev.phosphene.diagram;

import dev.phosphene.error.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Layered layout of a network, with each box below all boxes that it reads (Sugiyama, Tagawa and
 * Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981): rows by the
 * longest path, an order within each row by the mean position of the neighbors, then positions that
 * minimize the squared distance from the neighbors without overlap.
 *
 * <p>An edge across several rows has a bend in each, so it passes around the boxes there.
 */
final class LayeredLayout {
  /** Limit of boxes and bends; a larger drawing would be unreadable. */
  private static final int MOST = 20_000;

  private static final int SWEEPS = 24;

  /** Gap between neighbors of a row, in the unit of the widths. */
  private static final double GAP = 22;

  private static final double BEND_WIDTH = 6;

  /** Weight of edges without forks or merges, which should be straight. */
  private static final double STRAIGHT = 200;

  /** Weight that centers a box that is alone in its row. */
  private static final double CENTERED = 0.5;

  /** An edge from one box to another, with one place per bend. */
  record Edge(List<Integer> places) {}

  private final List<Double> widths = new ArrayList<>();
  private final List<Integer> rows = new ArrayList<>();
  private final List<List<Integer>> above = new ArrayList<>();
  private final List<List<Integer>> below = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();
  private final List<List<Integer>> order = new ArrayList<>();
  private double[] x = {};

  /**
   * Lays out boxes.
   *
   * @param widths widths of the boxes
   * @param inputs for each box, the earlier boxes that it reads
   */
  LayeredLayout(double[] widths, List<List<Integer>> inputs) {
    int boxes = widths.length;
    for (int i = 0; i < boxes; i++) {
      int row = 0;
      for (int input : inputs.get(i)) {
        row = Math.max(row, rows.get(input) + 1);
      }
      place(widths[i], row);
    }
    for (int i = 0; i < boxes; i++) {
      for (int input : inputs.get(i)) {
        connect(input, i);
      }
    }
    arrange();
    x = new double[this.widths.size()];
    straighten();
  }

  /** Returns the row of a box or bend, from 0. */
  int row(int place) {
    return rows.get(place);
  }

  /** Returns the number of rows. */
  int rowCount() {
    return order.size();
  }

  /** Returns the center of a box or bend; never below 0. */
  double x(int place) {
    return x[place];
  }

  /** Returns the total width. */
  double width() {
    double most = 0;
    for (int i = 0; i < x.length; i++) {
      most = Math.max(most, x[i] + widths.get(i) / 2);
    }
    return most;
  }

  /** Returns the places directly above a box or bend: boxes that it reads, or bends on the way. */
  List<Integer> above(int place) {
    return above.get(place);
  }

  /** Returns all edges, each starting at the box that is read. */
  List<Edge> edges() {
    return edges;
  }

  /** Returns whether the edge is the only one of its lower and of its upper place. */
  private boolean single(int upper, int lower) {
    return below.get(upper).size() == 1 && above.get(lower).size() == 1;
  }

  private int place(double width, int row) {
    if (widths.size() == MOST) {
      throw new InputException("the network has too many layers to draw");
    }
    widths.add(width);
    rows.add(row);
    above.add(new ArrayList<>());
    below.add(new ArrayList<>());
    return widths.size() - 1;
  }

  private void connect(int from, int to) {
    List<Integer> places = new ArrayList<>(List.of(from));
    for (int row = rows.get(from) + 1; row < rows.get(to); row++) {
      places.add(place(BEND_WIDTH, row));
    }
    places.add(to);
    for (int i = 1; i < places.size(); i++) {
      below.get(places.get(i - 1)).add(places.get(i));
      above.get(places.get(i)).add(places.get(i - 1));
    }
    edges.add(new Edge(places));
  }

  /** Orders each row to reduce crossings. */
  private void arrange() {
    int last = rows.stream().mapToInt(row -> row).max().orElse(0);
    for (int row = 0; row <= last; row++) {
      order.add(new ArrayList<>());
    }
    for (int i = 0; i < widths.size(); i++) {
      order.get(rows.get(i)).add(i);
    }
    double[] rank = new double[widths.size()];
    order.forEach(row -> number(row, rank));
    List<List<Integer>> best = copy();
    long fewest = crossings(rank);
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int i = 1; i < order.size(); i++) {
        List<Integer> row = order.get(down ? i : order.size() - 1 - i);
        double[] wish = rank.clone();
        for (int place : row) {
          List<Integer> near = (down ? above : below).get(place);
          wish[place] = near.stream().mapToDouble(n -> rank[n]).average().orElse(rank[place]);
        }
        row.sort(Comparator.comparingDouble(place -> wish[place]));
        number(row, rank);
      }
      long now = crossings(rank);
      if (now < fewest) {
        fewest = now;
        best = copy();
      }
    }
    order.clear();
    order.addAll(best);
  }

  private List<List<Integer>> copy() {
    List<List<Integer>> copy = new ArrayList<>();
    order.forEach(row -> copy.add(new ArrayList<>(row)));
    return copy;
  }

  /** Assigns ranks from 0 to 1, so that rows of different lengths are comparable. */
  private static void number(List<Integer> row, double[] rank) {
    for (int i = 0; i < row.size(); i++) {
      rank[row.get(i)] = (i + 0.5) / row.size();
    }
  }

  private long crossings(double[] rank) {
    long crossings = 0;
    for (List<Integer> row : order) {
      List<double[]> ends = new ArrayList<>();
      for (int place : row) {
        below.get(place).stream()
            .sorted(Comparator.comparingDouble(b -> rank[b]))
            .forEach(b -> ends.add(new double[] {rank[b]}));
      }
      crossings += inversions(ends.stream().mapToDouble(end -> end[0]).toArray());
    }
    return crossings;
  }

  /** Returns the number of pairs in the wrong order, and sorts them. */
  private static long inversions(double[] values) {
    if (values.length < 2) {
      return 0;
    }
    double[] left = Arrays.copyOfRange(values, 0, values.length / 2);
    double[] right = Arrays.copyOfRange(values, values.length / 2, values.length);
    long count = inversions(left) + inversions(right);
    int l = 0;
    int r = 0;
    for (int i = 0; i < values.length; i++) {
      if (l < left.length && (r == right.length || left[l] <= right[r])) {
        values[i] = left[l++];
      } else {
        values[i] = right[r++];
        count += left.length - l;
      }
    }
    return count;
  }

  /** Moves places towards their neighbors, without changing the order. */
  private void straighten() {
    for (List<Integer> row : order) {
      double right = -row.stream().mapToDouble(place -> widths.get(place) + GAP).sum() / 2;
      for (int place : row) {
        x[place] = right + widths.get(place) / 2;
        right += widths.get(place) + GAP;
      }
    }
    for (int sweep = 0; sweep < 20 * SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      boolean both = sweep >= 10 * SWEEPS;
      for (int i = 0; i < order.size(); i++) {
        settle(order.get(down ? i : order.size() - 1 - i), down || both, !down || both);
      }
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      least = Math.min(least, x[i] - widths.get(i) / 2);
    }
    for (int i = 0; i < x.length; i++) {
      x[i] -= least;
    }
  }

  /**
   * Moves the places of a row as near as possible to their desired positions, in least squares, in
   * the given order and without overlap: after subtracting the widths it is an isotonic regression,
   * which joins colliding neighbors into blocks that move together.
   */
  private void settle(List<Integer> row, boolean up, boolean down) {
    int n = row.size();
    double[] offset = new double[n];
    double[] mean = new double[n];
    double[] weight = new double[n];
    int[] count = new int[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      int place = row.get(i);
      if (i > 0) {
        int before = row.get(i - 1);
        offset[i] = offset[i - 1] + (widths.get(before) + widths.get(place)) / 2 + GAP;
      }
      double sum = 0;
      double all = 0;
      for (int side = 0; side < 2; side++) {
        if (side == 0 ? up : down) {
          for (int near : (side == 0 ? above : below).get(place)) {
            double pull = single(side == 0 ? near : place, side == 0 ? place : near) ? STRAIGHT : 1;
            sum += pull * x[near];
            all += pull;
          }
        }
      }
      all += n == 1 ? CENTERED : 0; // the center is 0
      double wish = all == 0 ? x[place] : sum / all;
      mean[blocks] = wish - offset[i];
      weight[blocks] = all == 0 ? 0.1 : all;
      count[blocks++] = 1;
      while (blocks > 1 && mean[blocks - 2] > mean[blocks - 1]) {
        double both = weight[blocks - 2] + weight[blocks - 1];
        mean[blocks - 2] =
            (mean[blocks - 2] * weight[blocks - 2] + mean[blocks - 1] * weight[blocks - 1]) / both;
        weight[blocks - 2] = both;
        count[blocks - 2] += count[blocks - 1];
        blocks--;
      }
    }
    int i = 0;
    for (int block = 0; block < blocks; block++) {
      for (int k = 0; k < count[block]; k++, i++) {
        x[row.get(i)] = mean[block] + offset[i];
      }
    }
  }
}
