package dev.phosphene.train;

import java.util.List;
import java.util.Locale;

/**
 * The numbers of a training.
 *
 * @param precision what the blocks compute with
 * @param phases passes over the 50,000 images, and the images' sizes in them
 * @param seed of everything random
 * @param batch images of a step
 * @param part images of a forward and backward pass; batch normalization sees these
 * @param kernelRate step of a convolution's kernels relative to their norm
 * @param firstRate factor for the first convolution's
 * @param kernelMomentum theirs
 * @param headRate of the linear layer's weights
 * @param headDecay weight decay of the linear layer
 * @param biasRate of all biases
 * @param momentum of the linear layer and the biases
 * @param smoothing of the labels
 * @param shift pixels of an image of 32x32 by which a window may reach beyond its edges
 * @param cutout side of the square cut out of an image of 32x32
 * @param whole epochs at the end without that
 * @param noise largest standard deviation of the noise, in units of x in [0,1]
 */
record TrainingRecipe(
    Precision precision,
    List<Phase> phases,
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
    int shift,
    int cutout,
    int whole,
    double noise) {

  /** All passes together. */
  int epochs() {
    return phases.stream().mapToInt(Phase::epochs).sum();
  }

  /**
   * Factor of all rates after a number of epochs: rises from a fifth to 1 over the first tenth of
   * the training, then falls to 0 in a line.
   */
  double rate(double done) {
    double progress = done / epochs();
    double warm = .1;
    return progress < warm ? .2 + .8 * progress / warm : (1 - progress) / (1 - warm);
  }

  /** Side of the images of an epoch, counted from 0. */
  int side(int epoch) {
    int before = 0;
    for (Phase phase : phases) {
      before += phase.epochs();
      if (epoch < before) {
        return phase.side();
      }
    }
    throw new IllegalArgumentException("epoch " + epoch + " is beyond " + phases);
  }

  /** Side of the square cut out of an image of 32x32 in an epoch, counted from 0. */
  int cutout(int epoch) {
    return epoch < epochs() - whole ? cutout : 0;
  }

  /** The recipe in words and numbers. */
  String words() {
    return String.format(
        Locale.ROOT,
        "PyTorch %s, seed %d, %d epochs of steps of %d pictures (batch normalization over %d);"
            + " sides of the pictures x epochs %s; random window, reaching up to %d pixels beyond"
            + " the picture, alternating mirror, brightness, contrast and saturation, noise up to"
            + " %.3f, a square of %d pixels cut out except in the last %d epochs; label smoothing"
            + " %.2f; kernels: Muon, rate %.3f (first layer times %.2f) of their constant norm,"
            + " momentum %.2f; biases and linear layer: Nesterov %.2f, rates %.1f and %.1f; rates"
            + " rise over a tenth of the training and fall to 0 in a line; running average of the"
            + " weights",
        precision.words(),
        seed,
        epochs(),
        batch,
        part,
        phases,
        shift,
        noise,
        cutout,
        whole,
        smoothing,
        kernelRate,
        firstRate,
        kernelMomentum,
        momentum,
        biasRate,
        headRate);
  }

  /** Reads a recipe from options. */
  static TrainingRecipe of(Options o) {
    return new TrainingRecipe(
        Precision.of(o.text("precision", "f32")),
        Phase.parse(o.text("phases", "20x5,24x5,28x6,32x4")),
        o.integer("seed", 1),
        o.integer("batch", 500),
        o.integer("part", 125),
        o.real("kernel-rate", .07),
        o.real("first-rate", .5),
        o.real("kernel-momentum", .7),
        o.real("head-rate", .6),
        o.real("head-decay", 1e-4),
        o.real("bias-rate", 8),
        o.real("momentum", .85),
        o.real("smoothing", .2),
        o.integer("shift", 3),
        o.integer("cutout", 10),
        o.integer("whole", 1),
        o.real("noise", .02));
  }
}
