package dev.phosphene.engine.onednn.conv;

import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.winograd.Winograd;

/**
 * Which way is faster, by a formula of a task's shape: the two ways do not round alike, so the
 * choice may depend on nothing that is chance, such as a measurement. What Winograd's way takes, in
 * units of the direct way's time, is modelled as
 *
 * <pre>waste · (product + transform · (1/C + 1/K)) + weights / positions + fixed / count</pre>
 *
 * with C channels read and K written, {@code waste} what whole tiles compute, in units of what is
 * wanted, {@code positions} of an image's outputs and {@code count} the direct way's
 * multiplications of one image: the number of images in the batch makes no difference. The
 * constants are fitted to {@code bench convs --grid}; ADR 11 has the tables.
 *
 * @param product the products of transformed arrays: a quarter of the direct way's multiplications,
 *     by a slower primitive
 * @param transform of channels, what transforming the inputs and the products costs
 * @param weights of positions, what reading four times as many weights costs
 * @param fixed of multiplications, what starting the primitives costs
 */
record CostModel(double product, double transform, double weights, double fixed) implements Choice {
  /** What Winograd's way may take of the time of the direct way, so that it is worth it. */
  private static final double WORTH = 0.95;

  private static final CostModel AVX2 = new CostModel(0.36, 9.5, 25, 4e6);
  static final CostModel AVX512 = new CostModel(0.36, 10, 45, 6e6);

  private static final class Here {
    static final CostModel MODEL = Library.hasAvx512() ? AVX512 : AVX2;

    private Here() {}
  }

  /** That of this processor's instruction set, as far as oneDNN uses it. oneDNN must be loaded. */
  static CostModel here() {
    return Here.MODEL;
  }

  @Override
  public boolean winograd(Emitter emitter, Task task) {
    return worthIt(task);
  }

  /** Whether Winograd's way is faster by more than the model's error. */
  boolean worthIt(Task task) {
    return ratio(task) < WORTH;
  }

  /** The modelled time of Winograd's way, in units of the direct way's. */
  double ratio(Task task) {
    int height = task.out().h();
    int width = task.out().w();
    double waste = (double) whole(height) * whole(width) / ((double) height * width);
    double channels = 1. / task.in().c() + 1. / task.out().c();
    double positions = (double) height * width;
    double count = (double) task.products() / task.out().n();
    return waste * (product + transform * channels) + weights / positions + fixed / count;
  }

  /** In whole tiles. */
  private static int whole(int extent) {
    return (extent + Winograd.OUT - 1) / Winograd.OUT * Winograd.OUT;
  }
}
