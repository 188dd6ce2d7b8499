package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.List;

/**
 * ConvNeXt (<a href="https://arxiv.org/abs/2201.03545">arXiv:2201.03545</a>) under the names of
 * torchvision, of timm, and of the paper's own code.
 */
final class ConvNext {
  private static final float EPSILON = 1e-6f;

  /** Names of a block's parts; the activation between the two matrices is named, too. */
  private record Names(
      String conv, String norm, String first, String act, String second, String scale) {}

  private static final Names TORCHVISION =
      new Names("block.0", "block.2", "block.3", "block.4", "block.5", "layer_scale");
  private static final Names TIMM =
      new Names("conv_dw", "norm", "mlp.fc1", "mlp.act", "mlp.fc2", "gamma");
  private static final Names PAPER =
      new Names("dwconv", "norm", "pwconv1", "act", "pwconv2", "gamma");

  static final Family FAMILY =
      Family.of(
          "ConvNeXt",
          List.of("features.0.0.weight", "features.1.0.block.0.weight", "features.1.0.layer_scale"),
          "features\\.\\d+\\.(\\d|\\d+\\.block\\.\\d)|classifier\\.\\d",
          "features\\.\\d+\\.\\d+\\.layer_scale",
          net -> new ConvNext(net, TORCHVISION).torchvision());

  static final Family TIMM_FAMILY =
      Family.of(
          "ConvNeXt (timm)",
          List.of("stem.0.weight", "stages.0.blocks.0.conv_dw.weight"),
          "stem\\.\\d|stages\\.\\d\\.(downsample\\.\\d|blocks\\.\\d+\\.(conv_dw|norm|mlp\\.fc\\d))|head\\.(norm|fc)",
          "stages\\.\\d\\.blocks\\.\\d+\\.gamma",
          net -> new ConvNext(net, TIMM).timm());

  static final Family PAPER_FAMILY =
      Family.of(
          "ConvNeXt (facebookresearch)",
          List.of("downsample_layers.0.0.weight", "stages.0.0.dwconv.weight"),
          "downsample_layers\\.\\d\\.\\d|stages\\.\\d\\.\\d+\\.(dwconv|norm|pwconv\\d)|norm|head",
          "stages\\.\\d\\.\\d+\\.gamma",
          net -> new ConvNext(net, PAPER).paper());

  private final NetworkBuilder net;
  private final Names names;

  private ConvNext(NetworkBuilder net, Names names) {
    this.net = net;
    this.names = names;
  }

  private void torchvision() {
    String x = patches("features.0.0", "input");
    x = net.layerNorm("features.0.1", x, EPSILON);
    for (int i = 1; net.hasUnder("features." + i + "."); i++) {
      String name = "features." + i;
      if (net.hasUnder(name + ".0.block.")) {
        x = blocks(name, name, x);
      } else {
        x = patches(name + ".1", net.layerNorm(name + ".0", x, EPSILON));
      }
    }
    head(x, "classifier.0", "classifier.2");
  }

  private void timm() {
    String x = net.layerNorm("stem.1", patches("stem.0", "input"), EPSILON);
    for (int i = 0; net.hasUnder("stages." + i + "."); i++) {
      String name = "stages." + i;
      if (net.hasModule(name + ".downsample.1")) {
        x = net.layerNorm(name + ".downsample.0", x, EPSILON);
        x = patches(name + ".downsample.1", x);
      }
      x = blocks(name + ".blocks", name, x);
    }
    head(x, "head.norm", "head.fc");
  }

  private void paper() {
    String x = patches("downsample_layers.0.0", "input");
    x = net.layerNorm("downsample_layers.0.1", x, EPSILON);
    for (int i = 0; net.hasUnder("stages." + i + "."); i++) {
      if (i > 0) {
        x = net.layerNorm("downsample_layers." + i + ".0", x, EPSILON);
        x = patches("downsample_layers." + i + ".1", x);
      }
      x = blocks("stages." + i, "stages." + i, x);
    }
    head(x, "norm", "head");
  }

  private void head(String x, String norm, String classifier) {
    String y = net.globalPool("avgpool", x);
    if (net.hasModule(norm)) {
      y = net.layerNorm(norm, y, EPSILON);
    }
    if (net.hasModule(classifier)) {
      net.linear(classifier, y);
    }
  }

  /** Adds a convolution with non-overlapping windows. */
  private String patches(String name, String x) {
    return net.conv(name, x, net.shape(name + ".weight").h(), 0, 0);
  }

  private String blocks(String prefix, String stage, String x) {
    String y = x;
    for (int i = 0; net.hasUnder(prefix + "." + i + "."); i++) {
      y = block(prefix + "." + i, y);
    }
    net.alias(stage, y);
    return y;
  }

  private String block(String name, String x) {
    String path = name + ".";
    String y = net.conv(path + names.conv, x, 1);
    y = net.layerNorm(path + names.norm, y, EPSILON);
    y = net.same(path + names.act, ActivationFunction.GELU.op(), net.linear(path + names.first, y));
    y = net.linear(path + names.second, y);
    if (net.has(path + names.scale)) {
      Parameter scale = net.weight(path + names.scale, net.channels(y));
      Shape each = scale.shape();
      Parameter none =
          new Parameter(path + names.scale + " shift", each, () -> new float[each.size()]);
      y = net.same(path + names.scale, new Op.Affine(scale, none), y);
    }
    return Blocks.sum(net, name, x, y);
  }
}
