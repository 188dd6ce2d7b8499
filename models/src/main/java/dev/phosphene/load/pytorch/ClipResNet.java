package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Selection;
import dev.phosphene.graph.Window;
import dev.phosphene.load.pytorch.TransformerLayers.Value;
import java.util.List;

/**
 * The image encoder of CLIP's ResNets (<a
 * href="https://arxiv.org/abs/2103.00020">arXiv:2103.00020</a>, openai/CLIP: clip/model.py): a stem
 * of three convolutions, 2×2 average pooling instead of strides, and attention instead of the last
 * pooling. Its heads have 64 channels, which no key tells.
 */
final class ClipResNet {
  private static final float EPSILON = 1e-5f;
  private static final int HEAD = 64;
  private static final String POOL = "visual.attnpool";

  static final Family FAMILY =
      Family.of(
          "CLIP ResNet",
          List.of("visual.conv3.weight", "visual.layer1.0.conv1.weight"),
          "visual\\..*|transformer\\..*|token_embedding|ln_final",
          "visual\\..*|transformer\\..*|positional_embedding|text_projection|logit_scale",
          net -> new ClipResNet(net).build());

  private final NetworkBuilder net;
  private final TransformerLayers tensors;

  private ClipResNet(NetworkBuilder net) {
    this.net = net;
    this.tensors = new TransformerLayers(net);
  }

  private void build() {
    net.preprocessing(Vit.CLIP);
    List.of("transformer.", "token_embedding.", "ln_final.").forEach(net::ignore);
    List.of("positional_embedding", "text_projection", "logit_scale").forEach(net::ignore);
    int grid = 7;
    if (net.has(POOL + ".positional_embedding")) {
      int positions = net.shape(POOL + ".positional_embedding").n();
      grid = (int) Math.round(Math.sqrt(positions - 1));
      if (grid * grid != positions - 1) {
        throw new KeyMismatch("\"" + POOL + ".positional_embedding\" is for no square");
      }
    }
    net.size(32 * grid);
    String x = "input";
    for (int i = 1; i <= 3; i++) {
      x = net.norm("visual.bn" + i, net.conv("visual.conv" + i, x, i == 1 ? 2 : 1), EPSILON);
      x = net.relu("visual.relu" + i, x);
    }
    x = mean("visual.avgpool", x);
    for (int stage = 1; net.hasUnder("visual.layer" + stage + "."); stage++) {
      String name = "visual.layer" + stage;
      for (int i = 0; net.hasUnder(name + "." + i + "."); i++) {
        x = block(name + "." + i, x, stage > 1 && i == 0);
      }
      net.alias(name, x);
    }
    if (net.has(POOL + ".positional_embedding")) {
      pooled(x, grid);
    }
  }

  private String mean(String name, String x) {
    return net.same(name, new Op.AvgPool(Window.valid(2, 2), true), x);
  }

  private String block(String name, String x, boolean smaller) {
    String y = x;
    for (int i = 1; i <= 2; i++) {
      y = net.norm(name + ".bn" + i, net.conv(name + ".conv" + i, y, 1), EPSILON);
      y = net.relu(name + ".relu" + i, y);
    }
    y = smaller ? mean(name + ".avgpool", y) : y;
    y = net.norm(name + ".bn3", net.conv(name + ".conv3", y, 1), EPSILON);
    String path = name + ".downsample.";
    String shortcut = x;
    if (net.hasModule(path + "0")) {
      shortcut = smaller ? mean(path + "-1", x) : x;
      shortcut = net.norm(path + "1", net.conv(path + "0", shortcut, 1), EPSILON);
    }
    return net.relu(name, Blocks.sum(net, name + ".add", shortcut, y));
  }

  /** Attention pooling: the mean over all positions is the query, with itself among the keys. */
  private void pooled(String x, int grid) {
    int c = net.channels(x);
    int heads = Math.max(1, c / HEAD);
    net.rule(heads + " heads in the attention of the last pooling");
    Value image = tensors.image(x, grid, grid);
    Value flat = tensors.reshape(POOL + "/flat", image, 1, c, grid * grid);
    Value places = tensors.transpose(POOL + "/places", flat, 1, 3, 2);
    Value mean = tensors.add(POOL + "/mean", new Op.Reduce(Op.Reduction.MEAN, 2), places);
    Value all = tensors.add(POOL + "/all", new Op.Join(2), mean, places);
    int count = grid * grid + 1;
    Parameter positions = net.weight(POOL + ".positional_embedding", 1, count, c);
    Value shift = tensors.constant(POOL + "/positions", positions, 1, count, c);
    Value in = tensors.sum(POOL + "/embedded", all, shift);
    Op first = new Op.Select(2, new Selection.Listed(List.of(0)));
    Value q = heads("q_proj", tensors.add(POOL + "/first", first, in), heads);
    Value requested =
        tensors.scaled(POOL + "/scaled", q, (float) (1 / Math.sqrt((double) c / heads)));
    Value scores = tensors.product(POOL + "/scores", requested, heads("k_proj", in, heads));
    Value shares = tensors.add(POOL + "/softmax", new Op.Softmax(4, false), scores);
    Value z = tensors.attended(POOL, shares, heads("v_proj", in, heads));
    net.linear(POOL + ".c_proj", tensors.features(POOL + "/features", z));
  }

  private Value heads(String part, Value x, int heads) {
    Value y = tensors.linear(POOL + "." + part, x);
    int tokens = y.extent(2);
    Value split =
        tensors.reshape(POOL + "/" + part + "/split", y, 1, tokens, heads, y.last() / heads);
    return tensors.transpose(POOL + "/" + part, split, 1, 3, 2, 4);
  }
}
