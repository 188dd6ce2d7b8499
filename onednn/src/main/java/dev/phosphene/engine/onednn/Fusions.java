package dev.phosphene.engine.onednn;

import dev.phosphene.engine.onednn.conv.AsConvolution;
import dev.phosphene.engine.onednn.conv.ConvStage;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes are computed as one: a convolution with the ReLU or clip behind it, or with a sum and
 * the ReLU behind that; and on the backward pass a maximum with the ReLU in front of it. What ends
 * a chain gives it its name; nothing else reads what lies between, and no tap.
 */
final class Fusions {
  private final Emitter emitter;
  private final Map<String, Shape> shapes;
  private final Set<String> taps;
  private final Map<String, Node> nodes = new LinkedHashMap<>(); // those computed here
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, Node> convolutions = new HashMap<>(); // by what ends them
  private final Map<String, String> added = new HashMap<>(); // to those, by what ends them
  private final Set<String> swallowed = new HashSet<>(); // all but what ends them
  private final Set<String> pooled = new HashSet<>(); // ReLUs

  /**
   * Finds them.
   *
   * @param nodes those that may be computed as one, in order
   * @param readers how many nodes read a node
   */
  Fusions(
      Emitter emitter,
      List<Node> nodes,
      Map<String, Shape> shapes,
      Map<String, Integer> readers,
      Set<String> taps) {
    this.emitter = emitter;
    this.shapes = shapes;
    this.taps = taps;
    this.readers.putAll(readers);
    nodes.forEach(node -> this.nodes.put(node.name(), node));
    nodes.forEach(this::findRectified);
    nodes.forEach(this::findAdded);
    nodes.forEach(this::findPooled);
  }

  /** The convolution that is computed under the name of a node behind it. */
  Optional<Node> convolution(String end) {
    return Optional.ofNullable(convolutions.get(end));
  }

  /** What is added to that convolution. */
  Optional<String> added(String end) {
    return Optional.ofNullable(added.get(end));
  }

  /** Whether a node is computed as part of one behind it. */
  boolean swallows(String name) {
    return swallowed.contains(name);
  }

  /** Whether a node is a ReLU that a maximum takes the gradient through. */
  boolean pooled(String name) {
    return pooled.contains(name);
  }

  private void fuse(Node conv, Node end) {
    convolutions.put(end.name(), conv);
    swallowed.add(conv.name());
  }

  /** A convolution takes in the ReLU or clip that alone reads it. */
  private void findRectified(Node end) {
    if (end.inputs().size() == 1) {
      asConvolution(end.input())
          .flatMap(conv -> ConvStage.takes(conv, shape(node(end.input()).input()), end.op()))
          .ifPresent(taken -> fuse(node(end.input()), end));
    }
  }

  /** A sum of two is left to a convolution that is one of them, with the ReLU behind it. */
  private void findAdded(Node sum) {
    boolean two = sum.inputs().size() == 2 && new HashSet<>(sum.inputs()).size() == 2;
    if (!(sum.op() instanceof Op.Add) || !two) {
      return;
    }
    for (int i = 0; i < 2; i++) {
      String part = sum.inputs().get(i);
      if (!convolutions.containsKey(part)
          && asConvolution(part)
              .filter(conv -> ConvStage.adds(emitter, conv, shape(node(part).input()), shape(part)))
              .isPresent()) {
        Node end = reluBehind(sum);
        fuse(node(part), end);
        added.put(end.name(), sum.inputs().get(1 - i));
        if (!end.equals(sum)) {
          swallowed.add(sum.name());
        }
        return;
      }
    }
  }

  /** The ReLU that alone reads a sum, or the sum. */
  private Node reluBehind(Node sum) {
    return nodes.values().stream()
        .filter(next -> next.op() instanceof Op.Relu && next.input().equals(sum.name()))
        .filter(next -> readOnce(sum.name()))
        .findFirst()
        .orElse(sum);
  }

  /** A ReLU that only a maximum reads: that finds the backward pass through it, too. */
  private void findPooled(Node node) {
    if (node.op() instanceof Op.MaxPool pool
        && !pool.smoothGradient()
        && readOnce(node.input())
        && node(node.input()).op() instanceof Op.Relu) {
      pooled.add(node.input());
    }
  }

  /** What computes a node that one other alone reads, if that is a convolution. */
  private Optional<Op.Conv> asConvolution(String name) {
    return readOnce(name) && node(name).inputs().size() == 1
        ? AsConvolution.of(node(name).op(), shape(node(name).input()))
        : Optional.empty();
  }

  /** Whether it is computed here, one node alone reads it, and it is no tap. */
  private boolean readOnce(String name) {
    return nodes.containsKey(name) && readers.getOrDefault(name, 0) == 1 && !taps.contains(name);
  }

  private Node node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  private Shape shape(String name) {
    return Objects.requireNonNull(shapes.get(name), name);
  }
}
