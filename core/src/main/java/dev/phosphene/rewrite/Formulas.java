package dev.phosphene.rewrite;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Op.Arithmetic;
import dev.phosphene.graph.Op.Reduction;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Recognizes formulas that exporters write as many small layers (layer normalization, GELU, SiLU,
 * Mish, hard swish, a matrix product with its bias) and computes each as one. A formula stays if
 * something else reads one of its parts, or one is a tap.
 */
public final class Formulas {
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, List<String>> readers = new HashMap<>();
  private final Set<String> taps;

  private Formulas(Graph graph, Collection<String> taps) {
    this.taps = Set.copyOf(taps);
    for (Node node : graph.nodes()) {
      nodes.put(node.name(), node);
      for (String input : node.inputs()) {
        readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node.name());
      }
    }
  }

  /** Returns the smaller graph, with the same output at every tap. */
  public static Graph in(Graph graph, Collection<String> taps) {
    Formulas formulas = new Formulas(graph, taps);
    List<Node> rewritten = graph.nodes().stream().map(formulas::rewritten).toList();
    return Cut.at(Graph.of(rewritten), taps);
  }

  /** An operation that replaces others, its input, and the nodes it replaces. */
  private record Found(Op op, String input, Set<String> inner) {}

  private Node rewritten(Node end) {
    return Stream.<Optional<Found>>of(
            layerNorm(end), gelu(end), gated(end), hardSwish(end), biased(end))
        .flatMap(Optional::stream)
        .filter(found -> isOwn(found.inner, end.name()))
        .findFirst()
        .map(found -> new Node(end.name(), found.op, List.of(found.input)))
        .orElse(end);
  }

  /** Returns whether no node outside the formula reads its parts, and none is a tap. */
  private boolean isOwn(Set<String> inner, String end) {
    return inner.stream()
        .allMatch(
            part ->
                !taps.contains(part)
                    && readers.getOrDefault(part, List.of()).stream()
                        .allMatch(reader -> inner.contains(reader) || reader.equals(end)));
  }

  /** A path backward through a chain of layers, which it collects. */
  private final class Way {
    private final Set<String> inner = new HashSet<>();
    private Optional<String> at;

    Way(String from) {
      at = Optional.of(from);
    }

    /** Takes one step back, if the layer is of that kind and has one input. */
    Way through(Predicate<Op> kind) {
      at.ifPresent(name -> at = step(name, kind));
      return this;
    }

    private Optional<String> step(String name, Predicate<Op> kind) {
      Node node = node(name);
      if (!kind.test(node.op()) || node.inputs().size() != 1) {
        return Optional.empty();
      }
      inner.add(name);
      return Optional.of(node.input());
    }

    boolean leadsTo(String name) {
      return at.filter(name::equals).isPresent();
    }
  }

  private Node node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  private static boolean is(Op op, Arithmetic arithmetic) {
    return op instanceof Op.Binary binary && binary.arithmetic() == arithmetic;
  }

  private static Predicate<Op> scalar(ScalarFunction function) {
    return op -> op instanceof Op.Pointwise p && p.function() == function;
  }

  private static Predicate<Op> linear(double alpha, double beta) {
    return op ->
        op instanceof Op.Pointwise p
            && p.function() == ScalarFunction.LINEAR
            && near(p.alpha(), alpha)
            && near(p.beta(), beta);
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
  }

  private static Predicate<Op> mean(int axis) {
    return op -> op.equals(new Op.Reduce(Reduction.MEAN, axis));
  }

  /** Matches {@code d / √(mean(d²) + epsilon)} with {@code d = x − mean(x)}. */
  private Optional<Found> layerNorm(Node end) {
    if (!is(end.op(), Arithmetic.DIV)) {
      return Optional.empty();
    }
    String centered = end.inputs().get(0);
    Node difference = node(centered);
    Node root = node(end.inputs().get(1));
    if (!is(difference.op(), Arithmetic.SUB)
        || !scalar(ScalarFunction.SQRT).test(root.op())
        || !(node(root.input()).op() instanceof Op.Pointwise shift)
        || !linear(1, shift.beta()).test(shift)
        || !(node(node(root.input()).input()).op() instanceof Op.Reduce reduce)) {
      return Optional.empty();
    }
    String x = difference.inputs().get(0);
    Way mean = new Way(difference.inputs().get(1)).through(mean(reduce.axis()));
    Way variance =
        new Way(root.name())
            .through(op -> true)
            .through(op -> true)
            .through(mean(reduce.axis()))
            .through(op -> op.equals(new Op.Pointwise(ScalarFunction.POWER, 1, 2)));
    if (!mean.leadsTo(x) || !variance.leadsTo(centered)) {
      return Optional.empty();
    }
    Set<String> inner = new HashSet<>(mean.inner);
    inner.addAll(variance.inner);
    inner.add(centered);
    Op norm = new Op.LayerNorm(reduce.axis(), reduce.axis(), shift.beta());
    return Optional.of(new Found(norm, x, inner));
  }

  /** Matches {@code ½ · (x · (erf(x / √2) + 1))}, the half at the end or at the first factor. */
  private Optional<Found> gelu(Node end) {
    Set<String> inner = new HashSet<>();
    Node product = end;
    boolean half = linear(0.5, 0).test(end.op());
    if (half) {
      product = node(end.input());
      inner.add(product.name());
    }
    if (!is(product.op(), Arithmetic.MUL)) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      Way gate =
          new Way(product.inputs().get(i))
              .through(linear(1, 1))
              .through(scalar(ScalarFunction.ERF))
              .through(linear(Math.sqrt(0.5), 0));
      String other = product.inputs().get(1 - i);
      Way factor = half ? new Way(other) : new Way(other).through(linear(0.5, 0));
      if (gate.at.isPresent() && factor.leadsTo(gate.at.get())) {
        inner.addAll(gate.inner);
        inner.addAll(factor.inner);
        return Optional.of(new Found(new Op.Pointwise(ScalarFunction.GELU), gate.at.get(), inner));
      }
    }
    return Optional.empty();
  }

  /** Matches {@code x · g(x)}: SiLU, hard swish, Mish. */
  private Optional<Found> gated(Node end) {
    if (!is(end.op(), Arithmetic.MUL)) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      String x = end.inputs().get(1 - i);
      String gate = end.inputs().get(i);
      Way sigmoid = new Way(gate).through(scalar(ScalarFunction.SIGMOID));
      Way hard = new Way(gate).through(scalar(ScalarFunction.HARD_SIGMOID));
      Way mish =
          new Way(gate)
              .through(scalar(ScalarFunction.TANH))
              .through(scalar(ScalarFunction.SOFTPLUS));
      if (sigmoid.leadsTo(x)) {
        return Optional.of(
            new Found(new Op.Pointwise(ScalarFunction.SWISH, 1, 0), x, sigmoid.inner));
      } else if (mish.leadsTo(x)) {
        return Optional.of(new Found(new Op.Pointwise(ScalarFunction.MISH), x, mish.inner));
      } else if (hard.leadsTo(x) && node(gate).op() instanceof Op.Pointwise ramp) {
        Op swish = new Op.Pointwise(ScalarFunction.HARD_SWISH, ramp.alpha(), ramp.beta());
        return Optional.of(new Found(swish, x, hard.inner));
      }
    }
    return Optional.empty();
  }

  /** Matches {@code x · clip(x + 3, 0, 6) / 6}. */
  private Optional<Found> hardSwish(Node end) {
    if (!linear(1 / 6.0, 0).test(end.op()) || !is(node(end.input()).op(), Arithmetic.MUL)) {
      return Optional.empty();
    }
    Node product = node(end.input());
    for (int i = 0; i < 2; i++) {
      String x = product.inputs().get(1 - i);
      Way ramp =
          new Way(product.inputs().get(i))
              .through(op -> op.equals(new Op.Pointwise(ScalarFunction.CLIP, 0, 6)))
              .through(linear(1, 3));
      if (ramp.leadsTo(x)) {
        Set<String> inner = new HashSet<>(ramp.inner);
        inner.add(product.name());
        Op swish = new Op.Pointwise(ScalarFunction.HARD_SWISH, 1 / 6f, 0.5f);
        return Optional.of(new Found(swish, x, inner));
      }
    }
    return Optional.empty();
  }

  /** Matches {@code x·W + b}. */
  private Optional<Found> biased(Node end) {
    if (!is(end.op(), Arithmetic.ADD)) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      Node product = node(end.inputs().get(i));
      if (product.op() instanceof Op.Linear linear
          && linear.bias() == null
          && node(end.inputs().get(1 - i)).op() instanceof Op.Constant constant
          && isVector(constant.value().shape(), linear.weight().shape().extent(1))) {
        Parameter all = constant.value();
        Parameter bias = all.computed(Shape.of(all.shape().size()), all.source());
        Op whole = new Op.Linear(linear.weight(), bias);
        return Optional.of(new Found(whole, product.input(), Set.of(product.name())));
      }
    }
    return Optional.empty();
  }

  private static boolean isVector(Shape shape, int features) {
    return shape.size() == features && shape.extent(shape.rank() - 1) == features;
  }
}
