package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import org.jspecify.annotations.Nullable;

/** Layer groups shared by several architectures. */
final class Blocks {
  private Blocks() {}

  /**
   * Adds a convolution {@code name.0}, its normalization {@code name.1}, an activation {@code
   * name.2}.
   */
  static String convNorm(
      NetworkBuilder net,
      String name,
      String x,
      int stride,
      float epsilon,
      @Nullable ActivationFunction act) {
    String y = net.norm(name + ".1", net.conv(name + ".0", x, stride), epsilon);
    return act == null ? y : net.same(name + ".2", act.op(), y);
  }

  /**
   * Adds a convolution {@code name.conv}, its normalization {@code name.bn}, a ReLU {@code name}.
   */
  static String basicConv(NetworkBuilder net, String name, String x, int stride, boolean border) {
    String conv = name + ".conv";
    String y = border ? net.conv(conv, x, stride) : net.conv(conv, x, stride, 0, 0);
    return net.relu(name, net.norm(name + ".bn", y, 1e-3f));
  }

  /**
   * Adds squeeze and excitation (<a href="https://arxiv.org/abs/1709.01507">arXiv:1709.01507</a>):
   * each channel times a gate computed from all channel means.
   */
  static String squeeze(
      NetworkBuilder net,
      String name,
      String x,
      String first,
      String second,
      ActivationFunction inner,
      ActivationFunction gate) {
    String y = net.globalPool(name + ".avgpool", x);
    y = net.same(name + ".activation", inner.op(), net.linear(name + "." + first, y));
    y = net.same(name + ".scale_activation", gate.op(), net.linear(name + "." + second, y));
    return net.add(name, net.channels(x), new Op.Binary(Op.Arithmetic.MUL), x, y);
  }

  /** Adds {@code x + y}, which must have equally many channels. */
  static String sum(NetworkBuilder net, String name, String x, String y) {
    if (net.channels(x) != net.channels(y)) {
      throw new KeyMismatch("the two branches of \"" + name + "\" have different channels");
    }
    return net.add(name, net.channels(x), new Op.Add(), y, x);
  }

  /** Concatenates the inputs along the channels. */
  static String concat(NetworkBuilder net, String name, String... parts) {
    int sum = 0;
    for (String part : parts) {
      sum += net.channels(part);
    }
    return net.add(name, sum, new Op.Concat(), parts);
  }
}
