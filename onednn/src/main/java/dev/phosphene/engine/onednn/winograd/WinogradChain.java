package dev.phosphene.engine.onednn.winograd;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Rectifier;
import dev.phosphene.engine.onednn.stage.ReluStage;
import dev.phosphene.engine.onednn.winograd.Bands.Form;
import dev.phosphene.engine.onednn.winograd.ChainPrimitives.Operand;
import dev.phosphene.engine.onednn.winograd.ChainPrimitives.Where;
import dev.phosphene.engine.onednn.winograd.Filters.Picture;
import dev.phosphene.engine.onednn.winograd.Filters.Slide;
import dev.phosphene.engine.onednn.winograd.WinogradConv.Layer;
import dev.phosphene.tensor.Shape;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * The steps for a band of a {@link WinogradConv}, all with channels last. The transforms multiply
 * by the same small matrix from the left and from the right, so each is one filter along the rows
 * and one along the columns, per channel: a depthwise convolution, which reads overlapping tiles in
 * place and adds the zeros of the border. The products are 1×1 convolutions. Each column of the 6×6
 * in turn goes all the way from the image to sums of products, so that intermediate arrays stay in
 * the nearest caches.
 */
final class WinogradChain {
  private static final int IN = Winograd.IN;
  private static final int OUT = Winograd.OUT;

  private final Emitter emitter;
  private final Layer layer;
  private final WinogradWeights weights;
  private final Filters filters;
  private final Products products;

  /**
   * Creates the steps for one layer.
   *
   * @param filters caches weights of the transforms
   */
  WinogradChain(Emitter emitter, Layer layer, WinogradWeights weights, Filters filters) {
    this.emitter = emitter;
    this.layer = layer;
    this.weights = weights;
    this.filters = filters;
    products = new Products(); // all bands have the same number of tiles
  }

  /**
   * Returns the steps for bands of a form.
   *
   * @param across tiles per row
   * @param masked whether the source counts as 0 where a mask is not above 0
   */
  ChainPrimitives steps(Form form, int across, boolean masked) {
    ChainPrimitives steps = new ChainPrimitives(emitter);
    Shape rows = Shape.of(1, layer.in().c(), form.in(), layer.in().w());
    if (masked) {
      mask(steps, rows);
    }
    Picture source = new Picture(masked ? Where.BAND : Where.SOURCE, rows, 0);
    for (int column = 0; column < IN; column++) {
      input(steps, form, source, column, across);
      products.add(steps, column);
      for (int row = 0; row < OUT; row++) {
        collect(steps, row, Where.ODD, 0, Where.SUMS, row * IN + column, weights.tiles(), false);
      }
    }
    for (int row = 0; row < OUT; row++) {
      for (int column = 0; column < OUT; column++) {
        collect(
            steps, column, Where.SUMS, row * IN, Where.EVEN, column, weights.tiles(), layer.relu());
      }
      scatter(steps, form, across, row);
    }
    return steps;
  }

  /** Computes the gradient of a ReLU's input from that of its output. */
  private void mask(ChainPrimitives steps, Shape rows) {
    steps.add(
        ReluStage.describeBack(emitter, Rectifier.RELU, emitter.layouts.last(rows)),
        steps.last(DNNL_ARG_DST, Where.MASK, rows, 0),
        steps.last(DNNL_ARG_DIFF_DST, Where.SOURCE, rows, 0),
        steps.last(DNNL_ARG_DIFF_SRC, Where.BAND, rows, 0));
  }

  /** Computes a column of {@code Bᵀ d B}: six arrays of tiles. */
  private void input(ChainPrimitives steps, Form form, Picture source, int column, int across) {
    int c = layer.in().c();
    Shape narrow = Shape.of(1, c, form.in(), across);
    FilterTaps along = FilterTaps.of(Winograd.input(column), layer.left());
    Slide slide = new Slide(false, OUT, layer.left() - along.skipped(), false);
    filters.add(steps, along, slide, source, new Picture(Where.ODD, narrow, 0));
    Shape tiles = Shape.of(1, c, form.tiles(), across);
    for (int i = 0; i < IN; i++) {
      // If no zeros are needed below, a filter that starts later may start at a later row.
      boolean shifted = form.whole();
      FilterTaps taps = FilterTaps.of(Winograd.input(i), shifted ? IN : form.before());
      Slide down = new Slide(true, OUT, shifted ? 0 : form.before() - taps.skipped(), false);
      long start = shifted ? (long) taps.skipped() * across * c : 0;
      filters.add(
          steps,
          taps,
          down,
          new Picture(Where.ODD, narrow, start),
          new Picture(Where.EVEN, tiles, (long) i * tiles.size()));
    }
  }

