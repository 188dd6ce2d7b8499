package dev.phosphene.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Holds an engine's redirected gradients to Lucid's truth table, and to the reference on networks
 * in which ReLUs and clips stop some examples of a batch and not others. Their weights and biases
 * are such that no rounding takes anything across a kink.
 */
final class RedirectParity {
  private static final int CHANNELS = 17; // more than a block of a vector's channels
  private static final Op RELU = new Op.Relu();
  private static final Op RELU6 = new Op.Pointwise(ScalarFunction.CLIP, 0, 6);
  private static final String TOP = "top";

  private final Engine engine;
  private final Options options;
  private final double tolerance;
  private final boolean fine;
  private final Random random = new Random(3);

  /**
   * Tests {@code engine}.
   *
   * @param tolerance relative to the largest value of a gradient
   * @param fine whether images are real numbers, so that no two values of a living example are
   *     equal; else whole ones, which eight binary digits hold, and so does the engine
   */
  RedirectParity(Engine engine, Options options, double tolerance, boolean fine) {
    this.fine = fine;
    this.engine = engine;
    this.options = options;
    this.tolerance = tolerance;
  }

  /**
   * The gradient that passes a lone ReLU or clip, in terms of an objective that is maximized: in
   * Lucid's table that of a loss, with all signs turned.
   */
  void followsTheTruthTable() {
    Op leaky = new Op.Pointwise(ScalarFunction.LEAKY_RELU, 0, 0);
    Op hard = new Op.Pointwise(ScalarFunction.CLIP, -1, 1);
    for (Op relu : List.of(RELU, RELU6, leaky)) {
      assertThat(passed(relu, -1, -1)).containsExactly(0);
      assertThat(passed(relu, -1, 1)).containsExactly(1);
      assertThat(passed(relu, 1, -1)).containsExactly(-1);
      assertThat(passed(relu, 1, 1)).containsExactly(1);
      assertThat(passed(relu, 0, -1)).as("an input at the bound is beyond it").containsExactly(0);
      assertThat(passed(relu, 0, 1)).containsExactly(1);
      assertThat(passed(relu, -1, 0)).containsExactly(0);
      assertThat(passed(relu, -1, 1, -2, -3, -1, 0.5f)).containsExactly(1, 0, 0.5f);
      assertThat(passed(relu, -1, 1, 2, 3)).as("anything passes").containsExactly(0, 3);
    }
    assertThat(passed(RELU6, 7, -1)).containsExactly(-1);
    assertThat(passed(RELU6, 7, 1)).containsExactly(0);
    assertThat(passed(RELU6, 6, -1)).containsExactly(-1);
    assertThat(passed(RELU6, 7, -1, -1, 1)).containsExactly(-1, 1);
    assertThat(passed(RELU6, 7, -1, 2, 1)).containsExactly(0, 1);
    assertThat(passed(hard, -2, 1, 2, 1)).containsExactly(1, 0);
    for (Op leaks :
        List.of(
            new Op.Pointwise(ScalarFunction.LEAKY_RELU, .5f, 0),
            new Op.Pointwise(ScalarFunction.ELU, 1, 0))) {
      assertThat(passed(leaks, -1, -1)[0]).as("lets it pass anyway").isNegative();
    }
  }

  /** Each example of a batch by itself, in whatever network. */
  void agreesWithTheReference() {
    for (int examples : new int[] {1, 3, 4}) {
      for (Map.Entry<String, Graph> entry : graphs().entrySet()) {
        check(entry.getKey(), entry.getValue(), examples);
      }
    }
  }

