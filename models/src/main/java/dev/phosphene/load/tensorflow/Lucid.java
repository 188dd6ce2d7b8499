package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Facts about well-known graphs that their files do not contain; the graphs are recognized by node
 * names.
 *
 * <p>Lucid's (tensorflow/lucid, lucid/modelzoo) InceptionV1 takes 0…255 minus 117. Models of
 * TF-Slim (tensorflow/models, research/slim) keep their scope: Inception and MobileNet take [−1,
 * 1], VGG and ResNet v1 0…255 minus the mean color.
 */
final class Lucid {
  /** Suffix of the layers that Lucid adds. */
  static final String BEFORE_RELU = "_pre_relu";

  private static final Set<String> INCEPTION_V1 =
      Set.of("conv2d0_pre_relu", "mixed4a", "softmax2_pre_activation");

  private static final Pattern SYMMETRIC =
      Pattern.compile("(?i:InceptionV[1-4]|InceptionResnetV2|MobilenetV[1-3])/.*", Pattern.DOTALL);
  private static final Pattern CENTERED =
      Pattern.compile("(?:vgg_(?:a|16|19)|resnet_v1_\\d+)/.*", Pattern.DOTALL);

  private static final Preprocessing MINUS_117 = minus(117, 117, 117);

  /** TF-Slim's vgg_preprocessing. */
  private static final Preprocessing MINUS_MEAN = minus(123.68f, 116.78f, 103.94f);

  private Lucid() {}

  private static Preprocessing minus(float red, float green, float blue) {
    return new Preprocessing(
        List.of(0, 1, 2), List.of(255f, 255f, 255f), List.of(-red, -green, -blue));
  }

  /** Returns the preprocessing of the training; RGB in [0, 1] if unknown. */
  static Preprocessing preprocessing(Set<String> nodes) {
    if (nodes.containsAll(INCEPTION_V1)) {
      return MINUS_117;
    } else if (nodes.stream().anyMatch(name -> SYMMETRIC.matcher(name).matches())) {
      return Preprocessing.TF;
    } else if (nodes.stream().anyMatch(name -> CENTERED.matcher(name).matches())) {
      return MINUS_MEAN;
    }
    return Preprocessing.NONE;
  }

  /**
   * Returns what feeds the ReLUs before a concatenation, which Lucid concatenates when it imports a
   * graph; empty if the node is no such concatenation.
   */
  static Optional<List<NodeDef.Source>> beforeRelu(NodeDef node, Map<String, NodeDef> nodes) {
    boolean old = node.op().equals("Concat");
    if ((!old && !node.op().equals("ConcatV2"))
        || node.inputs().size() < 3
        || nodes.containsKey(node.name() + BEFORE_RELU)) {
      return Optional.empty();
    }
    int last = node.inputs().size();
    List<NodeDef.Source> before = new ArrayList<>();
    for (NodeDef.Source source : node.inputs().subList(old ? 1 : 0, old ? last : last - 1)) {
      NodeDef part = nodes.get(source.node());
      if (part == null
          || !part.op().equals("Relu")
          || part.inputs().size() != 1
          || !part.inputs().get(0).node().endsWith(BEFORE_RELU)) {
        return Optional.empty();
      }
      before.add(part.inputs().get(0));
    }
    return Optional.of(before);
  }
}
