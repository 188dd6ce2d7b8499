package dev.phosphene.transform;

/**
 * A Gaussian blur, cut off at three deviations; near an edge the weights of what lies outside go to
 * the rest.
 *
 * @param deviation pixels
 */
public record Blur(double deviation) implements TransformStep {
  public Blur {
    TransformLimits.check("a blur's deviation", deviation, 0, TransformLimits.DEVIATION);
  }

  @Override
  public String toString() {
    return "blur:" + TransformNumbers.text(deviation);
  }
}
