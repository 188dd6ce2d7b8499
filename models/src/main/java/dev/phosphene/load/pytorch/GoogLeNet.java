package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Preprocessing;
import java.util.List;

/**
 * GoogLeNet (<a href="https://arxiv.org/abs/1409.4842">arXiv:1409.4842</a>) in torchvision's form:
 * with batch normalization, and 3×3 kernels instead of the paper's 5×5. Its published weights were
 * trained on RGB in −1…1.
 */
final class GoogLeNet {
  static final Family FAMILY =
      Family.of(
          "GoogLeNet",
          List.of("conv1.conv.weight", "inception3a.branch1.conv.weight"),
          "(conv[123]|inception\\d[a-e]\\.branch\\d(\\.\\d)?)\\.(conv|bn)|fc|aux\\d\\..*",
          "",
          GoogLeNet::build);

  private GoogLeNet() {}

  private static void build(NetworkBuilder net) {
    net.preprocessing(Preprocessing.TF);
    net.rule("input in −1…1, as of torchvision's published weights");
    net.ignore("aux1.");
    net.ignore("aux2.");
    String x = Blocks.basicConv(net, "conv1", "input", 2, true);
    x = net.maxPoolCeil("maxpool1", x, 3, 2, 0);
    x = Blocks.basicConv(net, "conv3", Blocks.basicConv(net, "conv2", x, 1, true), 1, true);
    x = net.maxPoolCeil("maxpool2", x, 3, 2, 0);
    for (String module : List.of("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")) {
      x = inception(net, "inception" + module, x);
      if (module.equals("3b")) {
        x = net.maxPoolCeil("maxpool3", x, 3, 2, 0);
      } else if (module.equals("4e")) {
        x = net.maxPoolCeil("maxpool4", x, 2, 2, 0);
      }
    }
    net.classifier(x, "fc");
  }

  private static String inception(NetworkBuilder net, String name, String x) {
    String[] ends = new String[4];
    ends[0] = Blocks.basicConv(net, name + ".branch1", x, 1, true);
    for (int branch = 2; branch <= 3; branch++) {
      String y = Blocks.basicConv(net, name + ".branch" + branch + ".0", x, 1, true);
      ends[branch - 1] = Blocks.basicConv(net, name + ".branch" + branch + ".1", y, 1, true);
    }
    String pool = net.maxPoolCeil(name + ".branch4.0", x, 3, 1, 1);
    ends[3] = Blocks.basicConv(net, name + ".branch4.1", pool, 1, true);
    return Blocks.concat(net, name, ends);
  }
}
