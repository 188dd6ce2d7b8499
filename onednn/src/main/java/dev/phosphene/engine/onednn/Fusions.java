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
 * Finds nodes to compute as one: a convolution with the ReLU or clip after it, or with a sum and
 * the ReLU after that; and, in the backward pass, max pooling with the ReLU before it. The last
 * node of a chain names it; nothing else reads the nodes between, and none is a tap.
 */
final class Fusions {
  private final Emitter emitter;
  private final Map<String, Shape> shapes;
  private final Set<String> taps;
  private final Map<String, Node> nodes = new LinkedHashMap<>(); // those computed here
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, Node> convolutions = new HashMap<>(); // by their chain's last node
  private final Map<String, String> added = new HashMap<>(); // summands, by the chain's last node
  private final Set<String> swallowed = new HashSet<>(); // all nodes but the last of each chain
  private final Set<String> pooled = new HashSet<>(); // ReLUs

  /**
   * Finds the fusions.
   *
   * @param nodes candidate nodes, in order
   * @param readers number of readers of a node
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

  /** Returns the convolution that is computed under the name of a later node. */
  Optional<Node> convolution(String end) {
    return Optional.ofNullable(convolutions.get(end));
  }

  /** Returns the summand of that convolution. */
  Optional<String> added(String end) {
    return Optional.ofNullable(added.get(end));
  }

  /** Returns whether a node is computed as part of a later one. */
  boolean swallows(String name) {
    return swallowed.contains(name);
  }

  /** Returns whether a node is a ReLU whose backward pass a max pooling handles. */
  boolean pooled(String name) {
    return pooled.contains(name);
  }

  private void fuse(Node conv, Node end) {
    convolutions.put(end.name(), conv);
    swallowed.add(conv.name());
  }

  /** Fuses a convolution with the ReLU or clip that is its only reader. */
  private void findRectified(Node end) {
    if (end.inputs().size() == 1) {
      asConvolution(end.input())
          .flatMap(conv -> ConvStage.takes(conv, shape(node(end.input()).input()), end.op()))
          .ifPresent(taken -> fuse(node(end.input()), end));
    }
  }

  /** Fuses a sum of two with one of them that is a convolution, and with the ReLU after it. */
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

  /** Returns the ReLU that is the only reader of a sum, or the sum. */
  private Node reluBehind(Node sum) {
    return nodes.values().stream()
        .filter(next -> next.op() instanceof Op.Relu && next.input().equals(sum.name()))
        .filter(next -> readOnce(sum.name()))
        .findFirst()
        .orElse(sum);
  }

  /** Fuses a ReLU with the max pooling that is its only reader, for the backward pass. */
  private void findPooled(Node node) {
    if (node.op() instanceof Op.MaxPool pool
        && !pool.smoothGradient()
        && readOnce(node.input())
        && node(node.input()).op() instanceof Op.Relu) {
      pooled.add(node.input());
    }
  }

  /** Returns a node with a single reader as a convolution, if it is one. */
  private Optional<Op.Conv> asConvolution(String name) {
    return readOnce(name) && node(name).inputs().size() == 1
        ? AsConvolution.of(node(name).op(), shape(node(name).input()))
        : Optional.empty();
  }

  /** Returns whether the node is computed here, has a single reader, and is no tap. */
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
