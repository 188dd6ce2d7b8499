package dev.phosphene.train;

import java.util.Locale;

/**
 * The numbers of a training.
 *
 * @param epochs passes over the 50,000 pictures
 * @param seed of everything random
 * @param batch pictures of a step
 * @param part pictures of a forward and backward pass; batch normalisation sees these
 * @param kernelRate step of a convolution's kernels relative to their norm
 * @param firstRate factor for the first convolution's
 * @param kernelMomentum theirs
 * @param headRate of the linear layer's weights
 * @param headDecay weight decay of the linear layer
 * @param biasRate of all biases
 * @param momentum of the linear layer and the biases
 * @param smoothing of the labels
 * @param cutout side of the square cut out of a picture of 32x32
 * @param noise largest standard deviation of the noise, in units of x in [0,1]
 * @param small fraction of the epochs with pictures of 24x24
 * @param medium fraction of the epochs, after those, with pictures of 28x28
 * @param first epochs of a first descent of the rates to zero, after which they start once more; 0
 *     for a single descent
 * @param second rate factor at that second start
 */
record Recipe(
    int epochs,
    long seed,
    int batch,
    int part,
    double kernelRate,
    double firstRate,
    double kernelMomentum,
    double headRate,
    double headDecay,
    double biasRate,
    double momentum,
    double smoothing,
    int cutout,
    double noise,
    double small,
    double medium,
    int first,
    double second) {

  /**
   * Factor of all rates after a number of epochs: rises from a fifth to 1 over the first tenth of
   * the first descent, then falls to 0 in a line; and in a second descent from its start to 0 in a
   * line.
   */
  double rate(double done) {
    if (first > 0 && done >= first) {
      return second * (epochs - done) / (epochs - first);
    }
    double progress = done / descent();
    double warm = .1;
    return progress < warm ? .2 + .8 * progress / warm : (1 - progress) / (1 - warm);
  }

  private int descent() {
    return first > 0 ? first : epochs;
  }

  /** Side of the pictures of an epoch, counted from 0; a second descent begins with 28. */
  int side(int epoch) {
    if (first > 0 && epoch >= first) {
      return (epoch - first + .5) / (epochs - first) < .4 ? 28 : Cifar10.SIDE;
    }
    double at = (epoch + .5) / descent();
    return at < small ? 24 : at < small + medium ? 28 : Cifar10.SIDE;
  }

  /** The recipe in words and numbers. */
  String words() {
    String again =
        first == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "; after epoch %d a second descent of the rates from %.2f, with 28x28, then 32x32",
                first,
                second);
    return String.format(
        Locale.ROOT,
        "PyTorch float32, seed %d, %d epochs of steps of %d pictures (batch normalisation over %d);"
            + " pictures of 24x24, then 28x28, then 32x32 (from %.2f and %.2f of the first descent);"
            + " random window shifted by up to 2 pixels, alternating mirror, brightness, contrast"
            + " and saturation, noise up to %.3f, a square of %d pixels cut out (in some epochs);"
            + " label smoothing %.2f; kernels: Muon, rate %.3f (first layer times %.2f) of their"
            + " constant norm, momentum %.2f; biases and linear layer: Nesterov %.2f, rates %.1f and"
            + " %.1f; rates rise over a tenth of the training and fall to 0 in a line; running"
            + " average of the weights%s",
        seed,
        epochs,
        batch,
        part,
        small,
        small + medium,
        noise,
        cutout,
        smoothing,
        kernelRate,
        firstRate,
        kernelMomentum,
        momentum,
        biasRate,
        headRate,
        again);
  }

  /** Reads a recipe from options; the defaults are those of the shipped network. */
  static Recipe of(Options o) {
    return new Recipe(
        o.integer("epochs", 13),
        o.integer("seed", 1),
        o.integer("batch", 1000),
        o.integer("part", 250),
        o.real("kernel-rate", .18),
        o.real("first-rate", .5),
        o.real("kernel-momentum", .7),
        o.real("head-rate", 1.5),
        o.real("head-decay", 1e-4),
        o.real("bias-rate", 20),
        o.real("momentum", .85),
        o.real("smoothing", .2),
        o.integer("cutout", 8),
        o.real("noise", .02),
        o.real("small", .4),
        o.real("medium", .25),
        o.integer("first", 0),
        o.real("second", 0));
  }
}
