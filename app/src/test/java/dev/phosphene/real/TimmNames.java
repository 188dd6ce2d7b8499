package dev.phosphene.real;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * timm's keys for the weights of torchvision's EfficientNet, MobileNet, MNASNet and Swin
 * (huggingface/pytorch-image-models, timm/models/efficientnet.py, _efficientnet_blocks.py,
 * mobilenetv3.py, swin_transformer.py).
 */
final class TimmNames {
  private static final int[] V2 = {1, 2, 3, 4, 3, 3, 1};
  private static final int[] V3_LARGE = {1, 2, 3, 4, 2, 3};
  private static final int[] V3_SMALL = {1, 2, 3, 2, 3};
  private static final Pattern STAGED =
      Pattern.compile("features\\.(\\d+)\\.(\\d+)\\.block\\.(.*)");
  private static final Pattern FLAT = Pattern.compile("features\\.(\\d+)\\.(?:block|conv)\\.(.*)");
  private static final Pattern MNAS = Pattern.compile("layers\\.(\\d+)\\.(\\d+)\\.layers\\.(.*)");
  private static final String[] EXPANDED = {
    "conv_pw", "bn1", "conv_dw", "bn2", "conv_pwl", "bn3",
  };

  private TimmNames() {}

  static String of(String network, String key) {
    if (network.startsWith("efficientnet")) {
      return efficientNet(network.endsWith("v2"), key);
    }
    return switch (network) {
      case "mobilenet_v2" -> mobileNet(key, V2, "");
      case "mobilenet_v3_large" -> mobileNet(key, V3_LARGE, "v3");
      case "mobilenet_v3_small" -> mobileNet(key, V3_SMALL, "v3");
      case "mnasnet" -> mnasNet(key);
      default -> swin(key);
    };
  }

  private static String efficientNet(boolean second, String key) {
    Matcher block = STAGED.matcher(key);
    if (!block.matches()) {
      return outer(key, key.replaceAll("^features\\.(\\d+)\\..*", "$1"), false);
    }
    int stage = Integer.parseInt(block.group(1)) - 1;
    String name = "blocks." + stage + "." + block.group(2) + ".";
    boolean fused = second && stage < 3;
    if (fused) {
      return name
          + block
              .group(3)
              .replaceAll("^0\\.0", stage == 0 ? "conv" : "conv_exp")
              .replaceAll("^0\\.1", "bn1")
              .replaceAll("^1\\.0", "conv_pwl")
              .replaceAll("^1\\.1", "bn2");
    }
    return name + squeezing(block.group(3), stage == 0 && !second);
  }

  /** Steps of torchvision's block: expansion unless it is the first, depthwise, squeeze, linear. */
  private static String squeezing(String step, boolean first) {
    String pw = first ? "conv_pw" : "conv_pwl";
    Matcher at = Pattern.compile("(\\d)\\.(fc1|fc2|0|1)\\.(.*)").matcher(step);
    if (!at.matches()) {
      throw new IllegalArgumentException(step);
    }
    int place = Integer.parseInt(at.group(1)) + (first ? 1 : 0);
    String part = at.group(2);
    String ending = "." + at.group(3);
    if (part.startsWith("fc")) {
      return (part.equals("fc1") ? "se.conv_reduce" : "se.conv_expand") + ending;
    }
    boolean norm = part.equals("1");
    return switch (place) {
      case 0 -> (norm ? "bn1" : "conv_pw") + ending;
      case 1 -> (norm ? (first ? "bn1" : "bn2") : "conv_dw") + ending;
      default -> (norm ? (first ? "bn2" : "bn3") : pw) + ending;
    };
  }

  private static String mobileNet(String key, int[] stages, String version) {
    Matcher block = FLAT.matcher(key);
    boolean third = version.equals("v3");
    if (!block.matches()) {
      return outer(key, key.replaceAll("^features\\.(\\d+)\\..*", "$1"), third)
          .replaceAll("^blocks\\.LAST", "blocks." + stages.length);
    }
    int at = Integer.parseInt(block.group(1)) - 1;
    int stage = 0;
    for (; at >= stages[stage]; stage++) {
      at -= stages[stage];
    }
    boolean first = stage == 0;
    String step = block.group(2);
    String name = "blocks." + stage + "." + at + ".";
    if (third) {
      return name + squeezing(step, first);
    }
    int last = first ? 1 : 2; // conv.LAST is the linear convolution, the next its normalization
    String plain =
        step.replaceAll("^(\\d)\\.(\\d)\\.", "$1/$2.")
            .replaceAll("^" + last + "\\.", last + "/0.")
            .replaceAll("^" + (last + 1) + "\\.", last + "/1.")
            .replace('/', '.');
    return name + squeezing(plain, first);
  }

  private static String mnasNet(String key) {
    Matcher block = MNAS.matcher(key);
    if (block.matches()) {
      int stage = Integer.parseInt(block.group(1)) - 7;
      return "blocks." + stage + "." + block.group(2) + "." + three(block.group(3));
    }
    return key.replaceAll("^layers\\.0\\.", "conv_stem.")
        .replaceAll("^layers\\.1\\.", "bn1.")
        .replaceAll("^layers\\.3\\.", "blocks.0.0.conv_dw.")
        .replaceAll("^layers\\.4\\.", "blocks.0.0.bn1.")
        .replaceAll("^layers\\.6\\.", "blocks.0.0.conv_pw.")
        .replaceAll("^layers\\.7\\.", "blocks.0.0.bn2.")
        .replaceAll("^layers\\.14\\.", "conv_head.")
        .replaceAll("^layers\\.15\\.", "bn2.")
        .replaceAll("^classifier\\.1", "classifier");
  }

  private static String three(String step) {
    int at = step.charAt(0) - '0';
    return EXPANDED[at / 3 * 2 + at % 3] + step.substring(1);
  }

  /** Stem, last convolution and classifier. */
  private static String outer(String key, String number, boolean third) {
    if (number.equals("0")) {
      return key.replaceAll("^features\\.0\\.0", "conv_stem")
          .replaceAll("^features\\.0\\.1", "bn1");
    }
    if (key.startsWith("features.")) {
      return key.replaceAll("^features\\.\\d+\\.0", third ? "blocks.LAST.0.conv" : "conv_head")
          .replaceAll("^features\\.\\d+\\.1", third ? "blocks.LAST.0.bn1" : "bn2");
    }
    return third
        ? key.replaceAll("^classifier\\.0", "conv_head").replaceAll("^classifier\\.3", "classifier")
        : key.replaceAll("^classifier\\.1", "classifier");
  }

  private static String swin(String key) {
    Matcher stage = Pattern.compile("features\\.(\\d+)\\.(.*)").matcher(key);
    if (stage.matches()) {
      int at = Integer.parseInt(stage.group(1));
      String rest = stage.group(2).replace("mlp.0", "mlp.fc1").replace("mlp.3", "mlp.fc2");
      if (at == 0) {
        return "patch_embed." + rest.replaceAll("^0", "proj").replaceAll("^2", "norm");
      }
      return "layers." + at / 2 + (at % 2 == 1 ? ".blocks." : ".downsample.") + rest;
    }
    return key.replaceAll("^head\\.", "head.fc.");
  }
}
