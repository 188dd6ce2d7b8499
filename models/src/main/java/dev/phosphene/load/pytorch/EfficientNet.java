package dev.phosphene.load.pytorch;

import java.util.List;

/**
 * EfficientNet (<a href="https://arxiv.org/abs/1905.11946">arXiv:1905.11946</a>) and EfficientNetV2
 * (<a href="https://arxiv.org/abs/2104.00298">arXiv:2104.00298</a>) under torchvision's names.
 *
 * <p>Not in the file and fixed here: SiLU, the papers' strides by stage, and the epsilon of the
 * normalizations, which in torchvision is 1e-3 in V2 and from B5 on, else 1e-5.
 */
final class EfficientNet {
  private static final int[] STRIDES = {1, 2, 2, 2, 1, 2, 1};

  /** Output channels of the last convolution of B5. */
  private static final int LARGE = 2048;

  static final Family FAMILY =
      Family.of(
          "EfficientNet",
          List.of("features.0.0.weight", "features.1.0.block.0.0.weight"),
          "features\\.\\d+\\.(\\d|\\d+\\.block\\.\\d\\.(\\d|fc[12]))|classifier\\.\\d",
          "",
          EfficientNet::build);

  private EfficientNet() {}

  private static void build(NetworkBuilder net) {
    int last = 1;
    while (net.hasUnder("features." + last + ".0.block.")) {
      last++;
    }
    if (last > STRIDES.length + 1) {
      throw new KeyMismatch(
          "it has " + (last - 1) + " stages; at most " + STRIDES.length + " are known");
    }
    boolean second = !net.hasModule("features.1.0.block.1.fc1");
    int end = net.shape("features." + last + ".0.weight").n();
    float epsilon = second || end >= LARGE ? 1e-3f : 1e-5f;
    net.rule("SiLU, strides by stage, epsilon " + epsilon);
    String x = Blocks.convNorm(net, "features.0", "input", 2, epsilon, ActivationFunction.SILU);
    for (int stage = 1; stage < last; stage++) {
      String name = "features." + stage;
      for (int i = 0; net.hasUnder(name + "." + i + "."); i++) {
        int stride = i == 0 ? STRIDES[stage - 1] : 1;
        x =
            InvertedResidual.block(
                net,
                name + "." + i,
                x,
                stride,
                epsilon,
                ActivationFunction.SILU,
                ActivationFunction.SIGMOID);
      }
      net.alias(name, x);
    }
    x = Blocks.convNorm(net, "features." + last, x, 1, epsilon, ActivationFunction.SILU);
    net.classifier(x, "classifier.1");
  }
}
