package dev.phosphene.rewrite;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies batch normalizations into the convolutions before them: {@code s · (Wx + b − m) + t =
 * (sW)x + (s(b − m) + t)}, with {@code s = scale / √(variance + epsilon)}.
 */
public final class FoldBatchNorm {
  private FoldBatchNorm() {}

  /**
   * Folds each normalization whose convolution nothing else reads and which is not a tap itself.
   * The convolution then bears the normalization's name.
   */
  public static Graph in(Graph graph, Collection<String> taps) {
    Map<String, Node> folded = new HashMap<>();
    Graph.Builder builder = Graph.builder(graph.inputChannels());
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.BatchNorm norm
          && graph.node(node.input()).op() instanceof Op.Conv conv
          && graph.consumers(node.input()).size() == 1
          && !taps.contains(node.input())) {
        Node source = graph.node(node.input());
        folded.put(source.name(), new Node(node.name(), fold(conv, norm), source.inputs()));
      }
    }
    for (Node node : graph.nodes()) {
      boolean replaced = !node.inputs().isEmpty() && folded.containsKey(node.inputs().get(0));
      if (folded.containsKey(node.name()) || node.op() instanceof Op.Input) {
        continue;
      }
      builder.add(replaced ? merged(folded, node) : node);
    }
    return builder.build();
  }

  private static Node merged(Map<String, Node> folded, Node node) {
    Node merged = folded.get(node.inputs().get(0));
    return merged == null ? node : merged;
  }

  private static Op.Conv fold(Op.Conv conv, Op.BatchNorm norm) {
    Parameter weight = conv.weight();
    Parameter bias = conv.bias();
    Shape channels = Shape.of(weight.shape().n());
    return new Op.Conv(
        new Parameter(weight.name(), weight.shape(), () -> weights(weight, norm)),
        new Parameter(weight.name() + " shift", channels, () -> shifts(bias, norm)),
        conv.window(),
        conv.groups());
  }

  private static float[] weights(Parameter weight, Op.BatchNorm norm) {
    double[] factor = factors(norm);
    float[] values = weight.values();
    int each = values.length / factor.length;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor[i / each]);
    }
    return values;
  }

  private static float[] shifts(@Nullable Parameter bias, Op.BatchNorm norm) {
    double[] factor = factors(norm);
    float[] mean = norm.mean().values();
    float[] shift = valuesOr(norm.shift(), mean.length, 0);
    float[] offset = valuesOr(bias, mean.length, 0);
    for (int c = 0; c < mean.length; c++) {
      shift[c] = (float) (shift[c] + factor[c] * ((double) offset[c] - mean[c]));
    }
    return shift;
  }

  private static double[] factors(Op.BatchNorm norm) {
    float[] variance = norm.variance().values();
    float[] scale = valuesOr(norm.scale(), variance.length, 1);
    double[] factors = new double[variance.length];
    for (int c = 0; c < factors.length; c++) {
      factors[c] = scale[c] / Math.sqrt((double) variance[c] + norm.epsilon());
    }
    return factors;
  }

  private static float[] valuesOr(@Nullable Parameter parameter, int length, float otherwise) {
    if (parameter != null) {
      return parameter.values();
    }
    float[] values = new float[length];
    Arrays.fill(values, otherwise);
    return values;
  }
}
