package dev.phosphene.engine.reference;

import dev.phosphene.graph.Selection;
import java.util.Arrays;

/**
 * Values at other places, the same in every example.
 *
 * @param from where each of an example's values comes from, as {@link
 *     dev.phosphene.graph.DataMovement} gives it
 * @param size of an example of the input
 */
record GatherLayer(int[] from, int size) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    Arrays.fill(out, 0);
    for (int o = 0; o < out.length; o++) {
      int i = from[o % from.length];
      if (i != Selection.NOTHING) {
        out[o] = in[0][o / from.length * size + i];
      }
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int o = 0; o < out.length; o++) {
      int i = from[o % from.length];
      if (i != Selection.NOTHING) {
        dIn[0][o / from.length * size + i] += dOut[o];
      }
    }
  }
}
