package dev.phosphene.gallery.wiring;

import dev.phosphene.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Cosines between the weights of a layer's units. The weights of a unit are the kernels of all
 * convolutions that it comes from, each times what it is multiplied with on the way, side by side;
 * a depthwise convolution on the way makes of a kernel its product with the depthwise kernel, each
 * weight with each. Units of two branches, or of two groups, read nothing in common and are not
 * compared.
 */
final class Cosines {
  /** Products of a block of rows; two blocks of 4 MB. */
  private static final int BLOCK = 1 << 20;

  /** Weights of all units that are multiplied together. */
  private static final int PANEL = 64;

  private final Graph graph;
  private final List<Strand> strands;
  private final double[] norms; // squared
  private @Nullable String loaded;
  private @Nullable Kernel kernel;

  private Cosines(Graph graph, List<Strand> strands, int units) {
    this.graph = graph;
    this.strands = strands;
    norms = new double[units];
  }

  /**
   * The units that are most alike.
   *
   * @param strands from the layer's channels back to the convolutions
   * @param units of the layer
   * @param kept how many for each
   * @throws dev.phosphene.error.InputException if the file lacks their weights
   */
  static Largest of(Graph graph, List<Strand> strands, int units, int kept) {
    Cosines cosines = new Cosines(graph, joined(strands), units);
    Largest largest = new Largest(units, kept, false);
    int rows = Math.max(1, Math.min(units, BLOCK / units));
    for (int first = 0; first < units; first += rows) {
      float[][] products = cosines.products(first, Math.min(rows, units - first));
      for (int row = 0; row < products.length; row++) {
        cosines.offer(first + row, products[row], largest);
      }
    }
    return largest;
  }

  /**
   * One strand for those that lead to the same kernels. None at all if a channel is the sum of two
   * of them: such sums are not compared.
   */
  private static List<Strand> joined(List<Strand> strands) {
    List<Strand> joined = new ArrayList<>();
    for (Strand strand : strands) {
      int like = 0;
      while (like < joined.size() && !joined.get(like).isLike(strand)) {
        like++;
      }
      if (like == joined.size()) {
        joined.add(strand);
      } else {
        Optional<Strand> both = joined.get(like).beside(strand);
        if (both.isEmpty()) {
          return List.of();
        }
        joined.set(like, both.get());
      }
    }
    return joined;
  }

  private void offer(int unit, float[] products, Largest largest) {
    for (int other = 0; other < products.length; other++) {
      double both = norms[unit] * norms[other];
      if (other != unit && both > 0) {
        double cosine = products[other] / Math.sqrt(both); // not a number if not compared
        largest.offer(unit, 0, other, Math.max(-1, Math.min(1, cosine)));
      }
    }
  }

  /** The products of some units' weights with all others'; not a number if not compared. */
  private float[][] products(int first, int rows) {
    float[][] products = new float[rows][norms.length];
    for (float[] row : products) {
      Arrays.fill(row, Float.NaN);
    }
    strands.forEach(strand -> add(strand, first, products));
    return products;
  }

  private void add(Strand strand, int first, float[][] products) {
    int[] units =
        IntStream.range(0, norms.length).filter(unit -> strand.channels()[unit] >= 0).toArray();
    int[] rows =
        IntStream.range(0, units.length)
            .filter(i -> units[i] >= first && units[i] < first + products.length)
            .toArray();
    Kernel weights = kernel(strand.end());
    float[][] sums = new float[rows.length][units.length];
    float[][] panel = new float[PANEL][units.length];
    for (int from = 0; from < weights.length(); from += PANEL) {
      fill(panel, from, weights, strand, units);
      if (first == 0) {
        addNorms(panel, units);
      }
      for (int row = 0; row < rows.length; row++) {
        multiply(panel, rows[row], sums[row]);
      }
    }
    List<Alike> filters = strand.filters().stream().map(one -> Alike.of(graph, one)).toList();
    for (int row = 0; row < rows.length; row++) {
      int unit = units[rows[row]];
      int group = weights.group(strand.channels()[unit]);
      float[] all = products[unit - first];
      for (int i = 0; i < units.length; i++) {
        int other = units[i];
        if (weights.group(strand.channels()[other]) == group) {
          double product = sums[row][i];
          for (Alike filter : filters) {
            product *= filter.cosine(unit, other);
          }
          all[other] = (float) (Float.isNaN(all[other]) ? product : all[other] + product);
        }
      }
    }
  }

  /** Some weights of all units; behind a kernel's end zeros. */
  private static void fill(float[][] panel, int from, Kernel weights, Strand strand, int[] units) {
    for (int i = 0; i < units.length; i++) {
      int channel = strand.channels()[units[i]];
      float gain = strand.gains()[units[i]];
      for (int k = 0; k < PANEL; k++) {
        boolean there = from + k < weights.length();
        panel[k][i] = there ? gain * weights.weight(channel, from + k) : 0;
      }
    }
  }

  private void addNorms(float[][] panel, int[] units) {
    for (float[] row : panel) {
      for (int i = 0; i < units.length; i++) {
        norms[units[i]] += (double) row[i] * row[i];
      }
    }
  }

  /** Adds to {@code sums} a column of the panel times the panel, four rows at a time. */
  private static void multiply(float[][] panel, int column, float[] sums) {
    for (int k = 0; k < PANEL; k += 4) {
      float[] a = panel[k];
      float[] b = panel[k + 1];
      float[] c = panel[k + 2];
      float[] d = panel[k + 3];
      float wa = a[column];
      float wb = b[column];
      float wc = c[column];
      float wd = d[column];
      for (int i = 0; i < sums.length; i++) {
        sums[i] += wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i];
      }
    }
  }

  /** A kernel; the last one stays, since several blocks of rows may need it. */
  private Kernel kernel(String node) {
    Kernel known = kernel;
    if (known == null || !node.equals(loaded)) {
      kernel = null; // first make room
      known = Kernel.of(graph.node(node).op()).orElseThrow();
      kernel = known;
      loaded = node;
    }
    return known;
  }
}
