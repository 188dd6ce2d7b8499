package dev.phosphene.load.pytorch;

import java.util.List;

/**
 * MNASNet (<a href="https://arxiv.org/abs/1807.11626">arXiv:1807.11626</a>), the B1 variant, under
 * torchvision's names. Its strides are the paper's.
 */
final class MnasNet {
  private static final int[] STRIDES = {2, 2, 2, 1, 2, 1};
  private static final float EPSILON = 1e-5f;

  static final Family FAMILY =
      Family.of(
          "MNASNet",
          List.of("layers.0.weight", "layers.8.0.layers.0.weight", "layers.14.weight"),
          "layers\\.\\d+(\\.\\d\\.layers\\.\\d)?|classifier\\.1",
          "",
          MnasNet::build);

  private MnasNet() {}

  private static void build(NetworkBuilder net) {
    net.rule("strides by stage");
    String x = part(net, "layers.", 0, "input", 2, true);
    x = part(net, "layers.", 3, x, 1, true);
    x = part(net, "layers.", 6, x, 1, false);
    for (int stage = 0; stage < STRIDES.length; stage++) {
      for (int i = 0; net.hasUnder("layers." + (8 + stage) + "." + i + "."); i++) {
        int stride = i == 0 ? STRIDES[stage] : 1;
        String name = "layers." + (8 + stage) + "." + i;
        String y = part(net, name + ".layers.", 0, x, 1, true);
        y = part(net, name + ".layers.", 3, y, stride, true);
        y = part(net, name + ".layers.", 6, y, 1, false);
        boolean residual = stride == 1 && net.channels(x) == net.channels(y);
        x = residual ? Blocks.sum(net, name, x, y) : y;
        if (!residual) {
          net.alias(name, y);
        }
      }
    }
    net.classifier(part(net, "layers.", 14, x, 1, true), "classifier.1");
  }

  private static String part(
      NetworkBuilder net, String prefix, int at, String x, int stride, boolean activated) {
    String y = net.norm(prefix + (at + 1), net.conv(prefix + at, x, stride), EPSILON);
    return activated ? net.relu(prefix + (at + 2), y) : y;
  }
}
