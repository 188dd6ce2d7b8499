package dev.phosphene.render;

import dev.phosphene.optim.Adam;
import dev.phosphene.optim.GradientAscent;
import dev.phosphene.optim.NAdam;
import dev.phosphene.optim.NormalisedAscent;
import dev.phosphene.optim.Optimiser;
import dev.phosphene.optim.RmsProp;

/** How a step is made of a gradient, by name. */
public enum Rule {
  /** Divided by its standard deviation: the tutorial's. */
  DEVIATION,
  /** Divided by its mean absolute value: Google's DeepDream. */
  MEAN_ABS,
  /** Divided by its Euclidean length. */
  LENGTH,
  /** As it is. */
  PLAIN,
  ADAM,
  NADAM,
  RMSPROP;

  /**
   * A fresh optimiser.
   *
   * @param stepSize in the parameters' units
   * @param example how many parameters each example has, where normalisation is by example
   */
  public Optimiser of(double stepSize, int example) {
    return switch (this) {
      case DEVIATION -> NormalisedAscent.of(NormalisedAscent.Measure.STD, stepSize, example);
      case MEAN_ABS -> NormalisedAscent.of(NormalisedAscent.Measure.MEAN_ABS, stepSize, example);
      case LENGTH -> NormalisedAscent.of(NormalisedAscent.Measure.L2, stepSize, example);
      case PLAIN -> GradientAscent.of(stepSize);
      case ADAM -> Adam.of(stepSize);
      case NADAM -> NAdam.of(stepSize);
      case RMSPROP -> RmsProp.of(stepSize);
    };
  }
}
