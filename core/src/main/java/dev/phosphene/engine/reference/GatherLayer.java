package dev.phosphene.engine.reference;

import dev.phosphene.graph.Selection;
import java.util.Arrays;

/**
 * Moves values to other places, the same in every example.
 *
 * @param from source index of each of an example's values, from {@link
 *     dev.phosphene.graph.DataMovement}
 * @param size number of values in an example of the input
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
