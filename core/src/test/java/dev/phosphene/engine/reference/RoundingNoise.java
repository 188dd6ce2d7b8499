package dev.phosphene.engine.reference;

import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Random;

/**
 * The reference with noise of the size of an engine's rounding behind every layer that computes,
 * both ways: how far rounding alone moves a graph's results. Where a normalization divides by next
 * to nothing, or two inputs of a maximum are equal but for their rounding, that is much more than
 * the noise itself, and no engine can be held to less.
 */
public final class RoundingNoise {
  private RoundingNoise() {}

  /**
   * A reference network that rounds.
   *
   * @param rounding the noise's deviation, relative to the largest value of an array
   */
  public static Network compile(
      Graph graph, List<String> taps, Shape input, double rounding, Random random) {
    return ReferenceNetwork.of(
        graph, taps, input, layer -> moves(layer) ? layer : new Noisy(layer, rounding, random));
  }

  /** Whether values come out as they went in, without rounding. */
  private static boolean moves(Layer layer) {
    return layer instanceof ReluLayer
        || layer instanceof MaxPoolLayer
        || layer instanceof JoinLayer
        || layer instanceof SelectLayer
        || layer instanceof GatherLayer
        || layer instanceof FlattenLayer
        || layer instanceof PadLayer
        || layer instanceof CropLayer
        || layer instanceof ConstantLayer;
  }

  private record Noisy(Layer layer, double rounding, Random random) implements Layer {

    @Override
    public void forward(double[][] in, double[] out) {
      layer.forward(in, out);
      shake(out);
    }

    @Override
    public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
      layer.backward(in, out, dOut, dIn);
      for (double[] gradient : dIn) {
        shake(gradient);
      }
    }

    private void shake(double[] values) {
      double largest = 0;
      for (double value : values) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < values.length; i++) {
        values[i] += rounding * largest * random.nextGaussian();
      }
    }
  }
}