  /** Products with the transformed kernels. */
  private final class Products {
    private final dnnl_primitive_desc pd = weights.describe(emitter, false);
    private final dnnl_primitive primitive = emitter.primitive(pd);
    private final dnnl_primitive_desc pdBiased = weights.describe(emitter, true);
    private final dnnl_primitive biased = emitter.primitive(pdBiased);

    /** Adds those of a column. */
    void add(ChainPrimitives steps, int column) {
      Shape from = Shape.of(1, layer.in().c(), 1, weights.tiles());
      Shape to = Shape.of(1, layer.out().c(), 1, weights.tiles());
      for (int row = 0; row < IN; row++) {
        int product = row * IN + column;
        Operand source = steps.last(DNNL_ARG_SRC, Where.EVEN, from, (long) row * from.size());
        Operand matrix = Operand.fixed(DNNL_ARG_WEIGHTS, weights.products().get(product));
        Operand target = steps.last(DNNL_ARG_DST, Where.ODD, to, (long) row * to.size());
        Mem bias = weights.bias();
        if (product == Winograd.BIASED && bias != null) {
          Operand added = Operand.fixed(DNNL_ARG_BIAS, bias);
          steps.add(biased, pdBiased, source, matrix, added, target);
        } else {
          steps.add(primitive, pd, source, matrix, target);
        }
      }
    }
  }

  /** Sums six arrays from {@code first} on, weighted by a row of Aᵀ. */
  private void collect(
      ChainPrimitives steps,
      int row,
      Where from,
      int first,
      Where to,
      int place,
      int tiles,
      boolean relu) {
    FilterTaps taps = FilterTaps.of(Winograd.output(row), IN);
    Slide once = new Slide(true, IN + 1 - taps.length(), 0, relu); // does not fit in twice
    Shape six = Shape.of(1, layer.out().c(), IN, tiles);
    Shape sum = Shape.of(1, layer.out().c(), 1, tiles);
    filters.add(
        steps,
        taps,
        once,
        new Picture(from, six, (long) (first + taps.skipped()) * sum.size()),
        new Picture(to, sum, (long) place * sum.size()));
  }

  /** Writes one row of each tile from 4 arrays, without what exceeds the image. */
  private void scatter(ChainPrimitives steps, Form form, int across, int row) {
    int down = (form.out() + OUT - 1 - row) / OUT;
    int whole = layer.out().w() / OUT;
    int left = layer.out().w() % OUT;
    scatter(steps, across, row, new Part(0, down, whole, OUT, form.tiles()));
    scatter(steps, across, row, new Part(whole, down, 1, left, form.tiles()));
  }

  /** Some tiles, with the number of columns wanted of each. */
  private record Part(int first, int down, int across, int columns, int of) {}

  private void scatter(ChainPrimitives steps, int across, int row, Part part) {
    if (part.down * part.across * part.columns == 0) {
      return;
    }
    long k = layer.out().c();
    long tiles = (long) part.of * across;
    long width = layer.out().w();
    long[] extents = {part.columns, part.down, part.across, k};
    dnnl_memory_desc from = emitter.layouts.strided(extents, tiles * k, across * k, k, 1);
    dnnl_memory_desc to = emitter.layouts.strided(extents, k, OUT * width * k, OUT * k, 1);
    long start = part.first * k;
    long place = (row * width + OUT * (long) part.first) * k;
    steps.add(
        emitter.describeReorder(from, to),
        Operand.of(DNNL_ARG_FROM, Where.EVEN, from, start * Float.BYTES),
        Operand.of(DNNL_ARG_TO, Where.TARGET, to, place * Float.BYTES));
  }
}
