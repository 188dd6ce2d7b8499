package dev.phosphene.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.graph.Box;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Scaling;
import dev.phosphene.graph.Selection;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer's way back against central differences of its way forward, in float64. */
class LayerGradientTest {
  private static final double STEP = 1e-4;
  private static final Shape INPUT = Shape.of(2, 4, 6, 5);
  private static final Window ODD =
      new Window(3, 2, 2, 1, 1, 2, new Window.Padding.Explicit(1, 0, 2, 1));

  private static final Window CEIL =
      new Window(3, 3, 2, 2, 1, 1, new Window.Padding.Ceil(1, 1, 0, 1));
  private static final Set<Class<? extends Op>> PAIRS =
      Set.of(Op.Concat.class, Op.Add.class, Op.Binary.class, Op.Join.class);
  private static final Window UPPER =
      new Window(3, 2, 2, 1, 1, 2, new Window.Padding.Explicit(1, 0, 0, 1));
  private static final Window LOWER = new Window(2, 2, 1, 2, 1, 1, new Window.Padding.SameLower());

  static Stream<Named<Op>> ops() {
    Random random = new Random(5);
    return Stream.<Op>of(
            new Op.Conv(weight(random, 6, 4, 3, 3), weight(random, 6), Window.same(3, 1), 1),
            new Op.Conv(weight(random, 3, 4, 3, 2), null, ODD, 1),
            new Op.Conv(weight(random, 8, 2, 3, 3), weight(random, 8), Window.padded(3, 2, 1), 2),
            new Op.Affine(weight(random, 4), weight(random, 4)),
            new Op.BatchNorm(
                weight(random, 4),
                weight(random, 4),
                weight(random, 4),
                Parameter.of("variance", Shape.of(4), 0.5f, 1f, 2f, 4f),
                1e-3f),
            new Op.SelectChannels(List.of(3, 0, 3)),
            new Op.Relu(),
            new Op.MaxPool(Window.same(3, 2)),
            new Op.MaxPool(ODD),
            new Op.AvgPool(Window.same(3, 1), false),
            new Op.AvgPool(ODD, true),
            new Op.AvgPool(ODD, false),
            new Op.GlobalAvgPool(),
            new Op.Concat(),
            new Op.Add(),
            new Op.MaxPool(CEIL),
            new Op.AvgPool(CEIL, false),
            new Op.AvgPool(LOWER, false),
            new Op.Pointwise(ScalarFunction.LEAKY_RELU, 0.2f, 0),
            new Op.Pointwise(ScalarFunction.CLIP, -0.3f, 0.5f),
            new Op.Pointwise(ScalarFunction.SIGMOID),
            new Op.Pointwise(ScalarFunction.TANH),
            new Op.Pointwise(ScalarFunction.ELU, 1.5f, 0),
            new Op.Pointwise(ScalarFunction.HARD_SIGMOID, 1.7f, 0.5f),
            new Op.Pointwise(ScalarFunction.HARD_SWISH, 1.7f, 0.5f),
            new Op.Pointwise(ScalarFunction.SWISH, 1.5f, 0),
            new Op.Pointwise(ScalarFunction.SOFTPLUS),
            new Op.PRelu(weight(random, 4)),
            new Op.Lrn(3, 0.7f, 0.75f, 1.5f),
            new Op.Softmax(),
            new Op.Binary(Op.Arithmetic.ADD),
            new Op.Binary(Op.Arithmetic.SUB),
            new Op.Binary(Op.Arithmetic.MUL),
            new Op.Flatten(120),
            new Op.Pad(1, 0, 2, 3, 0.7f),
            new Op.Crop(new Box(1, 0, 3, 2)),
            new Op.GlobalMaxPool(),
            new Op.Pointwise(ScalarFunction.MISH),
            new Op.Pointwise(ScalarFunction.GELU),
            new Op.Pointwise(ScalarFunction.GELU_TANH),
            new Op.Pointwise(ScalarFunction.ERF),
            new Op.Pointwise(ScalarFunction.EXP),
            new Op.Pointwise(ScalarFunction.ABS),
            new Op.Pointwise(ScalarFunction.LINEAR, -0.7f, 0.3f),
            new Op.Pointwise(ScalarFunction.POWER, 0.7f, 3),
            new Op.Lrn(4, 0.7f, 0.75f, 1.5f),
            new Op.Softmax(3, false),
            new Op.Softmax(2, true),
            new Op.Binary(Op.Arithmetic.MIN),
            new Op.Binary(Op.Arithmetic.MAX),
            new Op.ConvTranspose(weight(random, 4, 3, 3, 2), weight(random, 3), UPPER, 1, 0, 1),
            new Op.ConvTranspose(weight(random, 4, 3, 3, 2), null, UPPER, 0, 1, 2),
            new Op.DepthToSpace(2, false),
            new Op.DepthToSpace(2, true),
            new Op.Select(2, new Selection.Listed(List.of(1, 0, 1))),
            new Op.Select(1, new Selection.Range(-1, -9, -2)),
            new Op.Select(3, new Selection.Border(1, 2, Selection.Filling.REFLECT)),
            new Op.Transpose(List.of(3, 1, 2)),
            new Op.Reshape(List.of(10, 12)),
            new Op.Join(2),
            new Op.Linear(weight(random, 5, 3), weight(random, 3)),
            new Op.Reduce(Op.Reduction.SUM, 3),
            new Op.Reduce(Op.Reduction.MEAN, 1),
            new Op.Reduce(Op.Reduction.MIN, 2),
            new Op.Reduce(Op.Reduction.MAX, 2),
            new Op.Reduce(Op.Reduction.LOG_SUM_EXP, 2),
            new Op.LayerNorm(2, 3, 1),
            new Op.LayerNorm(1, 1, 1),
            resize(Scaling.Usual.HALF_PIXEL, new Scaling.Cubic(-0.75, false, false), 1.5),
            resize(Scaling.Usual.HALF_PIXEL, new Scaling.Linear(true), 0.6),
            resize(Scaling.Usual.HALF_PIXEL, new Scaling.Linear(false), 1.5),
            resize(Scaling.Usual.ALIGN_CORNERS, new Scaling.Linear(false), 0.5),
            resize(Scaling.Usual.ASYMMETRIC, Scaling.Nearest.FLOOR, 2))
        .map(op -> Named.of(op.getClass().getSimpleName(), op));
  }

