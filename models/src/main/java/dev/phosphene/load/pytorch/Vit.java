package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.Selection;
import dev.phosphene.load.pytorch.TransformerLayers.Value;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Vision transformers (<a href="https://arxiv.org/abs/2010.11929">arXiv:2010.11929</a>) under the
 * names of torchvision, of timm and DeiT, and of CLIP (<a
 * href="https://arxiv.org/abs/2103.00020">arXiv:2103.00020</a>).
 *
 * <p>Fixed here, since no key tells it: a head has 64 channels, but 1280, 1408 and 1664 channels
 * (H/14, g/14, G/14) are 16 heads; GELU, in CLIP its quick form; epsilon 1e-6, in CLIP 1e-5. The
 * position embedding fixes the image size.
 */
final class Vit {
  private static final int HEAD = 64;
  private static final List<Integer> SIXTEEN = List.of(1280, 1408, 1664);

  /** CLIP's mean and standard deviation of colors (openai/CLIP, clip/clip.py). */
  static final Preprocessing CLIP =
      new Preprocessing(
          List.of(0, 1, 2),
          List.of((float) (1 / .26862954), (float) (1 / .26130258), (float) (1 / .27577711)),
          List.of(
              (float) (-.48145466 / .26862954),
              (float) (-.4578275 / .26130258),
              (float) (-.40821073 / .27577711)));

  /** Names of a family's parts; those of a block follow its name. */
  private record Names(
      String patches,
      String token,
      String positions,
      String before,
      String blocks,
      String norm1,
      String qkv,
      String qkvWeight,
      String qkvBias,
      String proj,
      String norm2,
      String first,
      String act,
      String second,
      String norm,
      float epsilon,
      ActivationFunction function) {}

  private static final Names TORCHVISION =
      new Names(
          "conv_proj",
          "class_token",
          "encoder.pos_embedding",
          "",
          "encoder.layers.encoder_layer_",
          "ln_1",
          "self_attention.in_proj",
          "self_attention.in_proj_weight",
          "self_attention.in_proj_bias",
          "self_attention.out_proj",
          "ln_2",
          "mlp.0",
          "mlp.1",
          "mlp.3",
          "encoder.ln",
          1e-6f,
          ActivationFunction.GELU);

  /** Names of the two matrices in files from before torchvision 0.14. */
  private static final Names TORCHVISION_OLD =
      new Names(
          "conv_proj",
          "class_token",
          "encoder.pos_embedding",
          "",
          "encoder.layers.encoder_layer_",
          "ln_1",
          "self_attention.in_proj",
          "self_attention.in_proj_weight",
          "self_attention.in_proj_bias",
          "self_attention.out_proj",
          "ln_2",
          "mlp.linear_1",
          "mlp.act",
          "mlp.linear_2",
          "encoder.ln",
          1e-6f,
          ActivationFunction.GELU);

  private static final Names TIMM =
      new Names(
          "patch_embed.proj",
          "cls_token",
          "pos_embed",
          "",
          "blocks.",
          "norm1",
          "attn.qkv",
          "attn.qkv.weight",
          "attn.qkv.bias",
          "attn.proj",
          "norm2",
          "mlp.fc1",
          "mlp.act",
          "mlp.fc2",
          "norm",
          1e-6f,
          ActivationFunction.GELU);

  private static final Names OPENAI =
      new Names(
          "visual.conv1",
          "visual.class_embedding",
          "visual.positional_embedding",
          "visual.ln_pre",
          "visual.transformer.resblocks.",
          "ln_1",
          "attn.in_proj",
          "attn.in_proj_weight",
          "attn.in_proj_bias",
          "attn.out_proj",
          "ln_2",
          "mlp.c_fc",
          "mlp.gelu",
          "mlp.c_proj",
          "visual.ln_post",
          1e-5f,
          ActivationFunction.QUICK_GELU);

  private static final String TORCHVISION_KEYS =
      "conv_proj|encoder\\.ln|heads\\.\\w+|encoder\\.layers\\.encoder_layer_\\d+\\."
          + "(ln_\\d|self_attention\\.out_proj|mlp\\.(linear_)?\\d)";

