package dev.phosphene.load.pytorch;

/** The blocks of MobileNet v3 and EfficientNet under torchvision's names. */
final class InvertedResidual {
  private InvertedResidual() {}

  /**
   * Adds the steps {@code NAME.block.0} and on: convolutions with an activation after all but the
   * last, the one with a kernel larger than 1×1 having the stride, and squeeze and excitation. The
   * sum with the input, where shapes allow, is {@code NAME}.
   */
  static String block(
      NetworkBuilder net,
      String name,
      String x,
      int stride,
      float epsilon,
      ActivationFunction act,
      ActivationFunction gate) {
    int steps = 0;
    while (net.hasUnder(name + ".block." + steps + ".")) {
      steps++;
    }
    String y = x;
    for (int i = 0; i < steps; i++) {
      String step = name + ".block." + i;
      if (net.hasModule(step + ".fc1")) {
        ActivationFunction inner =
            gate == ActivationFunction.HARDSIGMOID ? ActivationFunction.RELU : act;
        y = Blocks.squeeze(net, step, y, "fc1", "fc2", inner, gate);
      } else {
        boolean wide = net.shape(step + ".0.weight").h() > 1;
        boolean ends = i == steps - 1 && steps > 1;
        y = Blocks.convNorm(net, step, y, wide ? stride : 1, epsilon, ends ? null : act);
      }
    }
    if (stride == 1 && net.channels(x) == net.channels(y)) {
      return Blocks.sum(net, name, x, y);
    }
    net.alias(name, y);
    return y;
  }
}
