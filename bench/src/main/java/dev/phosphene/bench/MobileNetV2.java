package dev.phosphene.bench;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.load.WeightSource;
import dev.phosphene.load.WeightSource.Role;
import dev.phosphene.tensor.Shape;

/**
 * MobileNetV2 at width 1 without its classifier, by table 2 of Sandler et al. (<a
 * href="https://arxiv.org/abs/1801.04381">arXiv:1801.04381</a>), for measurements: {@code conv1},
 * {@code block0} … {@code block16}, {@code conv2}; a block's inner layers are {@code
 * block3/expand}, {@code block3/depthwise} and {@code block3/project}.
 */
final class MobileNetV2 {
  /** Its name on the command line. */
  static final String NAME = "mobilenet_v2";

  /** Expansion, channels, blocks, stride of the first block. */
  private static final int[][] STAGES = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  private final WeightSource weights;
  private final Graph.Builder builder = Graph.builder(3);

  private MobileNetV2(WeightSource weights) {
    this.weights = weights;
  }

  /** Builds the network of 52 convolutions. */
  static Graph graph(WeightSource weights) {
    MobileNetV2 net = new MobileNetV2(weights);
    String x = net.clipped("conv1", "input", 3, 32, Window.same(3, 2), 1);
    int in = 32;
    int block = 0;
    for (int[] stage : STAGES) {
      for (int i = 0; i < stage[2]; i++) {
        x = net.block("block" + block++, x, in, stage[0], stage[1], i == 0 ? stage[3] : 1);
        in = stage[1];
      }
    }
    net.clipped("conv2", x, in, 1280, Window.valid(1, 1), 1);
    return net.builder.build();
  }

  private String block(String name, String x, int in, int factor, int out, int stride) {
    int inner = factor * in;
    String y = x;
    if (factor > 1) {
      y = clipped(name + "/expand", x, in, inner, Window.valid(1, 1), 1);
    }
    y = clipped(name + "/depthwise", y, inner, inner, Window.same(3, stride), inner);
    boolean residual = in == out && stride == 1;
    String last = residual ? name + "/project" : name;
    y = normalized(last, y, inner, out, Window.valid(1, 1), 1);
    if (residual) {
      builder.add(name, new Op.Add(), x, y);
    }
    return name;
  }

  private String clipped(String name, String x, int in, int out, Window window, int groups) {
    String y = normalized(name + "/bn", x, in, out, window, groups);
    builder.add(name, new Op.Pointwise(ScalarFunction.CLIP, 0, 6), y);
    return name;
  }

  private String normalized(String name, String x, int in, int out, Window window, int groups) {
    String conv = name + "/conv";
    Shape kernel = Shape.of(out, in / groups, window.kernelH(), window.kernelW());
    Shape each = Shape.of(out);
    builder.add(
        conv, new Op.Conv(weights.parameter(conv, Role.KERNEL, kernel), null, window, groups), x);
    builder.add(
        name,
        new Op.BatchNorm(
            weights.parameter(name, Role.GAMMA, each),
            weights.parameter(name, Role.BETA, each),
            weights.parameter(name, Role.MEAN, each),
            weights.parameter(name, Role.VARIANCE, each),
            1e-3f),
        conv);
    return name;
  }
}