  static final Family FAMILY =
      Family.of(
          "ViT",
          List.of("conv_proj.weight", "class_token", "encoder.pos_embedding"),
          TORCHVISION_KEYS,
          "class_token|encoder\\.pos_embedding|.*self_attention\\.in_proj_(weight|bias)",
          net ->
              new Vit(
                      net,
                      net.hasModule("encoder.layers.encoder_layer_0.mlp.linear_1")
                          ? TORCHVISION_OLD
                          : TORCHVISION)
                  .build());

  static final Family TIMM_FAMILY =
      Family.of(
          "ViT (timm, DeiT)",
          List.of("patch_embed.proj.weight", "cls_token", "pos_embed", "blocks.0.attn.qkv.weight"),
          "patch_embed\\.proj|norm|fc_norm|head|head_dist|pre_logits\\.fc|"
              + "blocks\\.\\d+\\.(norm\\d|attn\\.(qkv|proj)|mlp\\.fc\\d)",
          "cls_token|pos_embed|dist_token|blocks\\.\\d+\\.ls\\d\\.gamma",
          net -> new Vit(net, TIMM).build());

  static final Family CLIP_FAMILY =
      Family.of(
          "CLIP ViT",
          List.of("visual.conv1.weight", "visual.class_embedding", "visual.ln_pre.weight"),
          "visual\\..*|transformer\\..*|token_embedding|ln_final",
          "visual\\..*|transformer\\..*|positional_embedding|text_projection|logit_scale",
          net -> new Vit(net, OPENAI).build());

  private final NetworkBuilder net;
  private final Names names;
  private final TransformerLayers tensors;
  private final boolean clip;

  private Vit(NetworkBuilder net, Names names) {
    this.net = net;
    this.names = names;
    this.tensors = new TransformerLayers(net);
    this.clip = names.equals(OPENAI);
  }

  private void build() {
    Shape kernel = net.shape(names.patches + ".weight");
    Shape positions = net.shape(names.positions);
    int width = kernel.n();
    int count = positions.extent(positions.rank() - 2);
    int extra = net.has("dist_token") ? 2 : 1;
    int grid = (int) Math.round(Math.sqrt(count - extra));
    if (kernel.rank() != 4 || grid * grid != count - extra) {
      throw new KeyMismatch("\"%s\" has %d positions, no square".formatted(names.positions, count));
    }
    int heads = SIXTEEN.contains(width) ? 16 : Math.max(1, width / HEAD);
    if (width % heads != 0) {
      throw new KeyMismatch("%d channels are no heads of %d".formatted(width, HEAD));
    }
    net.rule(heads + " heads of " + width / heads + " channels");
    net.size(grid * kernel.h());
    String patches = net.conv(names.patches, "input", kernel.h(), 0, 0);
    Value x = tensors.image(patches, grid, grid);
    x = tensors.reshape(names.patches + "/flat", x, 1, width, grid * grid);
    x = tensors.transpose(names.patches + "/turned", x, 1, 3, 2);
    x = embedded(x, width, count);
    if (!names.before.isEmpty()) {
      x = tensors.layerNorm(names.before, x, names.epsilon);
    }
    for (int i = 0; net.hasUnder(names.blocks + i + "."); i++) {
      x = block(names.blocks + i, x, heads);
    }
    head(x);
  }

  private Value embedded(Value patches, int width, int count) {
    Value token =
        tensors.constant(names.token + "/constant", net.weight(names.token, width), 1, 1, width);
    Value all;
    if (net.has("dist_token")) {
      Value second =
          tensors.constant("dist_token/constant", net.weight("dist_token", width), 1, 1, width);
      all = tensors.add("tokens", new Op.Join(2), token, second, patches);
    } else {
      all = tensors.add("tokens", new Op.Join(2), token, patches);
    }
    Value places =
        tensors.constant(
            names.positions + "/constant",
            net.weight(names.positions, 1, count, width),
            1,
            count,
            width);
    return tensors.sum("embedded", all, places);
  }

