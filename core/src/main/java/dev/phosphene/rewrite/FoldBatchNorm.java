package dev.phosphene.rewrite;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Folds batch normalizations into the convolutions before them: {@code s · (Wx + b − m) + t = (sW)x
 * + (s(b − m) + t)}, with {@code s = scale / √(variance + epsilon)}. It also folds {@code s · x +
 * t} by channel, such as a separate bias or a decomposed batch normalization.
 */
public final class FoldBatchNorm {
  private FoldBatchNorm() {}

  /**
   * Folds each normalization and per-channel map whose convolution has no other reader and is not a
   * tap. The convolution takes its name; several in a row are folded one after the other.
   */
  public static Graph in(Graph graph, Collection<String> taps) {
    Map<String, Node> folded = new HashMap<>();
    Set<String> gone = new HashSet<>();
    for (Node node : graph.nodes()) {
      Optional<PerChannel> map = PerChannel.of(node.op());
      if (map.isEmpty() || taps.contains(node.input())) {
        continue;
      }
      Node source = folded.getOrDefault(node.input(), graph.node(node.input()));
      if (source.op() instanceof Op.Conv conv && graph.consumers(node.input()).size() == 1) {
        folded.put(node.name(), new Node(node.name(), fold(conv, map.get()), source.inputs()));
        gone.add(node.input());
      }
    }
    Graph.Builder builder = Graph.builder(graph.inputChannels());
    for (Node node : graph.nodes()) {
      if (!gone.contains(node.name()) && !(node.op() instanceof Op.Input)) {
        builder.add(folded.getOrDefault(node.name(), node));
      }
    }
    return builder.build();
  }

  private static Op.Conv fold(Op.Conv conv, PerChannel map) {
    Parameter weight = conv.weight();
    Parameter bias = conv.bias();
    Shape channels = Shape.of(weight.shape().n());
    return new Op.Conv(
        weight.computed(weight.shape(), () -> weights(weight, map)),
        new Parameter(weight.name() + " shift", weight.file(), channels, () -> shifts(bias, map)),
        conv.window(),
        conv.groups(),
        conv.narrowed());
  }

  private static float[] weights(Parameter weight, PerChannel map) {
    double[] factor = map.factors().get();
    float[] values = weight.values();
    int each = values.length / factor.length;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * factor[i / each]);
    }
    return values;
  }

  /** {@code s(b − m) + t}. */
  private static float[] shifts(@Nullable Parameter bias, PerChannel map) {
    double[] factor = map.factors().get();
    float[] mean = valuesOr(map.mean(), factor.length, 0);
    float[] shift = valuesOr(map.shift(), factor.length, 0);
    float[] offset = valuesOr(bias, factor.length, 0);
    for (int c = 0; c < factor.length; c++) {
      shift[c] = (float) (shift[c] + factor[c] * ((double) offset[c] - mean[c]));
    }
    return shift;
  }

  /**
   * {@code s(x − m) + t} by channel.
   *
   * @param factors supplies {@code s}
   * @param mean {@code m}, or none for 0
   * @param shift {@code t}, or none for 0
   */
  private record PerChannel(
      Supplier<double[]> factors, @Nullable Parameter mean, @Nullable Parameter shift) {
    static Optional<PerChannel> of(Op op) {
      if (op instanceof Op.BatchNorm norm) {
        return Optional.of(
            new PerChannel(() -> FoldBatchNorm.factors(norm), norm.mean(), norm.shift()));
      } else if (op instanceof Op.Affine affine) {
        Supplier<double[]> factors = () -> widened(affine.scale().values());
        return Optional.of(new PerChannel(factors, null, affine.shift()));
      }
      return Optional.empty();
    }
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int c = 0; c < wide.length; c++) {
      wide[c] = values[c];
    }
    return wide;
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
