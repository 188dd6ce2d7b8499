package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * DenseNet (<a href="https://arxiv.org/abs/1608.06993">arXiv:1608.06993</a>) under the names of
 * torchvision and timm; torchvision's published files have dots in their names, {@code norm.1}.
 */
final class DenseNet {
  private static final float EPSILON = 1e-5f;
  private static final String LAYER = "denseblock\\d+\\.denselayer\\d+\\.(norm|conv)\\.?[12]";

  static final Family FAMILY =
      Family.of(
          "DenseNet",
          List.of("features.conv0.weight", "features.norm0.weight", "features.norm5.weight"),
          "features\\.(conv0|norm0|norm5|transition\\d+\\.(norm|conv)|" + LAYER + ")|classifier",
          "",
          DenseNet::build);

  private DenseNet() {}

  private static void build(NetworkBuilder net) {
    String x = net.conv("features.conv0", "input", 2);
    x = net.relu("features.relu0", net.norm("features.norm0", x, EPSILON));
    x = net.maxPool("features.pool0", x, 3, 2, 1);
    for (int block = 1; net.hasUnder("features.denseblock" + block + "."); block++) {
      x = block(net, "features.denseblock" + block, x);
      String name = "features.transition" + block;
      if (net.hasUnder(name + ".")) {
        x = net.relu(name + ".relu", net.norm(name + ".norm", x, EPSILON));
        x = net.conv(name + ".conv", x, 1);
        x = net.same(name + ".pool", new Op.AvgPool(Window.valid(2, 2), true), x);
      }
    }
    x = net.relu("relu", net.norm("features.norm5", x, EPSILON));
    net.classifier(x, "classifier");
  }

  private static String block(NetworkBuilder net, String name, String x) {
    List<String> parts = new ArrayList<>(List.of(x));
    for (int i = 1; net.hasUnder(name + ".denselayer" + i + "."); i++) {
      String layer = name + ".denselayer" + i;
      String dot = net.hasModule(layer + ".norm.1") ? "." : "";
      String y = i == 1 ? x : Blocks.concat(net, layer + ".cat", parts.toArray(String[]::new));
      for (int step = 1; step <= 2; step++) {
        y = net.norm(layer + ".norm" + dot + step, y, EPSILON);
        y = net.conv(layer + ".conv" + dot + step, net.relu(layer + ".relu" + dot + step, y), 1);
      }
      parts.add(y);
    }
    return Blocks.concat(net, name, parts.toArray(String[]::new));
  }
}
