package dev.phosphene.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Scaling;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every layer on a case small enough to be computed by hand. */
class LayerTest {
  private static final Shape ROW = Shape.of(1, 1, 1, 4);

  private static double[] forward(Op op, List<Shape> in, Shape out, double[]... x) {
    double[] y = new double[out.size()];
    Layer.of(op, in, out).forward(x, y);
    return y;
  }

  private static double[] backward(Op op, Shape in, Shape out, double[] x, double... dy) {
    Layer layer = Layer.of(op, List.of(in), out);
    double[] y = new double[out.size()];
    layer.forward(new double[][] {x}, y);
    double[] dx = new double[in.size()];
    layer.backward(new double[][] {x}, y, dy, new double[][] {dx});
    return dx;
  }

  private static Parameter values(float... values) {
    return Parameter.of("p", Shape.of(values.length), values);
  }

  @Test
  void convolutionIsACrossCorrelationWithBias() {
    Parameter weight = Parameter.of("w", Shape.of(1, 1, 1, 3), 1f, 10f, 100f);
    Op conv = new Op.Conv(weight, values(0.5f), Window.same(1, 3, 1), 1);
    double[] x = {1, 2, 3, 4};
    assertThat(forward(conv, List.of(ROW), ROW, x)).containsExactly(210.5, 321.5, 432.5, 43.5);
    assertThat(backward(conv, ROW, ROW, x, 1, 0, 0, 1)).containsExactly(10, 100, 1, 10);
  }

  @Test
  void strideAndDilationSkipPositions() {
    Parameter weight = Parameter.of("w", Shape.of(1, 1, 1, 2), 1f, 10f);
    Window window = new Window(1, 2, 1, 2, 1, 2, new Window.Padding.Explicit(0, 1, 0, 1));
    Op conv = new Op.Conv(weight, null, window, 1);
    Shape out = Shape.of(1, 1, 1, 2);
    // Taps at −1 and 1, then at 1 and 3.
    assertThat(forward(conv, List.of(ROW), out, new double[] {1, 2, 3, 4})).containsExactly(20, 42);
  }

  @Test
  void groupsSeeOnlyTheirChannels() {
    Parameter weight = Parameter.of("w", Shape.of(2, 1, 1, 1), 2f, 3f);
    Op conv = new Op.Conv(weight, null, Window.valid(1, 1), 2);
    Shape two = Shape.of(1, 2, 1, 1);
    assertThat(forward(conv, List.of(two), two, new double[] {5, 7})).containsExactly(10, 21);
    assertThat(backward(conv, two, two, new double[] {5, 7}, 1, 1)).containsExactly(2, 3);
  }

  @Test
  void reluStopsTheGradientAtAndBelowZero() {
    double[] x = {-1, 0, 2, 3};
    assertThat(forward(new Op.Relu(), List.of(ROW), ROW, x)).containsExactly(0, 0, 2, 3);
    assertThat(backward(new Op.Relu(), ROW, ROW, x, 5, 5, 5, 5)).containsExactly(0, 0, 5, 5);
  }

  @Test
  void maxPoolGivesTheGradientToTheFirstLargest() {
    Op pool = new Op.MaxPool(Window.same(1, 3, 2));
    Shape out = Shape.of(1, 1, 1, 2);
    double[] x = {-3, -1, -1, -2};
    assertThat(forward(pool, List.of(ROW), out, x)).containsExactly(-1, -1);
    assertThat(backward(pool, ROW, out, x, 1, 10)).containsExactly(0, 1, 10, 0);
  }

  @Test
  void aSmoothMaxPoolTakesTheLargestAndGivesToAll() {
    Op pool = new Op.MaxPool(Window.same(1, 3, 2), true);
    Shape out = Shape.of(1, 1, 1, 2);
    double[] x = {-3, -1, -1, -2};
    assertThat(forward(pool, List.of(ROW), out, x)).containsExactly(-1, -1);
    // The second window has two inputs and a border.
    assertThat(backward(pool, ROW, out, x, 3, 10)).containsExactly(1, 1, 6, 5);
  }

