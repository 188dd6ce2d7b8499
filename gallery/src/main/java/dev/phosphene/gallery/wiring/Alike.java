package dev.phosphene.gallery.wiring;

import dev.phosphene.graph.Graph;

/** Cosines between the kernels of a depthwise convolution. */
final class Alike {
  private final int[] channels;
  private final double[][] directions;

  private Alike(int[] channels, double[][] directions) {
    this.channels = channels;
    this.directions = directions;
  }

  /**
   * Of a filter on a strand's way.
   *
   * @throws dev.phosphene.error.InputException if the file lacks its weights
   */
  static Alike of(Graph graph, Strand.Filter filter) {
    Kernel kernel = Kernel.of(graph.node(filter.node()).op()).orElseThrow();
    double[][] directions = new double[kernel.outs()][kernel.length()];
    for (int c = 0; c < directions.length; c++) {
      double squares = 0;
      for (int i = 0; i < kernel.length(); i++) {
        directions[c][i] = kernel.weight(c, i);
        squares += directions[c][i] * directions[c][i];
      }
      for (int i = 0; i < kernel.length() && squares > 0; i++) {
        directions[c][i] /= Math.sqrt(squares);
      }
    }
    return new Alike(filter.channels(), directions);
  }

  /** Between the kernels of two units of the strand, from -1 to 1; 0 if one is all 0. */
  double cosine(int unit, int other) {
    double[] a = directions[channels[unit]];
    double[] b = directions[channels[other]];
    double product = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
    }
    return product;
  }
}