  private Value block(String name, Value x, int heads) {
    String path = name + ".";
    Value y = tensors.layerNorm(path + names.norm1, x, names.epsilon);
    y = tensors.linear(path + names.qkv, y, path + names.qkvWeight, path + names.qkvBias);
    List<Value> qkv = tensors.heads(path + names.qkv, y, heads);
    int each = qkv.get(0).last();
    String attention = path + names.qkv + "/attention";
    Value q = tensors.scaled(attention + "/scaled", qkv.get(0), (float) (1 / Math.sqrt(each)));
    Value scores = tensors.product(attention, q, qkv.get(1));
    Value shares = tensors.add(attention + "/softmax", new Op.Softmax(4, false), scores);
    Value z = tensors.attended(attention, shares, qkv.get(2));
    z = gamma(path + "ls1.gamma", tensors.linear(path + names.proj, z));
    Value middle = tensors.sum(path + "add", x, z);
    y = tensors.layerNorm(path + names.norm2, middle, names.epsilon);
    y = tensors.act(path + names.act, names.function, tensors.linear(path + names.first, y));
    y = gamma(path + "ls2.gamma", tensors.linear(path + names.second, y));
    return tensors.sum(name, middle, y);
  }

  /** Multiplies by the layer scale with that key, if there is one. */
  private Value gamma(String key, Value x) {
    if (!net.has(key)) {
      return x;
    }
    int c = x.last();
    Value scale = tensors.constant(key + "/constant", net.weight(key, c), 1, 1, c);
    return tensors.add(key, new Op.Binary(Op.Arithmetic.MUL), x, scale);
  }

  private void head(Value x) {
    Value y = x;
    boolean averaged = net.hasModule("fc_norm");
    if (!averaged && net.hasModule(names.norm)) {
      y = tensors.layerNorm(names.norm, y, names.epsilon);
    }
    if (averaged) {
      Op patches = new Op.Select(2, new Selection.Range(1, Integer.MAX_VALUE, 1));
      y = tensors.add("patches/selected", patches, y);
      y = tensors.add("global_pool", new Op.Reduce(Op.Reduction.MEAN, 2), y);
      y = tensors.layerNorm("fc_norm", y, names.epsilon);
      classified("head", tensors.features("features", y));
      return;
    }
    Value token = token(y, 0);
    if (clip) {
      net.preprocessing(CLIP);
      List.of("transformer.", "token_embedding.", "ln_final.").forEach(net::ignore);
      List.of("positional_embedding", "text_projection", "logit_scale").forEach(net::ignore);
      String features = tensors.features("visual.features", token);
      if (net.has("visual.proj")) {
        Shape proj = net.shape("visual.proj");
        int out = proj.extent(1);
        var matrix = TransformerLayers.transposed(net.weight("visual.proj", token.last(), out));
        net.matrix("visual.proj", matrix, features);
      }
      return;
    }
    String features = tensors.features("features", token);
    if (net.hasModule("heads.pre_logits")) {
      features = net.linear("heads.pre_logits", features);
      features = net.same("heads.act", ActivationFunction.TANH.op(), features);
    }
    if (net.hasModule("head_dist")) {
      String second = tensors.features("features_dist", token(y, 1));
      String a = net.linear("head", features);
      String sum = Blocks.sum(net, "heads/sum", a, net.linear("head_dist", second));
      net.same("heads", new Op.Pointwise(dev.phosphene.graph.ScalarFunction.LINEAR, .5f, 0), sum);
      return;
    }
    classified(net.hasModule("heads.head") ? "heads.head" : "head", features);
  }

  private Value token(Value x, int place) {
    Op select = new Op.Select(2, new Selection.Listed(List.of(place)));
    return tensors.add("token" + place + "/selected", select, x);
  }

  private void classified(String name, String features) {
    Optional.of(name).filter(net::hasModule).ifPresent(head -> net.linear(head, features));
  }
}
