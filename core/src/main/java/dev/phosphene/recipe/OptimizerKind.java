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
  /** Divided by its standard deviation: the tutorial's. */
  STD,
  /** Divided by its mean absolute value: Google's DeepDream. */
  MEAN_ABS,
  /** Divided by its Euclidean length. */
  L2,
  /** As it is. */
  PLAIN,
  ADAM,
  NADAM,
  RMSPROP;

  /**
   * A fresh optimizer.
   *
   * @param rate in the parameters' units
   * @param momentum how much of the mean gradient Adam keeps from step to step
   * @param memory how much of the mean square Adam keeps
   * @param example how many parameters each example has, where normalization is by example
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