  @Test
  void averagePoolCountsTheBorderOnDemand() {
    Window window = Window.same(1, 3, 1);
    double[] x = {3, 6, 9, 12};
    assertThat(forward(new Op.AvgPool(window, false), List.of(ROW), ROW, x))
        .containsExactly(4.5, 6, 9, 10.5);
    assertThat(forward(new Op.AvgPool(window, true), List.of(ROW), ROW, x))
        .containsExactly(3, 6, 9, 7);
    assertThat(backward(new Op.AvgPool(window, false), ROW, ROW, x, 6, 0, 0, 0))
        .containsExactly(3, 3, 0, 0);
  }

  @Test
  void globalAverageIsTheMeanOfAChannel() {
    Shape out = Shape.of(1, 1, 1, 1);
    double[] x = {1, 2, 3, 6};
    assertThat(forward(new Op.GlobalAvgPool(), List.of(ROW), out, x)).containsExactly(3);
    assertThat(backward(new Op.GlobalAvgPool(), ROW, out, x, 8)).containsExactly(2, 2, 2, 2);
  }

  @Test
  void affineAndBatchNormActByChannel() {
    Shape two = Shape.of(2, 2, 1, 1);
    double[] x = {1, 2, 3, 4};
    Op affine = new Op.Affine(values(2, 3), values(10, 20));
    assertThat(forward(affine, List.of(two), two, x)).containsExactly(12, 26, 16, 32);
    assertThat(backward(affine, two, two, x, 1, 1, 1, 1)).containsExactly(2, 3, 2, 3);
    Op norm = new Op.BatchNorm(null, values(1, 1), values(1, 2), values(3, 0), 1f);
    assertThat(forward(norm, List.of(two), two, x)).containsExactly(1, 1, 2, 3);
  }

  @Test
  void selectedChannelsMayRepeat() {
    Shape three = Shape.of(1, 3, 1, 1);
    Op select = new Op.SelectChannels(List.of(2, 0, 2));
    double[] x = {1, 2, 3};
    assertThat(forward(select, List.of(three), three, x)).containsExactly(3, 1, 3);
    assertThat(backward(select, three, three, x, 1, 10, 100)).containsExactly(10, 0, 101);
  }

  @Test
  void concatJoinsChannelsOfEachExample() {
    Shape one = Shape.of(2, 1, 1, 1);
    Shape two = Shape.of(2, 2, 1, 1);
    double[] y =
        forward(
            new Op.Concat(),
            List.of(one, two),
            Shape.of(2, 3, 1, 1),
            new double[] {1, 2},
            new double[] {3, 4, 5, 6});
    assertThat(y).containsExactly(1, 3, 4, 2, 5, 6);
  }

  @Test
  void addSumsItsInputs() {
    double[] x = {1, 2, 3, 4};
    assertThat(forward(new Op.Add(), List.of(ROW, ROW, ROW), ROW, x, x, x))
        .containsExactly(3, 6, 9, 12);
  }

  @Test
  void functionsAreWhatTheirNamesSay() {
    double[] x = {-2, -0.5, 0.5, 4};
    assertThat(point(ScalarFunction.LEAKY_RELU, 0.5f, 0, x)).containsExactly(-1, -0.25, 0.5, 4);
    assertThat(point(ScalarFunction.CLIP, -1, 3, x)).containsExactly(-1, -0.5, 0.5, 3);
    assertThat(point(ScalarFunction.HARD_SIGMOID, 0.5f, 0.5f, x)).containsExactly(0, 0.25, 0.75, 1);
    assertThat(point(ScalarFunction.HARD_SWISH, 0.5f, 0.5f, x))
        .containsExactly(-0.0, -0.125, 0.375, 4);
    assertThat(point(ScalarFunction.SIGMOID, 0, 0, 0, 0, 0, 0)).containsOnly(0.5);
    assertThat(point(ScalarFunction.ELU, 2, 0, Math.log(0.5), 0, 1, 2))
        .containsExactly(-1, 0, 1, 2);
  }

