package dev.phosphene.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recurrences: a step by hand, directions, and gradients against central differences. */
class RecurrentLayerTest {
  private static final Op.Pointwise SIGMOID = new Op.Pointwise(ScalarFunction.SIGMOID);
  private static final Op.Pointwise TANH = new Op.Pointwise(ScalarFunction.TANH);
  private static final double STEP = 1e-4;

  @ParameterizedTest
  @EnumSource(Op.Cell.class)
  void backwardIsTheDerivativeOfForward(Op.Cell cell) {
    Random random = new Random(Seeds.next("RecurrentLayerTest"));
    int hidden = 3;
    Shape in = Shape.of(2, 3, 2, hidden * cell.gates);
    for (boolean reversed : new boolean[] {false, true}) {
      for (int axis = 1; axis <= 2; axis++) {
        Op op =
            new Op.Recurrent(
                cell,
                axis,
                reversed,
                gaussian(random, hidden, hidden * cell.gates),
                axis == 1 ? gaussian(random, hidden * cell.gates) : null,
                SIGMOID,
                TANH);
        assertGradient(op, in, random);
      }
    }
  }

  private static void assertGradient(Op op, Shape in, Random random) {
    Shape out = Graph.shape(op, List.of(in));
    Layer layer = Layer.of(op, List.of(in), out);
    double[] x = random.doubles(in.size(), -2, 2).toArray();
    double[] y = new double[out.size()];
    double[] dy = random.doubles(out.size(), -1, 1).toArray();
    double[] dx = new double[in.size()];
    layer.forward(new double[][] {x}, y);
    layer.backward(new double[][] {x}, y, dy, new double[][] {dx});
    for (int i = 0; i < x.length; i++) {
      double at = x[i];
      x[i] = at + STEP;
      double up = value(layer, x, y, dy);
      x[i] = at - STEP;
      double down = value(layer, x, y, dy);
      x[i] = at;
      assertThat(dx[i]).as("%s at %d", op, i).isCloseTo((up - down) / (2 * STEP), within(1e-6));
    }
  }

  private static double value(Layer layer, double[] x, double[] y, double[] dy) {
    layer.forward(new double[][] {x}, y);
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += y[i] * dy[i];
    }
    return sum;
  }

  /** Two steps of one value of state, computed with the formulas of the operations' Javadoc. */
  @Test
  void computesTheFormulas() {
    double[] x = {0.5, -1, 0.25, 2};
    double first = Math.tanh(0.5);
    assertThat(states(Op.Cell.SIMPLE, false, 2, 0.7, 0)).containsExactly(first, second(first));
    assertThat(states(Op.Cell.SIMPLE, true, 2, 0.7, 0)).containsExactly(second(first), first);
    double memory = sigmoid(x[0]) * Math.tanh(x[2]);
    assertThat(run(Op.Cell.LSTM, x)[0]).isCloseTo(sigmoid(x[3]) * Math.tanh(memory), within(1e-12));
    assertThat(run(Op.Cell.GRU, 0.5, -1, 0.25)[0])
        .isCloseTo((1 - sigmoid(0.5)) * Math.tanh(0.25), within(1e-12));
  }

  private static double second(double first) {
    return Math.tanh(0.5 + 0.7f * first);
  }

  private static double[] states(
      Op.Cell cell, boolean reversed, int steps, double weight, double bias) {
    Op op =
        new Op.Recurrent(
            cell,
            1,
            reversed,
            Parameter.of("r", Shape.of(1, 1), (float) weight),
            Parameter.of("c", Shape.of(1), (float) bias),
            SIGMOID,
            TANH);
    Shape in = Shape.of(1, steps, 1);
    double[] y = new double[steps];
    double[] x = new double[steps];
    java.util.Arrays.fill(x, 0.5);
    Layer.of(op, List.of(in), in).forward(new double[][] {x}, y);
    return y;
  }

  private static double[] run(Op.Cell cell, double... x) {
    float[] zeros = new float[cell.gates];
    Op op =
        new Op.Recurrent(
            cell, 1, false, Parameter.of("r", Shape.of(1, cell.gates), zeros), null, SIGMOID, TANH);
    double[] y = new double[1];
    Shape in = Shape.of(1, 1, cell.gates);
    Layer.of(op, List.of(in), Shape.of(1, 1, 1)).forward(new double[][] {x}, y);
    return y;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void refusesShapesThatDoNotFit() {
    Random random = new Random(1);
    Parameter weight = gaussian(random, 3, 12);
    Op op = new Op.Recurrent(Op.Cell.LSTM, 1, false, weight, null, SIGMOID, TANH);
    assertThat(Graph.shape(op, List.of(Shape.of(2, 5, 12)))).isEqualTo(Shape.of(2, 5, 3));
    assertThatThrownBy(() -> Graph.shape(op, List.of(Shape.of(2, 5, 9))))
        .hasMessageContaining("takes 12 features");
    Op last = new Op.Recurrent(Op.Cell.LSTM, 2, false, weight, null, SIGMOID, TANH);
    assertThatThrownBy(() -> Graph.shape(last, List.of(Shape.of(2, 5, 12))))
        .hasMessageContaining("features, not the steps");
    Op gru = new Op.Recurrent(Op.Cell.GRU, 1, false, weight, null, SIGMOID, TANH);
    assertThatThrownBy(() -> Graph.shape(gru, List.of(Shape.of(2, 5, 12))))
        .hasMessageContaining("3 gates");
  }

  private static Parameter gaussian(Random random, int... extents) {
    Shape shape = Shape.of(extents);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Parameter.of("w", shape, values);
  }
}
