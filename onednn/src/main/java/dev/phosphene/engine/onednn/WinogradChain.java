package dev.phosphene.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.Bands.Form;
import dev.phosphene.engine.onednn.Filters.Picture;
import dev.phosphene.engine.onednn.Filters.Slide;
import dev.phosphene.engine.onednn.Steps.Operand;
import dev.phosphene.engine.onednn.Steps.Where;
import dev.phosphene.engine.onednn.WinogradConv.Layer;
import dev.phosphene.tensor.Shape;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * What is to be done for a band of a {@link WinogradConv}, all of it with channels last. The
 * transforms multiply by the same small matrix from the left and from the right, so each is one
 * filter along the rows, then one along the columns, for each channel alone: a depthwise
 * convolution, which reads overlapping tiles where they lie and adds the zeros of the border. The 36
 * products are 1×1 convolutions. Two stretches of memory take turns.
 */
final class WinogradChain {
  private static final int IN = Winograd.IN;
  private static final int OUT = Winograd.OUT;

  private final Emitter emitter;
  private final Layer layer;
  private final WinogradWeights weights;
  private final Filters filters;

  /**
   * Makes steps for one layer.
   *
   * @param filters remembers weights of the transforms
   */
  WinogradChain(Emitter emitter, Layer layer, WinogradWeights weights, Filters filters) {
    this.emitter = emitter;
    this.layer = layer;
    this.weights = weights;
    this.filters = filters;
  }

  /**
   * The steps for bands of a form.
   *
   * @param across tiles side by side
   * @param masked whether the source counts as 0 where a mask is not above 0
   */
  Steps steps(Form form, int across, boolean masked) {
    Steps steps = new Steps(emitter);
    input(steps, form, across, masked);
    products(steps, form.tiles() * across);
    output(steps, form.tiles() * across);
    scatter(steps, form, across);
    return steps;
  }

  /** {@code Bᵀ d B}: six arrays along the rows, then 36. */
  private void input(Steps steps, Form form, int across, boolean masked) {
    int c = layer.in().c();
    Shape rows = Shape.of(1, c, form.in(), layer.in().w());
    if (masked) {
      mask(steps, rows);
    }
    Picture source = new Picture(masked ? Where.EVEN : Where.SOURCE, rows, 0);
    Shape narrow = Shape.of(1, c, form.in(), across);
    for (int j = 0; j < IN; j++) {
      Taps taps = Taps.of(Winograd.input(j), layer.left());
      Slide slide = new Slide(false, OUT, layer.left() - taps.skipped(), false);
      Picture target = new Picture(Where.ODD, narrow, (long) j * narrow.size());
      filters.add(steps, taps, slide, source, target);
    }
    Shape six = Shape.of(IN, c, form.in(), across);
    Shape tiles = Shape.of(IN, c, form.tiles(), across);
    for (int i = 0; i < IN; i++) {
      // Where no zeros are needed below, a filter that starts later may start at a later row.
      boolean shifted = form.whole();
      Taps taps = Taps.of(Winograd.input(i), shifted ? IN : form.before());
      Slide slide = new Slide(true, OUT, shifted ? 0 : form.before() - taps.skipped(), false);
      long start = shifted ? (long) taps.skipped() * across * c : 0;
      filters.add(
          steps,
          taps,
          slide,
          new Picture(Where.ODD, six, start),
          new Picture(Where.EVEN, tiles, (long) i * tiles.size()));
    }
  }

  /** The gradient of a ReLU's input, from that of its output. */
  private void mask(Steps steps, Shape rows) {
    steps.add(
        ReluStage.describeBack(emitter, Steps.last(emitter, rows)),
        steps.last(DNNL_ARG_DST, Where.MASK, rows, 0),
        steps.last(DNNL_ARG_DIFF_DST, Where.SOURCE, rows, 0),
        steps.last(DNNL_ARG_DIFF_SRC, Where.EVEN, rows, 0));
  }