  private static Op resize(Scaling.Grid grid, Scaling.Filter filter, double factor) {
    return new Op.Resize(new Scaling(factor, grid, filter), new Scaling(2, grid, filter));
  }

  private static Parameter weight(Random random, int... extents) {
    Shape shape = Shape.of(extents);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Parameter.of("w", shape, values);
  }

  /** Distinct multiples of 0.01 off zero, so that no kink lies within a step. */
  private static double[] distinct(Random random, int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = (i - size / 2 + 0.5) * 0.01;
    }
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("ops")
  void backwardIsTheDerivativeOfForward(Op op) {
    Random random = new Random(Seeds.next("LayerGradientTest"));
    int inputs = PAIRS.contains(op.getClass()) ? 2 : 1;
    Graph.Builder builder = Graph.builder(INPUT.c()).add("same", new Op.Relu(), "input");
    builder.add("op", op, inputs == 2 ? new String[] {"input", "same"} : new String[] {"input"});
    Shape out = Objects.requireNonNull(builder.build().shapes(INPUT).get("op"));
    Layer layer = Layer.of(op, Collections.nCopies(inputs, INPUT), out);
    double[][] x = new double[inputs][];
    double[][] dx = new double[inputs][INPUT.size()];
    for (int i = 0; i < inputs; i++) {
      double shift = 0.003 * i; // so that no value occurs in both
      x[i] = Arrays.stream(distinct(random, INPUT.size())).map(value -> value + shift).toArray();
      Arrays.fill(dx[i], 3); // backward adds to what is there
    }
    double[] y = new double[out.size()];
    double[] dy = random.doubles(out.size(), -1, 1).toArray();
    layer.forward(x, y);
    layer.backward(x, y, dy, dx);
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < INPUT.size(); j++) {
        double slope = slope(layer, x, i, j, y, dy);
        assertThat(dx[i][j] - 3).as("input %d at %d", i, j).isCloseTo(slope, within(1e-8));
      }
    }
  }

  private static double slope(Layer layer, double[][] x, int i, int j, double[] y, double[] dy) {
    double at = x[i][j];
    x[i][j] = at + STEP;
    layer.forward(x, y);
    double up = dot(y, dy);
    x[i][j] = at - STEP;
    layer.forward(x, y);
    x[i][j] = at;
    return (up - dot(y, dy)) / (2 * STEP);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
