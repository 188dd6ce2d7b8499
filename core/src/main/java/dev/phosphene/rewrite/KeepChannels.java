package dev.phosphene.rewrite;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Computes only the wanted channels of a tap: the last convolution loses its other kernels, and a
 * concatenation its unused branches. If a branch has other readers, its wanted channels are
 * selected after it.
 */
public final class KeepChannels {
  private final Graph graph;
  private final Collection<String> taps;
  private final Map<String, Node> replaced = new HashMap<>();

  /** The nodes that select channels of a branch, by the concatenation that follows. */
  private final Map<String, List<Node>> picked = new HashMap<>();

  private KeepChannels(Graph graph, Collection<String> taps) {
    this.graph = graph;
    this.taps = taps;
  }

  /**
   * The reduced graph.
   *
   * @param channels for each reduced tap, the original channel of each of its channels; a tap that
   *     is absent has all of its channels
   */
  public record Kept(Graph graph, Map<String, List<Integer>> channels) {}

  /**
   * Reduces every tap as far as its channels come from operations that only it needs; other taps
   * keep all channels.
   *
   * @param graph a graph cut at {@code taps}
   * @param taps every tap
   * @param wanted the channels of some of the taps, ascending and in range
   */
  public static Kept of(Graph graph, Collection<String> taps, Map<String, List<Integer>> wanted) {
    KeepChannels rewrite = new KeepChannels(graph, taps);
    Map<String, List<Integer>> kept = new LinkedHashMap<>();
    wanted.forEach(
        (tap, channels) -> {
          if (rewrite.reducible(graph.node(tap), true)) {
            rewrite.reduce(graph.node(tap), channels);
            kept.put(tap, channels);
          }
        });
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      nodes.addAll(rewrite.picked.getOrDefault(node.name(), List.of()));
      nodes.add(rewrite.replaced.getOrDefault(node.name(), node));
    }
    return new Kept(Cut.at(Graph.of(nodes), taps), kept);
  }

  private boolean reducible(Node node, boolean isTap) {
    boolean shared = graph.consumers(node.name()).size() != (isTap ? 0 : 1);
    if (shared || (!isTap && taps.contains(node.name()))) {
      return false;
    }
    Op op = node.op();
    if (op instanceof Op.Conv conv) {
      return conv.groups() == 1;
    } else if (node.inputs().stream().distinct().count() < node.inputs().size()) {
      return false;
    } else if (op instanceof Op.Concat) {
      return node.inputs().stream().allMatch(part -> channelsOf(part).isPresent());
    }
    return byChannel(op)
        && node.inputs().stream().allMatch(input -> reducible(graph.node(input), false));
  }

  /** Returns whether each output channel depends only on the same channel of the inputs. */
  private static boolean byChannel(Op op) {
    return op instanceof Op.Relu
        || op instanceof Op.BatchNorm
        || op instanceof Op.Affine
        || op instanceof Op.MaxPool
        || op instanceof Op.AvgPool
        || op instanceof Op.GlobalAvgPool
        || op instanceof Op.GlobalMaxPool
        || op instanceof Op.Pointwise
        || op instanceof Op.PRelu
        || op instanceof Op.Pad
        || op instanceof Op.Crop
        || op instanceof Op.Resize
        || op instanceof Op.Add;
  }

  private void reduce(Node node, List<Integer> channels) {
    Op op = node.op();
    List<String> inputs = node.inputs();
    if (op instanceof Op.Conv conv) {
      op =
          new Op.Conv(
              select(conv.weight(), channels),
              selectOrNull(conv.bias(), channels),
              conv.window(),
              1,
              true);
    } else if (op instanceof Op.Concat) {
      inputs = reduceParts(node, channels);
    } else {
      inputs.forEach(input -> reduce(graph.node(input), channels));
      op = perChannel(op, channels);
    }
    replaced.put(node.name(), new Node(node.name(), op, inputs));
  }

  private static Op perChannel(Op op, List<Integer> channels) {
    if (op instanceof Op.BatchNorm norm) {
      return new Op.BatchNorm(
          selectOrNull(norm.scale(), channels),
          selectOrNull(norm.shift(), channels),
          select(norm.mean(), channels),
          select(norm.variance(), channels),
          norm.epsilon());
    } else if (op instanceof Op.Affine affine) {
      return new Op.Affine(select(affine.scale(), channels), select(affine.shift(), channels));
    } else if (op instanceof Op.PRelu relu) {
      return new Op.PRelu(select(relu.slope(), channels));
    }
    return op;
  }

  /** Reduces the parts of a concatenation that hold wanted channels, and returns their names. */
  private List<String> reduceParts(Node concat, List<Integer> channels) {
    List<String> kept = new ArrayList<>();
    int first = 0;
    for (String part : concat.inputs()) {
      int offset = first;
      int end = first + channelsOf(part).orElseThrow();
      List<Integer> own =
          channels.stream().filter(c -> c >= offset && c < end).map(c -> c - offset).toList();
      if (!own.isEmpty() && reducible(graph.node(part), false)) {
        reduce(graph.node(part), own);
        kept.add(part);
      } else if (!own.isEmpty()) {
        kept.add(pick(concat, part, own));
      }
      first = end;
    }
    return kept;
  }

  private String pick(Node concat, String part, List<Integer> channels) {
    String name = "channels of " + part + " for " + concat.name();
    picked
        .computeIfAbsent(concat.name(), key -> new ArrayList<>())
        .add(new Node(name, new Op.SelectChannels(channels), List.of(part)));
    return name;
  }

  /** Returns a node's number of channels; empty if it depends on the input's size. */
  private OptionalInt channelsOf(String name) {
    Node node = graph.node(name);
    Op op = node.op();
    if (op instanceof Op.Input input) {
      return OptionalInt.of(input.channels());
    } else if (op instanceof Op.Conv conv) {
      return OptionalInt.of(conv.weight().shape().n());
    } else if (op instanceof Op.SelectChannels select) {
      return OptionalInt.of(select.channels().size());
    } else if (op instanceof Op.Concat) {
      int sum = 0;
      for (String part : node.inputs()) {
        OptionalInt channels = channelsOf(part);
        if (channels.isEmpty()) {
          return channels;
        }
        sum += channels.getAsInt();
      }
      return OptionalInt.of(sum);
    }
    return byChannel(op) || op instanceof Op.Lrn
        ? channelsOf(node.inputs().get(0))
        : OptionalInt.empty();
  }

  private static @Nullable Parameter selectOrNull(
      @Nullable Parameter parameter, List<Integer> channels) {
    return parameter == null ? null : select(parameter, channels);
  }

  /** Returns the slices of a parameter at the given indices of its first axis. */
  private static Parameter select(Parameter parameter, List<Integer> channels) {
    int[] extents = parameter.shape().toArray();
    int each = parameter.shape().size() / extents[0];
    extents[0] = channels.size();
    return parameter.computed(
        Shape.of(extents),
        () -> {
          float[] all = parameter.values();
          float[] selected = new float[channels.size() * each];
          for (int i = 0; i < channels.size(); i++) {
            System.arraycopy(all, channels.get(i) * each, selected, i * each, each);
          }
          return selected;
        });
  }
}
