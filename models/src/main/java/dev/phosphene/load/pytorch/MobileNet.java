package dev.phosphene.load.pytorch;

import java.util.List;

/**
 * MobileNet v2 (<a href="https://arxiv.org/abs/1801.04381">arXiv:1801.04381</a>) and v3 (<a
 * href="https://arxiv.org/abs/1905.02244">arXiv:1905.02244</a>) under torchvision's names.
 *
 * <p>Not in the file and fixed here: v2 has ReLU6 and the paper's strides, which depend on a
 * block's position among seventeen; with another number of blocks, a stage begins where the
 * channels change. v3 has the activations and strides of its two published sizes, of 15 and 11
 * blocks.
 */
final class MobileNet {
  private static final int[] V2 = {1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1};
  private static final int[] V2_STAGES = {1, 2, 2, 2, 1, 2, 1};
  private static final int[] LARGE = {1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1};
  private static final int[] SMALL = {2, 2, 1, 2, 1, 1, 1, 1, 2, 1, 1};
  private static final float EPSILON_V2 = 1e-5f;
  private static final float EPSILON_V3 = 1e-3f;

  static final Family V2_FAMILY =
      Family.of(
          "MobileNet v2",
          List.of("features.0.0.weight", "features.1.conv.0.0.weight", "features.1.conv.1.weight"),
          "features\\.\\d+\\.(\\d|conv\\.\\d(\\.\\d)?)|classifier(\\.\\d)?",
          "",
          MobileNet::v2);

  static final Family V3_FAMILY =
      Family.of(
          "MobileNet v3",
          List.of("features.0.0.weight", "features.1.block.0.0.weight"),
          "features\\.\\d+\\.(\\d|block\\.\\d\\.(\\d|fc[12]))|classifier\\.\\d",
          "",
          MobileNet::v3);

  private MobileNet() {}

  private static void v2(NetworkBuilder net) {
    net.rule("ReLU6");
    String x = Blocks.convNorm(net, "features.0", "input", 2, EPSILON_V2, ActivationFunction.RELU6);
    int blocks = blocks(net, ".conv.0.0.weight");
    int stage = 0;
    for (int i = 1; i <= blocks; i++) {
      String name = "features." + i + ".conv";
      int last = net.hasModule(name + ".3") ? 2 : 1;
      int out = net.shape(name + "." + last + ".weight").n();
      boolean begins = i > 1 && out != net.channels(x);
      stage += begins ? 1 : 0;
      int usual = begins && stage < V2_STAGES.length ? V2_STAGES[stage] : 1;
      int stride = blocks == V2.length ? V2[i - 1] : usual;
      String y = x;
      for (int part = 0; part < last; part++) {
        boolean deep = part == last - 1;
        y =
            Blocks.convNorm(
                net, name + "." + part, y, deep ? stride : 1, EPSILON_V2, ActivationFunction.RELU6);
      }
      y = net.norm(name + "." + (last + 1), net.conv(name + "." + last, y, 1), EPSILON_V2);
      boolean residual = stride == 1 && net.channels(x) == net.channels(y);
      x = residual ? Blocks.sum(net, "features." + i, x, y) : y;
      if (!residual) {
        net.alias("features." + i, y);
      }
    }
    x =
        Blocks.convNorm(
            net, "features." + (blocks + 1), x, 1, EPSILON_V2, ActivationFunction.RELU6);
    net.classifier(x, "classifier.1", "classifier");
  }

  private static int blocks(NetworkBuilder net, String mark) {
    int count = 0;
    while (net.has("features." + (count + 1) + mark)) {
      count++;
    }
    return count;
  }

  private static void v3(NetworkBuilder net) {
    int blocks = blocks(net, ".block.0.0.weight");
    if (blocks != LARGE.length && blocks != SMALL.length) {
      throw new KeyMismatch(
          "it has %d blocks; those of %d and %d are known"
              .formatted(blocks, SMALL.length, LARGE.length));
    }
    boolean large = blocks == LARGE.length;
    net.rule("functions and strides of the " + (large ? "large" : "small") + " MobileNet v3");
    String x =
        Blocks.convNorm(net, "features.0", "input", 2, EPSILON_V3, ActivationFunction.HARDSWISH);
    for (int i = 1; i <= blocks; i++) {
      ActivationFunction act =
          i <= (large ? 6 : 3) ? ActivationFunction.RELU : ActivationFunction.HARDSWISH;
      int stride = (large ? LARGE : SMALL)[i - 1];
      x =
          InvertedResidual.block(
              net, "features." + i, x, stride, EPSILON_V3, act, ActivationFunction.HARDSIGMOID);
    }
    x =
        Blocks.convNorm(
            net, "features." + (blocks + 1), x, 1, EPSILON_V3, ActivationFunction.HARDSWISH);
    x = net.globalPool("avgpool", x);
    if (net.hasModule("classifier.0")) {
      x =
          net.same(
              "classifier.1", ActivationFunction.HARDSWISH.op(), net.linear("classifier.0", x));
      net.linear("classifier.3", x);
    }
  }
}
