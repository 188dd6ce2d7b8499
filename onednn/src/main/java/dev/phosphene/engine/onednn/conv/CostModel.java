package dev.phosphene.engine.onednn.conv;

import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.winograd.Winograd;

/**
 * Predicts the faster algorithm from a task's shape. The two round differently, so the choice must
 * not depend on chance, such as a measurement. Winograd's time, in units of the direct time, is
 * modelled as
 *
 * <pre>waste · (product + transform · (1/C + 1/K)) + weights / positions + fixed / count</pre>
 *
 * with C channels read and K written, {@code waste} the outputs of whole tiles relative to those
 * needed, {@code positions} of an image's outputs and {@code count} the direct way's
 * multiplications per image: the batch size makes no difference. The constants are fitted to {@code
 * bench convs --grid}; ADR 11 has the tables.
 *
 * @param product cost of the products of transformed arrays: a quarter of the direct
 *     multiplications, by a slower primitive
 * @param transform cost, in channels, of transforming the inputs and the products
 * @param weights cost, in positions, of reading four times as many weights
 * @param fixed cost, in multiplications, of starting the primitives
 */
record CostModel(double product, double transform, double weights, double fixed) implements Choice {
  /** Maximum fraction of the direct time at which Winograd's way is worthwhile. */
  private static final double WORTH = 0.95;

  private static final CostModel AVX2 = new CostModel(0.36, 9.5, 25, 4e6);
  static final CostModel AVX512 = new CostModel(0.36, 10, 45, 6e6);

  private static final class Here {
    static final CostModel MODEL = Library.hasAvx512() ? AVX512 : AVX2;

    private Here() {}
  }

  /** Returns the model for the instruction set that oneDNN uses here. oneDNN must be loaded. */
  static CostModel here() {
    return Here.MODEL;
  }

  @Override
  public boolean winograd(Emitter emitter, Task task) {
    return worthIt(task);
  }

  /** Returns whether Winograd's way is faster by more than the model's error. */
  boolean worthIt(Task task) {
    return ratio(task) < WORTH;
  }

  /** Returns the modelled time of Winograd's way, in units of the direct time. */
  double ratio(Task task) {
    int height = task.out().h();
    int width = task.out().w();
    double waste = (double) whole(height) * whole(width) / ((double) height * width);
    double channels = 1. / task.in().c() + 1. / task.out().c();
    double positions = (double) height * width;
    double count = (double) task.products() / task.out().n();
    return waste * (product + transform * channels) + weights / positions + fixed / count;
  }

  /** Rounds up to whole tiles. */
  private static int whole(int extent) {
    return (extent + Winograd.OUT - 1) / Winograd.OUT * Winograd.OUT;
  }
}