  private static double[] point(ScalarFunction function, float alpha, float beta, double... x) {
    return forward(new Op.Pointwise(function, alpha, beta), List.of(ROW), ROW, x);
  }

  @Test
  void ceilModeKeepsThePartialWindow() {
    Window window = new Window(1, 2, 1, 2, 1, 1, new Window.Padding.Ceil(0, 0, 0, 0));
    Shape five = Shape.of(1, 1, 1, 5);
    Shape three = Shape.of(1, 1, 1, 3);
    double[] x = {1, 2, 3, 4, 5};
    assertThat(forward(new Op.MaxPool(window), List.of(five), three, x)).containsExactly(2, 4, 5);
    assertThat(forward(new Op.AvgPool(window, false), List.of(five), three, x))
        .containsExactly(1.5, 3.5, 5);
    // A third window would begin behind the input and its border.
    Window bordered = new Window(1, 1, 1, 3, 1, 1, new Window.Padding.Ceil(0, 0, 0, 0));
    assertThat(bordered.on(1, 5).outW()).isEqualTo(2);
  }

  @Test
  void theOddPositionOfSameLowerComesFirst() {
    Window window = new Window(1, 2, 1, 1, 1, 1, new Window.Padding.SameLower());
    double[] x = {1, 2, 3, 4};
    assertThat(forward(new Op.AvgPool(window, true), List.of(ROW), ROW, x))
        .containsExactly(0.5, 1.5, 2.5, 3.5);
  }

  @Test
  void normalizationLooksAtNeighboringChannels() {
    Shape three = Shape.of(1, 3, 1, 1);
    Op lrn = new Op.Lrn(3, 3, 1, 1); // x / (1 + Σ x²)
    assertThat(forward(lrn, List.of(three), three, new double[] {1, 2, 3}))
        .containsExactly(1 / 6.0, 2 / 15.0, 3 / 14.0);
  }

  @Test
  void anExtentOfOneIsRepeated() {
    Shape one = Shape.of(1, 1, 1, 1);
    Op op = new Op.Binary(Op.Arithmetic.SUB);
    assertThat(forward(op, List.of(ROW, one), ROW, new double[] {1, 2, 3, 4}, new double[] {1}))
        .containsExactly(0, 1, 2, 3);
    assertThat(forward(op, List.of(one, ROW), ROW, new double[] {1}, new double[] {1, 2, 3, 4}))
        .containsExactly(0, -1, -2, -3);
  }

  @Test
  void resizingMixesOrRepeats() {
    Shape two = Shape.of(1, 1, 1, 2);
    double[] x = {0, 4};
    Scaling same = new Scaling(1, Scaling.Usual.ASYMMETRIC, Scaling.Nearest.FLOOR);
    Op linear =
        new Op.Resize(same, new Scaling(2, Scaling.Usual.HALF_PIXEL, new Scaling.Linear(false)));
    assertThat(forward(linear, List.of(two), ROW, x)).containsExactly(0, 1, 3, 4);
    Op nearest =
        new Op.Resize(same, new Scaling(2, Scaling.Usual.ASYMMETRIC, Scaling.Nearest.FLOOR));
    assertThat(forward(nearest, List.of(two), ROW, x)).containsExactly(0, 0, 4, 4);
    assertThat(backward(nearest, two, ROW, x, 1, 2, 3, 4)).containsExactly(3, 7);
    Op corners =
        new Op.Resize(same, new Scaling(2, Scaling.Usual.ALIGN_CORNERS, new Scaling.Linear(false)));
    assertThat(forward(corners, List.of(two), ROW, x)[1]).isCloseTo(4 / 3.0, within(1e-12));
  }

  @Test
  void softmaxSharesOut() {
    Shape two = Shape.of(1, 2, 1, 1);
    double[] y =
        forward(new Op.Softmax(), List.of(two), two, new double[] {1000, 1000 + Math.log(3)});
    assertThat(y[0]).isCloseTo(0.25, within(1e-12));
    assertThat(y[1]).isCloseTo(0.75, within(1e-12));
  }
}
