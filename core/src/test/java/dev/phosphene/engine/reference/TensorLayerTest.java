package dev.phosphene.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers of tensors: by hand, and their gradients for inputs of different shapes. */
class TensorLayerTest {
  private static final double STEP = 1e-4;

  private static double[] forward(Op op, List<Shape> in, Shape out, double[]... x) {
    double[] y = new double[out.size()];
    Layer.of(op, in, out).forward(x, y);
    return y;
  }

  @Test
  void matricesOfEachExampleAreMultiplied() {
    Shape row = Shape.of(2, 1, 2);
    Shape square = Shape.of(2, 2, 2);
    double[] a = {1, 2, 3, 4};
    double[] b = {1, 10, 100, 1000, 5, 6, 7, 8};
    assertThat(forward(new Op.MatMul(), List.of(row, square), row, a, b))
        .containsExactly(201, 2010, 43, 50);
  }

  @Test
  void aMatrixOfWeightsTakesTheLastAxis() {
    Parameter weight = Parameter.of("w", Shape.of(2, 3), 1, 2, 3, 10, 20, 30);
    Parameter bias = Parameter.of("b", Shape.of(3), 0.5f, 0, 0);
    Shape in = Shape.of(1, 2, 2);
    assertThat(
            forward(
                new Op.Linear(weight, bias),
                List.of(in),
                Shape.of(1, 2, 3),
                new double[] {1, 1, 2, 0}))
        .containsExactly(11.5, 22, 33, 2.5, 4, 6);
  }

  @Test
  void partsLieOneAfterTheOther() {
    Shape one = Shape.of(2, 1, 2);
    Shape two = Shape.of(2, 2, 2);
    double[] a = {1, 2, 3, 4};
    double[] b = {5, 6, 7, 8, 9, 10, 11, 12};
    assertThat(forward(new Op.Join(1), List.of(one, two), Shape.of(2, 3, 2), a, b))
        .containsExactly(1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12);
    assertThat(forward(new Op.Join(2), List.of(one, one), Shape.of(2, 1, 4), a, a))
        .containsExactly(1, 2, 1, 2, 3, 4, 3, 4);
  }

  @Test
  void aConstantIsThereForEveryExample() {
    Op constant = new Op.Constant(Parameter.of("c", Shape.of(3), 1, 2, 3));
    assertThat(forward(constant, List.of(), Shape.of(2, 3))).containsExactly(1, 2, 3, 1, 2, 3);
  }

  static Stream<Arguments> ops() {
    Shape a = Shape.of(2, 3, 4, 5);
    Shape vector = Shape.of(2, 1, 4, 1);
    return Stream.of(
        Arguments.of(new Op.MatMul(), List.of(a, Shape.of(2, 3, 5, 2))),
        Arguments.of(new Op.MatMul(), List.of(Shape.of(2, 4, 3), Shape.of(2, 3, 4))),
        Arguments.of(new Op.Join(2), List.of(a, Shape.of(2, 3, 1, 5), a)),
        Arguments.of(new Op.Binary(Op.Arithmetic.DIV), List.of(a, a)),
        Arguments.of(new Op.Binary(Op.Arithmetic.DIV), List.of(vector, a)),
        Arguments.of(new Op.Binary(Op.Arithmetic.POW), List.of(a, a)),
        Arguments.of(new Op.Binary(Op.Arithmetic.POW), List.of(a, vector)),
        Arguments.of(new Op.Binary(Op.Arithmetic.MUL), List.of(vector, a)),
        Arguments.of(new Op.Pointwise(ScalarFunction.LOG), List.of(a)),
        Arguments.of(new Op.Pointwise(ScalarFunction.SQRT), List.of(a)),
        Arguments.of(new Op.Pointwise(ScalarFunction.POWER, 2, -1), List.of(a)),
        Arguments.of(new Op.Pointwise(ScalarFunction.POWER, 1, 0.5f), List.of(a)));
  }

  /** At positive inputs: for logarithms, roots and powers. */
  @ParameterizedTest
  @MethodSource("ops")
  void backwardIsTheDerivativeOfForward(Op op, List<Shape> shapes) {
    Random random = new Random(Seeds.next("TensorLayerTest " + op));
    Shape out = Graph.shape(op, shapes);
    Layer layer = Layer.of(op, shapes, out);
    double[][] x = new double[shapes.size()][];
    double[][] dx = new double[shapes.size()][];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.doubles(shapes.get(i).size(), 0.5, 2).toArray();
      dx[i] = new double[x[i].length];
      Arrays.fill(dx[i], 3); // backward adds to what is there
    }
    double[] y = new double[out.size()];
    double[] dy = random.doubles(out.size(), -1, 1).toArray();
    layer.forward(x, y);
    layer.backward(x, y, dy, dx);
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[i].length; j++) {
        assertThat(dx[i][j] - 3)
            .as("input %d at %d", i, j)
            .isCloseTo(slope(layer, x, i, j, dy), within(1e-6));
      }
    }
  }

  private static double slope(Layer layer, double[][] x, int i, int j, double[] dy) {
    double at = x[i][j];
    double[] y = new double[dy.length];
    double slope = 0;
    for (int side = -1; side <= 1; side += 2) {
      x[i][j] = at + side * STEP;
      layer.forward(x, y);
      for (int o = 0; o < y.length; o++) {
        slope += side * dy[o] * y[o] / (2 * STEP);
      }
    }
    x[i][j] = at;
    return slope;
  }
}
