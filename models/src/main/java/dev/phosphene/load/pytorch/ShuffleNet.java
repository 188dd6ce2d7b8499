package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import java.util.List;
import java.util.stream.IntStream;

/**
 * ShuffleNet v2 (<a href="https://arxiv.org/abs/1807.11164">arXiv:1807.11164</a>) under
 * torchvision's names.
 */
final class ShuffleNet {
  private static final float EPSILON = 1e-5f;

  static final Family FAMILY =
      Family.of(
          "ShuffleNet v2",
          List.of("conv1.0.weight", "stage2.0.branch1.0.weight", "stage2.0.branch2.0.weight"),
          "(conv1|conv5)\\.\\d|stage\\d\\.\\d+\\.branch[12]\\.\\d|fc",
          "",
          ShuffleNet::build);

  private ShuffleNet() {}

  private static void build(NetworkBuilder net) {
    String x = Blocks.convNorm(net, "conv1", "input", 2, EPSILON, ActivationFunction.RELU);
    x = net.maxPool("maxpool", x, 3, 2, 1);
    for (int stage = 2; net.hasUnder("stage" + stage + "."); stage++) {
      for (int i = 0; net.hasUnder("stage" + stage + "." + i + "."); i++) {
        x = block(net, "stage" + stage + "." + i, x);
      }
      net.alias("stage" + stage, x);
    }
    x = Blocks.convNorm(net, "conv5", x, 1, EPSILON, ActivationFunction.RELU);
    net.classifier(x, "fc");
  }

  private static String block(NetworkBuilder net, String name, String x) {
    boolean halves = !net.hasUnder(name + ".branch1.");
    int c = net.channels(x);
    String left = x;
    String right = x;
    if (halves) {
      left = net.add(name + ".left", c / 2, part(0, c / 2), x);
      right = net.add(name + ".right", c - c / 2, part(c / 2, c), x);
    } else {
      String deep = name + ".branch1.";
      left = net.norm(deep + 1, net.conv(deep + 0, left, 2), EPSILON);
      left = net.relu(deep + 4, net.norm(deep + 3, net.conv(deep + 2, left, 1), EPSILON));
    }
    String path = name + ".branch2.";
    right = net.relu(path + 2, net.norm(path + 1, net.conv(path + 0, right, 1), EPSILON));
    right = net.norm(path + 4, net.conv(path + 3, right, halves ? 1 : 2), EPSILON);
    right = net.relu(path + 7, net.norm(path + 6, net.conv(path + 5, right, 1), EPSILON));
    String both = Blocks.concat(net, name + ".cat", left, right);
    int all = net.channels(both);
    List<Integer> shuffled =
        IntStream.range(0, all).map(i -> i % 2 * (all / 2) + i / 2).boxed().toList();
    return net.add(name, all, new Op.SelectChannels(shuffled), both);
  }

  private static Op part(int from, int to) {
    return new Op.SelectChannels(IntStream.range(from, to).boxed().toList());
  }
}
