package dev.phosphene.load.pytorch;

import java.util.List;

/**
 * SqueezeNet 1.0 and 1.1 (<a href="https://arxiv.org/abs/1602.07360">arXiv:1602.07360</a>) under
 * torchvision's names. A gap in the module numbers is a pooling, which rounds up.
 */
final class SqueezeNet {
  static final Family FAMILY =
      Family.of(
          "SqueezeNet",
          List.of("features.0.weight", "features.3.squeeze.weight"),
          "features\\.\\d+(\\.(squeeze|expand1x1|expand3x3))?|classifier\\.1",
          "",
          SqueezeNet::build);

  private SqueezeNet() {}

  private static void build(NetworkBuilder net) {
    String x = net.relu("features.1", net.conv("features.0", "input", 2, 0, 0));
    int at = 2;
    for (int module : net.numbers("features.")) {
      if (module == 0) {
        continue;
      }
      if (module == at + 1) {
        x = net.maxPoolCeil("features." + at, x, 3, 2, 0);
      } else if (module != at) {
        throw new KeyMismatch("there are unknown modules before \"features." + module + "\"");
      }
      x = fire(net, "features." + module, x);
      at = module + 1;
    }
    net.rule("poolings that round up");
    if (net.hasModule("classifier.1")) {
      x = net.relu("classifier.2", net.conv("classifier.1", x, 1));
      net.globalPool("classifier.3", x);
    }
  }

  private static String fire(NetworkBuilder net, String name, String x) {
    String y = net.relu(name + ".squeeze_activation", net.conv(name + ".squeeze", x, 1));
    String one = net.relu(name + ".expand1x1_activation", net.conv(name + ".expand1x1", y, 1));
    String three = net.relu(name + ".expand3x3_activation", net.conv(name + ".expand3x3", y, 1));
    return Blocks.concat(net, name, one, three);
  }
}
