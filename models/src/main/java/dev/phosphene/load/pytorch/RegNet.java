package dev.phosphene.load.pytorch;

import java.util.List;

/**
 * RegNet X and Y (<a href="https://arxiv.org/abs/2003.13678">arXiv:2003.13678</a>) under
 * torchvision's names; each stage begins with stride 2.
 */
final class RegNet {
  private static final float EPSILON = 1e-5f;

  static final Family FAMILY =
      Family.of(
          "RegNet",
          List.of("stem.0.weight", "trunk_output.block1.block1-0.f.a.0.weight"),
          "stem\\.\\d|trunk_output\\.block\\d\\.block\\d-\\d+\\.(proj\\.\\d|f\\.([abc]\\.\\d|se\\.fc\\d))|fc",
          "",
          RegNet::build);

  static final Family TIMM_FAMILY =
      Family.of(
          "RegNet (timm)",
          List.of("stem.conv.weight", "s1.b1.conv1.conv.weight"),
          "stem\\.(conv|bn)|s\\d\\.b\\d+\\.((conv\\d|downsample)\\.(conv|bn)|se\\.fc\\d)|head\\.fc",
          "",
          RegNet::timm);

  private RegNet() {}

  private static void build(NetworkBuilder net) {
    String x = Blocks.convNorm(net, "stem", "input", 2, EPSILON, ActivationFunction.RELU);
    for (int stage = 1; net.hasUnder("trunk_output.block" + stage + "."); stage++) {
      String path = "trunk_output.block" + stage;
      for (int i = 0; net.hasUnder(path + ".block" + stage + "-" + i + "."); i++) {
        x = block(net, path + ".block" + stage + "-" + i, x, i == 0 ? 2 : 1);
      }
      net.alias(path, x);
    }
    net.classifier(x, "fc");
  }

  private static String block(NetworkBuilder net, String name, String x, int stride) {
    String y = Blocks.convNorm(net, name + ".f.a", x, 1, EPSILON, ActivationFunction.RELU);
    y = Blocks.convNorm(net, name + ".f.b", y, stride, EPSILON, ActivationFunction.RELU);
    if (net.hasModule(name + ".f.se.fc1")) {
      y =
          Blocks.squeeze(
              net,
              name + ".f.se",
              y,
              "fc1",
              "fc2",
              ActivationFunction.RELU,
              ActivationFunction.SIGMOID);
    }
    y = Blocks.convNorm(net, name + ".f.c", y, 1, EPSILON, null);
    boolean projected = net.hasModule(name + ".proj.0");
    String shortcut =
        projected ? Blocks.convNorm(net, name + ".proj", x, stride, EPSILON, null) : x;
    return net.relu(name, Blocks.sum(net, name + ".add", shortcut, y));
  }

  private static void timm(NetworkBuilder net) {
    String x = net.relu("stem", linear(net, "stem", "input", 2));
    for (int stage = 1; net.hasUnder("s" + stage + "."); stage++) {
      for (int i = 1; net.hasUnder("s" + stage + ".b" + i + "."); i++) {
        x = timmBlock(net, "s" + stage + ".b" + i, x, i == 1 ? 2 : 1);
      }
      net.alias("s" + stage, x);
    }
    net.classifier(x, "head.fc");
  }

  private static String timmBlock(NetworkBuilder net, String name, String x, int stride) {
    String y = net.relu(name + ".conv1", linear(net, name + ".conv1", x, 1));
    y = net.relu(name + ".conv2", linear(net, name + ".conv2", y, stride));
    if (net.hasModule(name + ".se.fc1")) {
      y =
          Blocks.squeeze(
              net,
              name + ".se",
              y,
              "fc1",
              "fc2",
              ActivationFunction.RELU,
              ActivationFunction.SIGMOID);
    }
    y = linear(net, name + ".conv3", y, 1);
    boolean projected = net.hasModule(name + ".downsample.conv");
    String shortcut = projected ? linear(net, name + ".downsample", x, stride) : x;
    return net.relu(name, Blocks.sum(net, name + ".add", shortcut, y));
  }

  private static String linear(NetworkBuilder net, String name, String x, int stride) {
    return net.norm(name + ".bn", net.conv(name + ".conv", x, stride), EPSILON);
  }
}