  private void products(Steps steps, int tiles) {
    Shape from = Shape.of(1, layer.in().c(), 1, tiles);
    Shape to = Shape.of(1, layer.out().c(), 1, tiles);
    dnnl_primitive_desc pd = weights.describe(emitter, false);
    dnnl_primitive primitive = emitter.primitive(pd);
    for (int i = 0; i < IN * IN; i++) {
      Operand source = steps.last(DNNL_ARG_SRC, Where.EVEN, from, (long) i * from.size());
      Operand matrix = Operand.fixed(DNNL_ARG_WEIGHTS, weights.products().get(i));
      Operand target = steps.last(DNNL_ARG_DST, Where.ODD, to, (long) i * to.size());
      Mem bias = weights.bias();
      if (i == Winograd.BIASED && bias != null) {
        steps.add(
            weights.describe(emitter, true),
            source,
            matrix,
            Operand.fixed(DNNL_ARG_BIAS, bias),
            target);
      } else {
        steps.add(primitive, pd, source, matrix, target);
      }
    }
  }

  /** {@code Aᵀ m A}, then the ReLU. */
  private void output(Steps steps, int tiles) {
    Shape line = Shape.of(1, layer.out().c(), 1, tiles);
    for (int s = 0; s < OUT; s++) {
      collect(steps, s, Shape.of(IN, line.c(), IN, tiles), Where.ODD, Where.EVEN, false);
    }
    for (int r = 0; r < OUT; r++) {
      collect(steps, r, Shape.of(OUT, line.c(), IN, tiles), Where.EVEN, Where.ODD, layer.relu());
    }
  }

  /** The sum of six arrays, weighted by a row of Aᵀ, for each example of {@code shape}. */
  private void collect(Steps steps, int row, Shape shape, Where from, Where to, boolean relu) {
    Taps taps = Taps.of(Winograd.output(row), IN);
    Slide once = new Slide(true, IN + 1 - taps.length(), 0, relu); // does not fit in twice
    Shape sum = Shape.of(shape.n(), shape.c(), 1, shape.w());
    filters.add(
        steps,
        taps,
        once,
        new Picture(from, shape, (long) taps.skipped() * shape.c() * shape.w()),
        new Picture(to, sum, (long) row * sum.size()));
  }

  /** From 16 arrays to the places of the outputs, without what exceeds the picture. */
  private void scatter(Steps steps, Form form, int across) {
    int tall = form.out() / OUT;
    int wide = layer.out().w() / OUT;
    int low = form.out() % OUT;
    int narrow = layer.out().w() % OUT;
    scatter(steps, form, across, new Part(0, 0, tall, wide, OUT, OUT));
    scatter(steps, form, across, new Part(0, wide, tall, 1, OUT, narrow));
    scatter(steps, form, across, new Part(tall, 0, 1, wide, low, OUT));
    scatter(steps, form, across, new Part(tall, wide, 1, 1, low, narrow));
  }

  /** Some tiles, of each of which so many rows and columns are wanted. */
  private record Part(int top, int left, int down, int across, int rows, int columns) {}

  private void scatter(Steps steps, Form form, int across, Part part) {
    if (part.down * part.across * part.rows * part.columns == 0) {
      return;
    }
    long k = layer.out().c();
    long tiles = (long) form.tiles() * across;
    long width = layer.out().w();
    long[] extents = {part.rows, part.columns, part.down, part.across, k};
    dnnl_memory_desc from =
        emitter.layouts.strided(extents, OUT * tiles * k, tiles * k, across * k, k, 1);
    dnnl_memory_desc to =
        emitter.layouts.strided(extents, width * k, k, OUT * width * k, OUT * k, 1);
    long start = ((long) part.top * across + part.left) * k;
    long place = OUT * (part.top * width + part.left) * k;
    steps.add(
        emitter.describeReorder(from, to),
        Operand.of(DNNL_ARG_FROM, Where.ODD, from, start * Float.BYTES),
        Operand.of(DNNL_ARG_TO, Where.TARGET, to, place * Float.BYTES));
  }
}
