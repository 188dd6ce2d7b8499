package dev.phosphene.recipe;

import dev.phosphene.optim.Adam;
import dev.phosphene.optim.GradientAscent;
import dev.phosphene.optim.LearningRate;
import dev.phosphene.optim.NAdam;
import dev.phosphene.optim.NormalizedAscent;
import dev.phosphene.optim.Optimizer;
import dev.phosphene.optim.RmsProp;

/** The optimizers by name. */
public enum OptimizerKind {
  /** The gradient divided by its standard deviation, as in the tutorial. */
  STD,
  /** The gradient divided by its mean absolute value, as in Google's DeepDream. */
  MEAN_ABS,
  /** The gradient divided by its Euclidean norm. */
  L2,
  /** The gradient itself. */
  PLAIN,
  ADAM,
  NADAM,
  RMSPROP;

  /**
   * Returns a new optimizer.
   *
   * @param rate learning rate in the parameters' units
   * @param momentum Adam's decay rate of the mean gradient
   * @param memory Adam's decay rate of the mean squared gradient
   * @param example number of parameters per example, where normalization is per example
   */
  public Optimizer of(LearningRate rate, double momentum, double memory, int example) {
    return switch (this) {
      case STD -> NormalizedAscent.of(NormalizedAscent.Measure.STD, rate, example);
      case MEAN_ABS -> NormalizedAscent.of(NormalizedAscent.Measure.MEAN_ABS, rate, example);
      case L2 -> NormalizedAscent.of(NormalizedAscent.Measure.L2, rate, example);
      case PLAIN -> GradientAscent.of(rate);
      case ADAM -> Adam.of(rate, momentum, memory);
      case NADAM -> NAdam.of(rate);
      case RMSPROP -> RmsProp.of(rate);
    };
  }
}
