package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.Window;
import java.util.List;

/**
 * Inception v3 (<a href="https://arxiv.org/abs/1512.00567">arXiv:1512.00567</a>) under the names of
 * torchvision and timm. Its published weights, Google's, were trained on RGB in −1…1; its average
 * poolings count the border.
 */
final class TorchInceptionV3 {
  static final Family FAMILY =
      Family.of(
          "Inception v3",
          List.of("Conv2d_1a_3x3.conv.weight", "Mixed_5b.branch1x1.conv.weight"),
          "(Conv2d_\\w+|Mixed_\\w+\\.branch\\w+)\\.(conv|bn)|fc|AuxLogits\\..*",
          "",
          net -> new TorchInceptionV3(net).build());

  private final NetworkBuilder net;

  private TorchInceptionV3(NetworkBuilder net) {
    this.net = net;
  }

  private void build() {
    net.size(299);
    net.preprocessing(Preprocessing.TF);
    net.rule("input in −1…1, as of the published weights");
    net.ignore("AuxLogits.");
    String x = conv("Conv2d_1a_3x3", "input", 2, false);
    x = conv("Conv2d_2b_3x3", conv("Conv2d_2a_3x3", x, 1, false), 1, true);
    x = net.maxPool("maxpool1", x, 3, 2, 0);
    x = conv("Conv2d_4a_3x3", conv("Conv2d_3b_1x1", x, 1, false), 1, false);
    x = net.maxPool("maxpool2", x, 3, 2, 0);
    for (String module : List.of("Mixed_5b", "Mixed_5c", "Mixed_5d")) {
      String five = chain(module, x, "branch5x5_1", "branch5x5_2");
      String pool = mean(module, x);
      String triple = chain(module, x, "branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3");
      x = Blocks.concat(net, module, chain(module, x, "branch1x1"), five, triple, pool);
    }
    x = reductionB(x);
    for (String module : List.of("Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e")) {
      String seven = chain(module, x, "branch7x7_1", "branch7x7_2", "branch7x7_3");
      String twice =
          chain(
              module,
              x,
              "branch7x7dbl_1",
              "branch7x7dbl_2",
              "branch7x7dbl_3",
              "branch7x7dbl_4",
              "branch7x7dbl_5");
      String pool = mean(module, x);
      x = Blocks.concat(net, module, chain(module, x, "branch1x1"), seven, twice, pool);
    }
    x = reductionD(x);
    for (String module : List.of("Mixed_7b", "Mixed_7c")) {
      String three = split(module, "branch3x3_2", chain(module, x, "branch3x3_1"));
      String inner = chain(module, x, "branch3x3dbl_1", "branch3x3dbl_2");
      String twice = split(module, "branch3x3dbl_3", inner);
      String pool = mean(module, x);
      x = Blocks.concat(net, module, chain(module, x, "branch1x1"), three, twice, pool);
    }
    net.classifier(x, "fc");
  }

  private String reductionB(String x) {
    String module = "Mixed_6a";
    String three = conv(module + ".branch3x3", x, 2, false);
    String inner = chain(module, x, "branch3x3dbl_1", "branch3x3dbl_2");
    String twice = conv(module + ".branch3x3dbl_3", inner, 2, false);
    return Blocks.concat(net, module, three, twice, net.maxPool(module + ".pool", x, 3, 2, 0));
  }

  private String reductionD(String x) {
    String module = "Mixed_7a";
    String three = conv(module + ".branch3x3_2", chain(module, x, "branch3x3_1"), 2, false);
    String inner = chain(module, x, "branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3");
    String seven = conv(module + ".branch7x7x3_4", inner, 2, false);
    return Blocks.concat(net, module, three, seven, net.maxPool(module + ".pool", x, 3, 2, 0));
  }

  private String split(String module, String name, String x) {
    String wide = chain(module, x, name + "a");
    String high = chain(module, x, name + "b");
    return Blocks.concat(net, module + "." + name, wide, high);
  }

  private String mean(String module, String x) {
    Op mean = new Op.AvgPool(Window.padded(3, 1, 1), true);
    return chain(module, net.same(module + ".avgpool", mean, x), "branch_pool");
  }

  private String chain(String module, String x, String... names) {
    String y = x;
    for (String name : names) {
      y = conv(module + "." + name, y, 1, true);
    }
    return y;
  }

  private String conv(String name, String x, int stride, boolean border) {
    return Blocks.basicConv(net, name, x, stride, border);
  }
}
