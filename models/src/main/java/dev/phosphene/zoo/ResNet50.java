package dev.phosphene.zoo;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.load.WeightSource;
import dev.phosphene.load.WeightSource.Role;
import dev.phosphene.tensor.Shape;
import java.util.HashMap;
import java.util.Map;

/**
 * ResNet50 without its classifier, under Keras's names (He et al., <a
 * href="https://arxiv.org/abs/1512.03385">arXiv:1512.03385</a>). Stages {@code conv2} … {@code
 * conv5} have 3, 4, 6 and 3 blocks of a 1×1, a 3×3 and a 1×1 convolution; {@code conv4_block6_out}
 * is the output of a stage's last block. Strides are at a block's first convolution.
 *
 * <p>Convolutions have a bias beside their normalization. Preprocessing is {@link
 * dev.phosphene.graph.Preprocessing#CAFFE}.
 */
public final class ResNet50 {
  private static final float EPSILON = 1.001e-5f;
  private static final int[] BLOCKS = {3, 4, 6, 3};

  private final WeightSource weights;
  private final Graph.Builder builder = Graph.builder(3);
  private final Map<String, Integer> channels = new HashMap<>(Map.of("input", 3));

  private ResNet50(WeightSource weights) {
    this.weights = weights;
  }

  /** Builds the network of 53 convolutions. */
  public static Graph graph(WeightSource weights) {
    ResNet50 net = new ResNet50(weights);
    String x = net.stem();
    for (int stage = 0; stage < BLOCKS.length; stage++) {
      for (int block = 1; block <= BLOCKS[stage]; block++) {
        String name = "conv" + (stage + 2) + "_block" + block;
        int stride = stage > 0 && block == 1 ? 2 : 1;
        x = net.block(name, x, 64 << stage, stride, block == 1);
      }
    }
    return net.builder.build();
  }

  private String stem() {
    String x = node("conv1_pad", new Op.Pad(3, 3, 3, 3, 0), 3, "input");
    x = relu("conv1_relu", convolved("conv1", x, 64, Window.valid(7, 2)));
    x = node("pool1_pad", new Op.Pad(1, 1, 1, 1, 0), 64, x);
    return node("pool1_pool", new Op.MaxPool(Window.valid(3, 2)), 64, x);
  }

  /** Adds a block's residual to its input, which is projected where its shape changes. */
  private String block(String name, String x, int inner, int stride, boolean projected) {
    String shortcut = projected ? convolved(name + "_0", x, 4 * inner, Window.valid(1, stride)) : x;
    String y = convolved(name + "_1", x, inner, Window.valid(1, stride));
    y = convolved(name + "_2", relu(name + "_1_relu", y), inner, Window.same(3, 1));
    y = convolved(name + "_3", relu(name + "_2_relu", y), 4 * inner, Window.valid(1, 1));
    String sum = node(name + "_add", new Op.Add(), 4 * inner, shortcut, y);
    return relu(name + "_out", sum);
  }

  /** Adds {@code NAME_conv} and {@code NAME_bn}. */
  private String convolved(String name, String x, int out, Window window) {
    String conv = name + "_conv";
    String norm = name + "_bn";
    int in = channels.getOrDefault(x, 0);
    Shape kernel = Shape.of(out, in, window.kernelH(), window.kernelW());
    Shape each = Shape.of(out);
    node(
        conv,
        new Op.Conv(
            weights.parameter(conv, Role.KERNEL, kernel),
            weights.parameter(conv, Role.BIAS, each),
            window,
            1),
        out,
        x);
    return node(
        norm,
        new Op.BatchNorm(
            weights.parameter(norm, Role.GAMMA, each),
            weights.parameter(norm, Role.BETA, each),
            weights.parameter(norm, Role.MEAN, each),
            weights.parameter(norm, Role.VARIANCE, each),
            EPSILON),
        out,
        conv);
  }

  private String relu(String name, String x) {
    return node(name, new Op.Relu(), channels.getOrDefault(x, 0), x);
  }

  private String node(String name, Op op, int out, String... from) {
    builder.add(name, op, from);
    channels.put(name, out);
    return name;
  }
}
