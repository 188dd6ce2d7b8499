package dev.phosphene.load.tensorflow;

import java.util.Map;

/** What Lucid's InceptionV1 calls the layers of Caffe's GoogLeNet. */
public final class LucidNames {
  private static final Map<String, String> OWN =
      Map.ofEntries(
          Map.entry("conv1/7x7_s2", "conv2d0_pre_relu"),
          Map.entry("conv1/relu_7x7_s2", "conv2d0"),
          Map.entry("pool1/3x3_s2", "maxpool0"),
          Map.entry("pool1/norm1", "localresponsenorm0"),
          Map.entry("conv2/3x3_reduce", "conv2d1_pre_relu"),
          Map.entry("conv2/relu_3x3_reduce", "conv2d1"),
          Map.entry("conv2/3x3", "conv2d2_pre_relu"),
          Map.entry("conv2/relu_3x3", "conv2d2"),
          Map.entry("conv2/norm2", "localresponsenorm1"),
          Map.entry("pool2/3x3_s2", "maxpool1"),
          Map.entry("pool3/3x3_s2", "maxpool4"),
          Map.entry("pool4/3x3_s2", "maxpool10"),
          Map.entry("pool5/7x7_s1", "avgpool0"),
          Map.entry("flatten", "avgpool0/reshape"),
          Map.entry("loss3/classifier", "softmax2_pre_activation"),
          Map.entry("prob", "softmax2"));

  private LucidNames() {}

  /** The name of a node. */
  public static String of(String name) {
    if (!name.startsWith("inception_")) {
      return OWN.getOrDefault(name, name);
    }
    String mixed = "mixed" + name.substring("inception_".length(), name.indexOf('/'));
    String part = name.substring(name.indexOf('/') + 1);
    if (part.equals("output")) {
      return mixed;
    }
    boolean relu = part.startsWith("relu_");
    String branch =
        (relu ? part.substring("relu_".length()) : part)
            .replace("_reduce", "_bottleneck")
            .replace("pool_proj", "pool_reduce");
    return mixed + "_" + branch + (relu || branch.equals("pool") ? "" : "_pre_relu");
  }
}
