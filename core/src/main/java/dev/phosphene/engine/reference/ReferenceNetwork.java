package dev.phosphene.engine.reference;

import dev.phosphene.engine.Checks;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Clamp;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A graph as a list of layers, and float64 arrays for each activation and its gradient. */
final class ReferenceNetwork implements Network {
  private final Value input;
  private final Map<String, Value> values = new HashMap<>();
  private final List<Step> steps = new ArrayList<>(); // without the input
  private final Map<String, Tensor> taps = new LinkedHashMap<>();
  private final Tensor inputGradient;

  /** A node's activation, and the gradient with respect to it. */
  private record Value(Shape shape, double[] activation, double[] gradient) {
    static Value of(Shape shape) {
      return new Value(shape, new double[shape.size()], new double[shape.size()]);
    }
  }

  /**
   * A layer with its inputs and output.
   *
   * @param redirect its redirected gradient, or null if it has none
   */
  private record Step(
      Layer layer,
      @Nullable Redirect redirect,
      double[][] in,
      double[] out,
      double[][] dIn,
      double[] dOut) {
    void backward(boolean redirected) {
      if (redirected && redirect != null) {
        redirect.backward(in[0], dOut, dIn[0]);
      } else {
        layer.backward(in, out, dOut, dIn);
      }
    }
  }

  private ReferenceNetwork(
      List<Node> nodes, Set<String> tapNames, Shape shape, UnaryOperator<Layer> around) {
    Graph.of(nodes).shapes(shape).forEach((name, each) -> values.put(name, Value.of(each)));
    input = value(nodes.get(0).name());
    inputGradient = Tensor.zeros(shape);
    nodes.stream().skip(1).forEach(node -> steps.add(step(node, around)));
    tapNames.forEach(name -> taps.put(name, Tensor.zeros(value(name).shape)));
  }

  static ReferenceNetwork of(Graph graph, List<String> taps, Shape input) {
    return of(graph, taps, input, UnaryOperator.identity());
  }

  /** Compiles the network, with a wrapper around each of its layers. */
  static ReferenceNetwork of(
      Graph graph, List<String> taps, Shape input, UnaryOperator<Layer> around) {
    List<Node> nodes = List.copyOf(Cut.at(graph, taps).nodes());
    return new ReferenceNetwork(nodes, Set.copyOf(taps), input, around);
  }

  private Value value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private Step step(Node node, UnaryOperator<Layer> around) {
    List<Value> in = node.inputs().stream().map(this::value).toList();
    Value out = value(node.name());
    return new Step(
        around.apply(Layer.of(node.op(), in.stream().map(Value::shape).toList(), out.shape)),
        Clamp.of(node.op()).map(clamp -> new Redirect(clamp, out.shape.n())).orElse(null),
        in.stream().map(Value::activation).toArray(double[][]::new),
        out.activation,
        in.stream().map(Value::gradient).toArray(double[][]::new),
        out.gradient);
  }

  @Override
  public Shape inputShape() {
    return input.shape;
  }

  @Override
  public Shape shape(String tap) {
    return activation(tap).shape();
  }

  @Override
  public void forward(Tensor picture) {
    Checks.shape("input", picture.shape(), input.shape);
    widen(picture.data(), input.activation);
    steps.forEach(step -> step.layer.forward(step.in, step.out));
    taps.forEach((name, tensor) -> round(value(name).activation, tensor.data()));
  }

  @Override
  public Tensor activation(String tap) {
    return Checks.tap(taps, tap);
  }

  @Override
  public Tensor backward(Map<String, Tensor> cotangents) {
    return backward(cotangents, false);
  }

  @Override
  public Tensor redirected(Map<String, Tensor> cotangents) {
    return backward(cotangents, true);
  }

  private Tensor backward(Map<String, Tensor> cotangents, boolean redirected) {
    values.values().forEach(value -> Arrays.fill(value.gradient, 0));
    cotangents.forEach(
        (name, cotangent) -> {
          Checks.shape(name, cotangent.shape(), shape(name));
          widen(cotangent.data(), value(name).gradient);
        });
    for (int i = steps.size() - 1; i >= 0; i--) {
      steps.get(i).backward(redirected);
    }
    round(input.gradient, inputGradient.data());
    return inputGradient;
  }

  @Override
  public void close() {}

  private static void widen(float[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = from[i];
    }
  }

  private static void round(double[] from, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) from[i];
    }
  }
}
