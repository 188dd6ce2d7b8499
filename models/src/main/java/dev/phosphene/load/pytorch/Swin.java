package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Selection;
import java.util.ArrayList;
import java.util.List;

/**
 * Swin (<a href="https://arxiv.org/abs/2103.14030">arXiv:2103.14030</a>) and Swin V2 (<a
 * href="https://arxiv.org/abs/2111.09883">arXiv:2111.09883</a>) under torchvision's names. Between
 * blocks data flows as images; inside, each window is a group of tokens.
 *
 * <p>Fixed here: every second block shifts its windows by half, unless one window covers the image;
 * Swin V2's windows are 8×8. Images are 224 pixels wide, for Swin V2 256.
 */
final class Swin {
  private static final float EPSILON = 1e-5f;
  private static final int SIDE_V1 = 224;
  private static final int SIDE_V2 = 256;
  private static final int WINDOW_V2 = 8;

  static final Family FAMILY =
      Family.of(
          "Swin",
          List.of("features.0.0.weight", "features.1.0.attn.qkv.weight"),
          "features\\.\\d+\\.(\\d|reduction|norm|\\d+\\.(norm\\d|attn\\.(qkv|proj|cpb_mlp\\.\\d)|mlp\\.\\d))"
              + "|norm|head",
          ".*\\.(relative_position_bias_table|logit_scale|relative_coords_table)",
          net -> new Swin(net).build());

  private final NetworkBuilder net;
  private final TransformerLayers tensors;
  private final boolean second;

  private Swin(NetworkBuilder net) {
    this.net = net;
    this.tensors = new TransformerLayers(net);
    this.second = net.has("features.1.0.attn.logit_scale");
  }

  private void build() {
    int side = second ? SIDE_V2 : SIDE_V1;
    net.size(side);
    net.rule("windows shifted by half in every second block, images of " + side + " pixels");
    int patch = net.shape("features.0.0.weight").h();
    String x = net.conv("features.0.0", "input", patch, 0, 0);
    x = net.layerNorm("features.0.2", x, EPSILON);
    int rows = side / patch;
    for (int i = 1; net.hasUnder("features." + i + "."); i++) {
      String name = "features." + i;
      if (net.hasModule(name + ".reduction")) {
        x = merged(name, x, rows);
        rows = (rows + 1) / 2;
      } else {
        for (int j = 0; net.hasUnder(name + "." + j + "."); j++) {
          x = block(name + "." + j, x, rows, j % 2 == 1);
        }
        net.alias(name, x);
      }
    }
    x = net.layerNorm("norm", x, EPSILON);
    net.classifier(x, "head");
  }

  private String block(String name, String x, int rows, boolean shifted) {
    String attention = name + ".attn";
    String y = second ? x : net.layerNorm(name + ".norm1", x, EPSILON);
    y = new SwinAttention(net, tensors, attention, second).of(y, rows, window(attention), shifted);
    y = second ? net.layerNorm(name + ".norm1", y, EPSILON) : y;
    String middle = Blocks.sum(net, name + ".add", x, y);
    String z = second ? middle : net.layerNorm(name + ".norm2", middle, EPSILON);
    z = net.same(name + ".mlp.1", ActivationFunction.GELU.op(), net.linear(name + ".mlp.0", z));
    z = net.linear(name + ".mlp.3", z);
    z = second ? net.layerNorm(name + ".norm2", z, EPSILON) : z;
    return Blocks.sum(net, name, middle, z);
  }

  private int window(String attention) {
    if (second) {
      return WINDOW_V2;
    }
    int places = net.shape(attention + ".relative_position_bias_table").extent(0);
    int window = (int) Math.round((Math.sqrt(places) + 1) / 2);
    if ((2 * window - 1) * (2 * window - 1) != places) {
      throw new KeyMismatch(
          "\"" + attention + "\" has " + places + " relative positions, no square");
    }
    return window;
  }

  /** Adds patch merging: four neighbors concatenated along the channels, then a matrix. */
  private String merged(String name, String x, int rows) {
    String even = x;
    if (rows % 2 == 1) {
      even = net.same(name + "/padded", new Op.Pad(0, 0, 1, 1, 0), x);
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < 4; i++) { // rows run faster than columns, as in torchvision
      String part = name + "/part" + i;
      Op down = new Op.Select(2, new Selection.Range(i % 2, Integer.MAX_VALUE, 2));
      Op across = new Op.Select(3, new Selection.Range(i / 2, Integer.MAX_VALUE, 2));
      parts.add(net.same(part, across, net.same(part + "/rows", down, even)));
    }
    String all = Blocks.concat(net, name + "/merged", parts.toArray(String[]::new));
    if (second) {
      return net.layerNorm(name + ".norm", net.linear(name + ".reduction", all), EPSILON);
    }
    return net.linear(name + ".reduction", net.layerNorm(name + ".norm", all, EPSILON));
  }
}
