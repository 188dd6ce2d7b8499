package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Selection;
import java.util.List;

/**
 * ResNet (<a href="https://arxiv.org/abs/1512.03385">arXiv:1512.03385</a>), ResNeXt and Wide ResNet
 * of torchvision and timm, and the variants for 32-pixel images, whose first kernel is 3×3.
 *
 * <p>Fixed here, since no key tells it: the stride is 2 in the 3×3 convolution of the first block
 * of each stage but the first; a first kernel of 3×3 has stride 1 and no pooling after it. Where a
 * block changes its shape without a weight for it, the shortcut takes every second position and
 * pads with zero channels on both sides (the paper's option A).
 */
final class ResNet {
  private static final float EPSILON = 1e-5f;
  static final List<String> CIFAR10 =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  static final Family FAMILY =
      Family.of(
          "ResNet",
          List.of("conv1.weight", "bn1.weight", "layer1.0.conv1.weight", "layer1.0.bn1.weight"),
          "conv1|bn1|layer\\d+\\.\\d+\\.(conv\\d|bn\\d|(downsample|shortcut)\\.[01])|fc|linear",
          "",
          ResNet::build);

  private final NetworkBuilder net;
  private final boolean small;

  private ResNet(NetworkBuilder net, boolean small) {
    this.net = net;
    this.small = small;
  }

  private static void build(NetworkBuilder net) {
    new ResNet(net, net.shape("conv1.weight").h() < 7).build();
  }

  private void build() {
    String x =
        net.relu("relu", net.norm("bn1", net.conv("conv1", "input", small ? 1 : 2), EPSILON));
    if (small) {
      net.size(32);
      net.labels(CIFAR10);
      net.rule("a first kernel of 3×3 has stride 1 and no pooling behind it");
    } else {
      x = net.maxPool("maxpool", x, 3, 2, 1);
    }
    net.rule("stride 2 in the 3×3 convolution of a stage's first block");
    for (int stage = 1; net.hasUnder("layer" + stage + "."); stage++) {
      String name = "layer" + stage;
      for (int block = 0; net.hasUnder(name + "." + block + "."); block++) {
        x = block(name + "." + block, x, stage > 1 && block == 0 ? 2 : 1);
      }
      net.alias(name, x);
    }
    net.classifier(x, "fc", "linear");
  }

  private String block(String name, String x, int stride) {
    boolean bottleneck = net.hasModule(name + ".conv3");
    String y = net.conv(name + ".conv1", x, bottleneck ? 1 : stride);
    y = net.relu(name + ".relu", net.norm(name + ".bn1", y, EPSILON));
    y = net.norm(name + ".bn2", net.conv(name + ".conv2", y, bottleneck ? stride : 1), EPSILON);
    if (bottleneck) {
      y = net.relu(name + ".relu_1", y);
      y = net.norm(name + ".bn3", net.conv(name + ".conv3", y, 1), EPSILON);
    }
    String shortcut = shortcut(name, x, stride, net.channels(y));
    if (net.channels(shortcut) != net.channels(y)) {
      throw new KeyMismatch("the two branches of \"" + name + "\" have different channels");
    }
    String sum = net.add(name + ".add", net.channels(y), new Op.Add(), y, shortcut);
    return net.relu(name, sum);
  }

  private String shortcut(String name, String x, int stride, int out) {
    for (String kind : List.of("downsample", "shortcut")) {
      String path = name + "." + kind;
      if (net.hasModule(path + ".0")) {
        return net.norm(path + ".1", net.conv(path + ".0", x, stride), EPSILON);
      }
    }
    if (stride == 1 && net.channels(x) == out) {
      return x;
    }
    int added = out - net.channels(x);
    if (!small || added < 0 || added % 2 != 0) {
      throw new KeyMismatch("it has no \"" + name + ".downsample.0.weight\"");
    }
    net.rule("shortcuts without weights take every second position and add channels of zeros");
    Selection second = new Selection.Range(0, Integer.MAX_VALUE, 2);
    String rows = net.same(name + ".shortcut/rows", new Op.Select(2, second), x);
    String places = net.same(name + ".shortcut/places", new Op.Select(3, second), rows);
    Selection zeros = new Selection.Border(added / 2, added / 2, Selection.Filling.ZERO);
    return net.add(name + ".shortcut", out, new Op.Select(1, zeros), places);
  }
}
