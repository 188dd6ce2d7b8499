package dev.phosphene.train;

import java.util.List;
import java.util.Locale;

/**
 * The hyperparameters of a training.
 *
 * @param precision precision of the blocks
 * @param phases numbers of epochs over the 50,000 images, with the image sizes
 * @param seed random seed
 * @param batch images per step
 * @param part images per forward and backward pass, and so per batch normalization
 * @param kernelRate learning rate of kernels, relative to their norm
 * @param firstRate factor of the first convolution's learning rate
 * @param kernelMomentum momentum of kernels
 * @param headRate learning rate of the linear layer's weights
 * @param headDecay weight decay of the linear layer
 * @param biasRate learning rate of all biases
 * @param momentum momentum of the linear layer and the biases
 * @param smoothing label smoothing
 * @param shift pixels by which a window may reach beyond a 32x32 image
 * @param cutout side of the square cut out of a 32x32 image
 * @param whole final epochs without cutout
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

  /** Returns the total number of epochs. */
  int epochs() {
    return phases.stream().mapToInt(Phase::epochs).sum();
  }

  /**
   * Returns the factor of all rates after a number of epochs: rises from a fifth to 1 over the
   * first tenth of the training, then falls linearly to 0.
   */
  double rate(double done) {
    double progress = done / epochs();
    double warm = .1;
    return progress < warm ? .2 + .8 * progress / warm : (1 - progress) / (1 - warm);
  }

  /** Returns the side of the images in an epoch, from 0. */
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

  /** Returns the side of the square cut out of a 32x32 image in an epoch, from 0. */
  int cutout(int epoch) {
    return epoch < epochs() - whole ? cutout : 0;
  }

  /** Describes the recipe in words and numbers. */
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