  private void check(String what, Graph graph, int examples) {
    Shape input = Shape.of(examples, 3, 10, 9);
    Tensor picture = whole(input, 1, 3);
    int each = picture.data().length / examples;
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] += fine ? random.nextFloat() : 0;
      picture.data()[i] *= i / each % 2 == 0 ? -1 : 1; // every other example is stopped
    }
    List<String> taps = List.of(TOP);
    try (Network network = engine.compile(graph, taps, input, options);
        Network oracle = new ReferenceEngine().compile(graph, taps, input, Options.defaults())) {
      network.forward(picture);
      oracle.forward(picture);
      Map<String, Tensor> cotangents = Map.of(TOP, whole(oracle.shape(TOP), -2, 2));
      Tensor natural = oracle.backward(cotangents).copy();
      Tensor redirected = oracle.redirected(cotangents).copy();
      String description = what + ", " + examples + " examples";
      assertThat(redirected).as(description + " redirect something").isNotEqualTo(natural);
      assertThat(Parity.difference(network.redirected(cotangents), redirected))
          .as(description)
          .isLessThan(tolerance);
      assertThat(Parity.difference(network.backward(cotangents), natural))
          .as(description + ", ordinary after redirected")
          .isLessThan(tolerance);
    }
  }

  /** Networks whose first ReLU or clip stops examples with negative inputs. */
  private Map<String, Graph> graphs() {
    Window three = Window.same(3, 1);
    Window one = Window.valid(1, 1);
    Map<String, Graph> graphs = new LinkedHashMap<>();
    graphs.put("a ReLU", of(conv(3, three), RELU));
    graphs.put("a ReLU6", of(conv(3, one), RELU6));
    graphs.put(
        "a clip at no round number",
        of(conv(3, one), new Op.Pointwise(ScalarFunction.CLIP, 0, .7f)));
    graphs.put("a ReLU6 that Winograd's convolution does not take", of(conv(3, three), RELU6));
    graphs.put("maximum", of(conv(3, three), RELU, new Op.MaxPool(Window.valid(2, 2))));
    graphs.put("overlap", of(conv(3, three), RELU, new Op.MaxPool(Window.padded(3, 2, 1))));
    graphs.put("smooth", of(conv(3, three), RELU, new Op.MaxPool(Window.padded(3, 2, 1), true)));
    graphs.put("maximum of ReLU6", of(conv(3, one), RELU6, new Op.MaxPool(Window.valid(2, 2))));
    graphs.put("mean", of(conv(3, three), RELU, new Op.AvgPool(Window.padded(3, 2, 1), false)));
    graphs.put("global", of(conv(3, three), RELU, new Op.GlobalAvgPool()));
    graphs.put("scale", of(conv(3, three), RELU, new Op.Affine(numbers(-1.5f), numbers(3))));
    graphs.put("scale in front", of(conv(3, three), new Op.Affine(numbers(2), numbers(-1)), RELU));
    graphs.put("two", of(conv(3, three), RELU, conv(CHANNELS, three), RELU));
    graphs.put("far", of(conv(3, three), RELU, conv(CHANNELS, three), RELU, conv(CHANNELS, three)));
    graphs.put("strided", of(conv(3, Window.same(3, 2)), RELU, conv(CHANNELS, three), RELU));
    graphs.put("row", of(conv(3, three), new Op.Flatten(CHANNELS * 90), RELU));
    graphs.put("concatenation", branches(new Op.Concat(), RELU, RELU6));
    graphs.put("concatenation of kept ReLUs", branches(new Op.Concat(), RELU, RELU));
    graphs.put("sum", branches(new Op.Add(), RELU, RELU));
    graphs.put(
        "residual",
        Graph.builder(3)
            .add("stem", conv(3, one), "input")
            .add("inner", conv(CHANNELS, one), "stem")
            .add("sum", new Op.Add(), "inner", "stem")
            .add("relu", RELU, "sum")
            .add("next", conv(CHANNELS, one), "relu")
            .add(TOP, RELU, "next")
            .build());
    return graphs;
  }

  private static Graph of(Op... ops) {
    Graph.Builder builder = Graph.builder(3);
    for (int i = 0; i < ops.length; i++) {
      String before = i == 0 ? "input" : "layer " + i;
      builder.add(i == ops.length - 1 ? TOP : "layer " + (i + 1), ops[i], before);
    }
    return builder.build();
  }

  private Graph branches(Op join, Op left, Op right) {
    return Graph.builder(3)
        .add("left sums", conv(3, Window.valid(1, 1)), "input")
        .add("left", left, "left sums")
        .add("right sums", conv(3, Window.same(3, 1)), "input")
        .add("right", right, "right sums")
        .add("both", join, "left", "right")
        .add("pool", new Op.MaxPool(Window.valid(2, 2)), "both")
        .add(TOP, new Op.AvgPool(Window.valid(2, 1), true), "pool")
        .build();
  }

  /** Sums of some of its inputs, less a half. */
  private Op conv(int in, Window window) {
    Shape shape = Shape.of(CHANNELS, in, window.kernelH(), window.kernelW());
    float[] weights = new float[shape.size()];
    int each = weights.length / CHANNELS;
    for (int k = 0; k < CHANNELS; k++) {
      for (int i = 0; i < 3; i++) {
        weights[k * each + random.nextInt(each)] = 1;
      }
    }
    return new Op.Conv(Parameter.of("w", shape, weights), numbers(-.5f), window, 1);
  }

  private static Parameter numbers(float value) {
    float[] values = new float[CHANNELS];
    Arrays.fill(values, value);
    return Parameter.of("v", Shape.of(CHANNELS), values);
  }

  private Tensor whole(Shape shape, int least, int most) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = least + random.nextInt(most - least + 1);
    }
    return tensor;
  }

  /** The redirected gradient of one example at the input of {@code op}, for pairs of x and g. */
  private float[] passed(Op op, float... pairs) {
    Shape shape = Shape.of(2, 1, 1, pairs.length / 2);
    Tensor x = Tensor.zeros(shape);
    Tensor g = Tensor.zeros(shape);
    x.fill(1); // of another example, whose gradient passes
    g.fill(1);
    for (int i = 0; i < shape.w(); i++) {
      x.data()[i] = pairs[2 * i];
      g.data()[i] = pairs[2 * i + 1];
    }
    Graph graph = Graph.builder(1).add(TOP, op, "input").build();
    try (Network network = engine.compile(graph, List.of(TOP), shape, options)) {
      network.forward(x);
      float[] passed = network.redirected(Map.of(TOP, g)).data();
      return Arrays.copyOf(passed, shape.w());
    }
  }
}
