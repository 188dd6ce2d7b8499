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
import org.jspecify.annotations.Nullable;

/**
 * Computes only the wanted channels of a tap: the last convolution loses its other kernels, and a
 * concatenation the branches that nobody looks at.
 */
public final class KeepChannels {
  private final Graph graph;
  private final Collection<String> taps;
  private final Map<String, Node> replaced = new HashMap<>();

  private KeepChannels(Graph graph, Collection<String> taps) {
    this.graph = graph;
    this.taps = taps;
  }

  /**
   * The smaller graph.
   *
   * @param channels for each tap that was reduced, which channel of the original each of its
   *     channels is; a tap that is absent here has all of its channels
   */
  public record Kept(Graph graph, Map<String, List<Integer>> channels) {}

  /**
   * Reduces every tap as far as its channels come from operations that only it needs; a tap for
   * which this is not so keeps all channels.
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
    List<Node> nodes =
        graph.nodes().stream()
            .map(node -> rewrite.replaced.getOrDefault(node.name(), node))
            .toList();
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
    }
    boolean byChannel =
        op instanceof Op.Relu
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
            || op instanceof Op.Add
            || op instanceof Op.Concat;
    return byChannel
        && node.inputs().stream().distinct().count() == node.inputs().size()
        && node.inputs().stream().allMatch(input -> reducible(graph.node(input), false));
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
              1);
    } else if (op instanceof Op.Concat) {
      inputs = reduceParts(inputs, channels);
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

  /** Reduces the parts of a concatenation that hold wanted channels, and names them. */
  private List<String> reduceParts(List<String> parts, List<Integer> channels) {
    List<String> kept = new ArrayList<>();
    int first = 0;
    for (String part : parts) {
      int offset = first;
      int end = first + channelsOf(part);
      List<Integer> own =
          channels.stream().filter(c -> c >= offset && c < end).map(c -> c - offset).toList();
      if (!own.isEmpty()) {
        reduce(graph.node(part), own);
        kept.add(part);
      }
      first = end;
    }
    return kept;
  }

  /** Channels that a reducible node puts out. */
  private int channelsOf(String name) {
    Node node = graph.node(name);
    if (node.op() instanceof Op.Conv conv) {
      return conv.weight().shape().n();
    } else if (node.op() instanceof Op.Concat) {
      return node.inputs().stream().mapToInt(this::channelsOf).sum();
    }
    return channelsOf(node.inputs().get(0));
  }

  private static @Nullable Parameter selectOrNull(
      @Nullable Parameter parameter, List<Integer> channels) {
    return parameter == null ? null : select(parameter, channels);
  }

  /** The slices of a parameter at the given indices of its first axis. */
  private static Parameter select(Parameter parameter, List<Integer> channels) {
    int[] extents = parameter.shape().toArray();
    int each = parameter.shape().size() / extents[0];
    extents[0] = channels.size();
    return new Parameter(
        parameter.name(),
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
