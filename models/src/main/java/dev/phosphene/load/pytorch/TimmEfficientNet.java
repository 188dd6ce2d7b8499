package dev.phosphene.load.pytorch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EfficientNet and EfficientNetV2, MobileNet v2 and v3, and MNASNet under timm's names, which are
 * the same for all of them ({@code conv_stem}, {@code blocks.STAGE.BLOCK}, {@code conv_head}).
 *
 * <p>Not in the file and decided by rules: a network whose last convolution follows the pooling is
 * a MobileNet v3, one with squeeze and excitation an EfficientNet, one with kernels of 5×5 an
 * MNASNet, any other a MobileNet v2. Strides are the papers' by stage; the normalizations' epsilon
 * is 1e-5, while the models that timm ported from TensorFlow ({@code tf_…}) have 1e-3 and
 * asymmetric borders.
 */
final class TimmEfficientNet {
  private static final int[] STRIDES = {1, 2, 2, 2, 1, 2, 1};
  private static final int[] SMALL = {2, 2, 2, 1, 2, 1};
  private static final float EPSILON = 1e-5f;

  static final Family FAMILY =
      Family.of(
          "EfficientNet, MobileNet or MNASNet of timm",
          List.of("conv_stem.weight", "bn1.weight", "blocks.0.0.bn1.weight"),
          "conv_stem|conv_head|bn[12]|classifier"
              + "|blocks\\.\\d+\\.\\d+\\.(conv(_pw|_dw|_pwl|_exp)?|bn[123]|se\\.conv_(reduce|expand))",
          "",
          net -> new TimmEfficientNet(net).build());

  /**
   * What the keys do not say.
   *
   * @param early number of stages with ReLU, whatever the others have
   * @param inner activation function inside of squeeze and excitation
   */
  private record Kind(
      String name,
      int[] strides,
      int early,
      ActivationFunction act,
      ActivationFunction inner,
      ActivationFunction gate) {

    ActivationFunction act(int stage) {
      return stage < early ? ActivationFunction.RELU : act;
    }
  }

  private final NetworkBuilder net;
  private final int stages;
  private final Kind kind;

  private TimmEfficientNet(NetworkBuilder net) {
    this.net = net;
    int count = 0;
    while (net.hasUnder("blocks." + count + ".")) {
      count++;
    }
    this.stages = count;
    this.kind = kind();
    if (stages > kind.strides().length) {
      throw new KeyMismatch(
          "it has " + stages + " stages; a " + kind.name() + " has " + kind.strides().length);
    }
    net.rule("a " + kind.name() + " by its layers; strides by stage, epsilon " + EPSILON);
  }

  private Kind kind() {
    boolean squeezes = any(".se.conv_reduce.weight");
    if (!net.hasModule("bn2") && net.hasModule("conv_head")) {
      boolean small = stages == SMALL.length;
      if (!net.hasModule("blocks." + (stages - 1) + ".0.conv")) {
        throw new KeyMismatch("its last stage is no plain convolution, as in MobileNet v3");
      }
      return new Kind(
          "MobileNet v3",
          small ? SMALL : STRIDES,
          squeezes ? (small ? 2 : 3) : 0,
          squeezes ? ActivationFunction.HARDSWISH : ActivationFunction.RELU,
          ActivationFunction.RELU,
          ActivationFunction.HARDSIGMOID);
    }
    if (squeezes) {
      return plain("EfficientNet", ActivationFunction.SILU);
    }
    return wide()
        ? plain("MNASNet", ActivationFunction.RELU)
        : plain("MobileNet v2", ActivationFunction.RELU6);
  }

  private static Kind plain(String name, ActivationFunction act) {
    return new Kind(name, STRIDES, 0, act, act, ActivationFunction.SIGMOID);
  }

  private boolean any(String ending) {
    for (int stage = 0; stage < stages; stage++) {
      for (int i = 0; net.hasUnder("blocks." + stage + "." + i + "."); i++) {
        if (net.has("blocks." + stage + "." + i + ending)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns whether a depthwise kernel is 5×5. */
  private boolean wide() {
    for (int stage = 0; stage < stages; stage++) {
      String kernel = "blocks." + stage + ".0.conv_dw.weight";
      if (net.has(kernel) && net.shape(kernel).h() == 5) {
        return true;
      }
    }
    return false;
  }

  private void build() {
    ActivationFunction act = kind.act();
    String x = step("conv_stem", "bn1", "input", 2, act);
    for (int stage = 0; stage < stages; stage++) {
      for (int i = 0; net.hasUnder("blocks." + stage + "." + i + "."); i++) {
        int stride = i == 0 ? kind.strides()[stage] : 1;
        x = block("blocks." + stage + "." + i, x, stride, kind.act(stage));
      }
      net.alias("blocks." + stage, x);
    }
    if (net.hasModule("bn2")) {
      x = net.globalPool("global_pool", step("conv_head", "bn2", x, 1, act));
    } else {
      x = net.globalPool("global_pool", x);
      if (net.hasModule("conv_head")) {
        x = net.same("act2", act.op(), net.linear("conv_head", x));
      }
    }
    if (net.hasModule("classifier")) {
      net.linear("classifier", x);
    }
  }

  private String block(String name, String x, int stride, ActivationFunction act) {
    String y;
    if (net.hasModule(name + ".conv_exp")) {
      y = squeezed(name, step(name + ".conv_exp", name + ".bn1", x, stride, act));
      y = step(name + ".conv_pwl", name + ".bn2", y, 1, null);
    } else if (net.hasModule(name + ".conv_pwl")) {
      y = step(name + ".conv_pw", name + ".bn1", x, 1, act);
      y = squeezed(name, step(name + ".conv_dw", name + ".bn2", y, stride, act));
      y = step(name + ".conv_pwl", name + ".bn3", y, 1, null);
    } else if (net.hasModule(name + ".conv_dw")) {
      y = squeezed(name, step(name + ".conv_dw", name + ".bn1", x, stride, act));
      y = step(name + ".conv_pw", name + ".bn2", y, 1, null);
    } else {
      y = step(name + ".conv", name + ".bn1", x, stride, act);
    }
    if (stride == 1 && net.channels(x) == net.channels(y)) {
      return Blocks.sum(net, name, x, y);
    }
    net.alias(name, y);
    return y;
  }

  private String squeezed(String name, String x) {
    return net.hasModule(name + ".se.conv_reduce")
        ? Blocks.squeeze(
            net, name + ".se", x, "conv_reduce", "conv_expand", kind.inner(), kind.gate())
        : x;
  }

  /** Adds a convolution and its normalization, whose module includes the activation function. */
  private String step(
      String conv, String norm, String x, int stride, @Nullable ActivationFunction act) {
    String y = net.conv(conv, x, stride);
    if (act == null) {
      return net.norm(norm, y, EPSILON);
    }
    String inner = net.normUnder(norm + "/normalized", norm, y, EPSILON);
    return net.same(norm, act.op(), inner);
  }
}
