package dev.phosphene.bench.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.OnnxFile;
import dev.phosphene.load.onnx.ProtoWriter;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operators of one kind in small models, in all their forms: our engines compute what ONNX Runtime
 * does, for two different images, and agree in the gradient, with each other and, where nothing has
 * a kink, with differences of what ONNX Runtime computes. Together the classes that extend this
 * have a model for every operator.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OperatorSuite {
  private static final Shape INPUT = Shape.of(2, 6, 9, 8);
  private static final float STEP = 1e-2f;
  private static final Set<ScalarFunction> BENT =
      Set.of(
          ScalarFunction.LEAKY_RELU,
          ScalarFunction.CLIP,
          ScalarFunction.ELU,
          ScalarFunction.HARD_SIGMOID,
          ScalarFunction.HARD_SWISH,
          ScalarFunction.ABS);

  /**
   * A model that reads {@code x} and puts out {@code y}.
   *
   * @param batch what the file has for the number of images
   * @param oracle the nodes that ONNX Runtime gets: the same, if it can compute them
   */
  record Case(
      String name,
      long opset,
      int batch,
      Consumer<OnnxBuilder> nodes,
      Consumer<OnnxBuilder> oracle) {
    @Override
    public String toString() {
      return name + ", operator set " + opset;
    }
  }

  private final List<Case> cases = new ArrayList<>();
  private final Random weights = new Random(17);

  @TempDir private Path folder = Path.of("");

  /** Adds the models to be compared, each with {@link #add}, {@link #tensors} or {@link #unary}. */
  abstract void models();

  Stream<Case> cases() {
    cases.clear();
    models();
    return cases.stream();
  }

  /** A model of any nodes, for two images [6, 9, 8] at once. */
  final void add(String name, long opset, Consumer<OnnxBuilder> nodes) {
    model(name, opset, 2, nodes);
  }

  /** A model of any nodes, for one image [6, 9, 8]: only such a one may have general tensors. */
  final void tensors(String name, long opset, Consumer<OnnxBuilder> nodes) {
    model(name, opset, 1, nodes);
  }

  final void model(String name, long opset, int batch, Consumer<OnnxBuilder> nodes) {
    cases.add(new Case(name, opset, batch, nodes, nodes));
  }

  /** A model that ONNX Runtime cannot compute, and the same composed of other operators. */
  final void composed(
      String name, long opset, Consumer<OnnxBuilder> nodes, Consumer<OnnxBuilder> oracle) {
    cases.add(new Case(name, opset, 1, nodes, oracle));
  }

  /** A model of one node on {@code x}. */
  final void unary(String op, long opset, ProtoWriter... attributes) {
    add(op, opset, b -> b.node(op, "y", List.of("x"), attributes));
  }

  /** A model of one node on {@code x}, for one image. */
  final void tensor(String op, long opset, ProtoWriter... attributes) {
    tensors(op, opset, b -> b.node(op, "y", List.of("x"), attributes));
  }

  /** A weight with random values, none of them large. */
  final void weight(OnnxBuilder builder, String name, int... extents) {
    int size = 1;
    long[] wide = new long[extents.length];
    for (int i = 0; i < extents.length; i++) {
      size *= extents[i];
      wide[i] = extents[i];
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) weights.nextGaussian() / 2;
    }
    builder.weight(name, wide, values);
  }

  /** Adds the node {@code p}, 0.2 + sigmoid(x), for what takes positive numbers. */
  static OnnxBuilder positive(OnnxBuilder builder) {
    return builder
        .weight("some", new long[] {}, 0.2f)
        .node("Sigmoid", "inUnit", List.of("x"))
        .node("Add", "p", List.of("inUnit", "some"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithOnnxRuntime(Case operator) {
    OnnxBuilder builder = builder(operator, operator.nodes);
    Path file = builder.write(folder.resolve("model.onnx"));
    Random random = new Random(Seeds.next(getClass().getSimpleName() + " " + operator));
    Tensor input = normal(random, INPUT);
    Graph graph = OnnxFile.graph(file);
    assertThat(graph.notes().missing()).isEmpty();
    try (Ort oracle = new Ort(builder(operator, operator.oracle).toBytes());
        Network reference = compiled(new ReferenceEngine(), graph)) {
      float[] expected = oracle.run(input, operator.batch);
      assertForward(reference, graph, input, expected, "reference");
      Tensor cotangent = normal(random, reference.shape(tap(graph)));
      float[] gradient = gradient(reference, graph, cotangent);
      for (Engine engine : Engines.all()) {
        if (engine.unavailable().isEmpty()) {
          try (Network network = compiled(engine, graph)) {
            assertForward(network, graph, input, expected, engine.name());
            float[] actual = gradient(network, graph, cotangent);
            assertClose(actual, gradient, 1e-4, engine.name() + ", gradient");
          }
        }
      }
      if (isSmooth(graph)) {
        assertSlope(oracle, operator.batch, input, cotangent, gradient, random);
      }
    }
  }

  private OnnxBuilder builder(Case operator, Consumer<OnnxBuilder> nodes) {
    weights.setSeed(17); // the same for both
    OnnxBuilder builder =
        new OnnxBuilder(operator.opset).input("x", operator.batch, 6, 9, 8).output("y");
    nodes.accept(builder);
    return builder;
  }

  private static Tensor normal(Random random, Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }

  /** What has the values of {@code y} in the file's order: tokens are shown in another one. */
  private static String tap(Graph graph) {
    String name = graph.notes().aliases().getOrDefault("y", "y");
    boolean tokens = graph.nodes().stream().anyMatch(n -> n.name().equals(name + "/tokens"));
    return tokens ? name + "/tokens" : name;
  }

  private static Network compiled(Engine engine, Graph graph) {
    return engine.compile(graph, List.of(tap(graph)), INPUT, Engine.Options.defaults());
  }

  private static void assertForward(
      Network network, Graph graph, Tensor input, float[] expected, String what) {
    network.forward(input);
    assertClose(network.activation(tap(graph)).data(), expected, 1e-5, what);
  }

  private static float[] gradient(Network network, Graph graph, Tensor cotangent) {
    return network.backward(Map.of(tap(graph), cotangent)).data().clone();
  }

  private static void assertClose(float[] actual, float[] expected, double share, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double scale = 1e-6;
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      scale = Math.max(scale, Math.abs(expected[i]));
      worst = difference <= worst ? worst : difference; // NaN is the worst
    }
    assertThat(worst / scale).as(what).isLessThan(share);
  }

  private static boolean isSmooth(Graph graph) {
    return graph.nodes().stream().map(Node::op).allMatch(OperatorSuite::isSmooth);
  }

  private static boolean isSmooth(Op op) {
    if (op instanceof Op.Binary binary) {
      return binary.arithmetic() != Op.Arithmetic.MIN && binary.arithmetic() != Op.Arithmetic.MAX;
    } else if (op instanceof Op.Reduce reduce) {
      return reduce.reduction() != Op.Reduction.MIN && reduce.reduction() != Op.Reduction.MAX;
    } else if (op instanceof Op.Recurrent recurrent) {
      return isSmooth(recurrent.gate()) && isSmooth(recurrent.state());
    } else if (op instanceof Op.Pointwise pointwise) {
      return !BENT.contains(pointwise.function());
    }
    return !(op instanceof Op.Relu
        || op instanceof Op.PRelu
        || op instanceof Op.MaxPool
        || op instanceof Op.GlobalMaxPool);
  }

  /** The slope of ⟨cotangent, output⟩ along one direction, as ONNX Runtime has it. */
  private static void assertSlope(
      Ort oracle, int batch, Tensor input, Tensor cotangent, float[] gradient, Random random) {
    Tensor direction = normal(random, INPUT);
    double[] at = new double[2];
    for (int side = 0; side < 2; side++) {
      Tensor moved = input.copy();
      for (int i = 0; i < moved.data().length; i++) {
        moved.data()[i] += (side == 0 ? -STEP : STEP) * direction.data()[i];
      }
      float[] output = oracle.run(moved, batch);
      for (int i = 0; i < output.length; i++) {
        at[side] += (double) cotangent.data()[i] * output[i];
      }
    }
    double expected = (at[1] - at[0]) / (2 * STEP);
    double actual = 0;
    double squares = 0; // the slope is a sum of summands of any sign
    for (int i = 0; i < gradient.length; i++) {
      double summand = (double) gradient[i] * direction.data()[i];
      actual += summand;
      squares += summand * summand;
    }
    assertThat(actual).as("slope").isCloseTo(expected, within(1e-2 * Math.sqrt(squares) + 1e-3));
  }
}
