package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import org.jspecify.annotations.Nullable;

/** Groups of layers that several architectures share. */
final class Blocks {
  private Blocks() {}

  /**
   * A convolution {@code name.0}, its normalization {@code name.1} and a function {@code name.2}.
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

  /** A convolution {@code name.conv}, its normalization {@code name.bn} and a ReLU {@code name}. */
  static String basicConv(NetworkBuilder net, String name, String x, int stride, boolean border) {
    String conv = name + ".conv";
    String y = border ? net.conv(conv, x, stride) : net.conv(conv, x, stride, 0, 0);
    return net.relu(name, net.norm(name + ".bn", y, 1e-3f));
  }

  /**
   * Squeeze and excitation (<a href="https://arxiv.org/abs/1709.01507">arXiv:1709.01507</a>): each
   * channel times a gate, which all channels' means open.
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

  /** {@code x + y}, if they have equally many channels. */
  static String sum(NetworkBuilder net, String name, String x, String y) {
    if (net.channels(x) != net.channels(y)) {
      throw new KeyMismatch("the two branches of \"" + name + "\" have different channels");
    }
    return net.add(name, net.channels(x), new Op.Add(), y, x);
  }

  /** Inputs one after the other along the channels. */
  static String concat(NetworkBuilder net, String name, String... parts) {
    int sum = 0;
    for (String part : parts) {
      sum += net.channels(part);
    }
    return net.add(name, sum, new Op.Concat(), parts);
  }
}
