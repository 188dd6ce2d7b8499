package dev.phosphene.transform;

/**
 * A Gaussian blur, cut off at three standard deviations; near an edge the weights inside are
 * rescaled.
 *
 * @param deviation standard deviation in pixels
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
