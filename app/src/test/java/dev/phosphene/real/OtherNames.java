package dev.phosphene.real;

import java.util.List;
import java.util.Map;

/** Keys of torchvision's state dicts as others call the same weights. */
final class OtherNames {
  private record Rule(String pattern, String replacement) {}

  private static final Map<String, List<Rule>> RULES =
      Map.of(
          "vit timm",
          List.of(
              new Rule("conv_proj", "patch_embed.proj"),
              new Rule("class_token", "cls_token"),
              new Rule("encoder.pos_embedding", "pos_embed"),
              new Rule("encoder.layers.encoder_layer_", "blocks."),
              new Rule("encoder.ln", "norm"),
              new Rule("ln_", "norm"),
              new Rule("self_attention.in_proj_", "attn.qkv."),
              new Rule("self_attention.out_proj", "attn.proj"),
              new Rule("mlp.0", "mlp.fc1"),
              new Rule("mlp.3", "mlp.fc2"),
              new Rule("heads.head", "head")),
          "convnext timm",
          List.of(
              new Rule("features\\.0\\.", "stem."),
              new Rule("block\\.0", "conv_dw"),
              new Rule("block\\.2", "norm"),
              new Rule("block\\.3", "mlp.fc1"),
              new Rule("block\\.5", "mlp.fc2"),
              new Rule("layer_scale", "gamma"),
              new Rule("features\\.1\\.", "stages.0.blocks."),
              new Rule("features\\.2\\.", "stages.1.downsample."),
              new Rule("features\\.3\\.", "stages.1.blocks."),
              new Rule("features\\.4\\.", "stages.2.downsample."),
              new Rule("features\\.5\\.", "stages.2.blocks."),
              new Rule("classifier\\.0", "head.norm"),
              new Rule("classifier\\.2", "head.fc")),
          "convnext paper",
          List.of(
              new Rule("features\\.0\\.", "downsample_layers.0."),
              new Rule("block\\.0", "dwconv"),
              new Rule("block\\.2", "norm"),
              new Rule("block\\.3", "pwconv1"),
              new Rule("block\\.5", "pwconv2"),
              new Rule("layer_scale", "gamma"),
              new Rule("features\\.1\\.", "stages.0."),
              new Rule("features\\.2\\.", "downsample_layers.1."),
              new Rule("features\\.3\\.", "stages.1."),
              new Rule("features\\.4\\.", "downsample_layers.2."),
              new Rule("features\\.5\\.", "stages.2."),
              new Rule("classifier\\.0", "norm"),
              new Rule("classifier\\.2", "head")),
          "regnet timm",
          List.of(
              new Rule("stem\\.0", "stem.conv"),
              new Rule("stem\\.1", "stem.bn"),
              new Rule("trunk_output\\.block\\d\\.block(\\d)-0\\.", "s$1.b1."),
              new Rule("trunk_output\\.block\\d\\.block(\\d)-1\\.", "s$1.b2."),
              new Rule("trunk_output\\.block\\d\\.block(\\d)-2\\.", "s$1.b3."),
              new Rule("trunk_output\\.block\\d\\.block(\\d)-3\\.", "s$1.b4."),
              new Rule("f\\.a\\.", "conv1."),
              new Rule("f\\.b\\.", "conv2."),
              new Rule("f\\.c\\.", "conv3."),
              new Rule("f\\.se", "se"),
              new Rule("proj\\.", "downsample."),
              new Rule("(conv\\d|downsample)\\.0", "$1.conv"),
              new Rule("(conv\\d|downsample)\\.1", "$1.bn"),
              new Rule("^fc\\.", "head.fc.")));

  private OtherNames() {}

  static String of(String network, String names, String key) {
    String renamed = key;
    for (Rule rule : RULES.getOrDefault(network.replaceAll("_.*", "") + " " + names, List.of())) {
      renamed = renamed.replaceAll(rule.pattern(), rule.replacement());
    }
    return renamed;
  }
}
