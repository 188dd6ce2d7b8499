package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All architectures recognized by their keys; finds a file's architecture. */
final class Families {
  static final List<Family> ALL =
      List.of(
          ResNet.FAMILY,
          SqueezeNet.FAMILY,
          TorchVgg.ALEXNET,
          TorchVgg.FAMILY,
          GoogLeNet.FAMILY,
          TorchInceptionV3.FAMILY,
          DenseNet.FAMILY,
          MobileNet.V2_FAMILY,
          MobileNet.V3_FAMILY,
          EfficientNet.FAMILY,
          TimmEfficientNet.FAMILY,
          MnasNet.FAMILY,
          ShuffleNet.FAMILY,
          RegNet.FAMILY,
          RegNet.TIMM_FAMILY,
          ConvNext.FAMILY,
          ConvNext.TIMM_FAMILY,
          ConvNext.PAPER_FAMILY,
          Vit.FAMILY,
          Vit.TIMM_FAMILY,
          Vit.CLIP_FAMILY,
          ClipResNet.FAMILY,
          Swin.FAMILY);

  private static final int SHOWN = 4;

  private static final String WAY_OUT =
      "; in Python, torch.onnx.export writes the whole network as an ONNX file, which can be read";

  private Families() {}

  /** A network and its family. */
  record Found(Family family, NetworkBuilder net) {}

  /**
   * Returns the network of a state dict.
   *
   * @throws InputException if its architecture is unknown; the message names the nearest one and
   *     the keys that do not fit it
   */
  static Found of(StateDict dict) {
    Set<String> keys = dict.parameters().keySet();
    if (keys.isEmpty()) {
      throw new InputException(
          dict.file() + " has no weights: no floating-point tensors in dictionaries");
    }
    String closest = "";
    for (Family family : ALL) {
      if (family.marks(keys)) {
        try {
          return new Found(family, built(family, dict));
        } catch (KeyMismatch | IllegalArgumentException | InputException e) {
          closest = closest.isEmpty() ? family.name() + ", but " + e.getMessage() : closest;
        }
      }
    }
    throw new InputException(
        dict.file()
            + ": "
            + (closest.isEmpty() ? nearest(keys) : "its keys are nearest to those of a " + closest)
            + WAY_OUT);
  }

  private static NetworkBuilder built(Family family, StateDict dict) {
    NetworkBuilder net = NetworkBuilder.of(dict, inputs(dict));
    family.builder().accept(net);
    List<String> unused = net.unused();
    if (!unused.isEmpty()) {
      throw new KeyMismatch(keys(unused) + " do not belong to it");
    }
    Shape input = Shape.of(1, net.graph().inputChannels(), net.size(), net.size());
    net.graph().shapes(input); // finds mismatched layers
    return net;
  }

  /**
   * Returns the number of image channels, whatever the order of the keys: 3 if a kernel takes 3,
   * else 1 if one takes 1. Depthwise kernels take 1 in color networks, too.
   */
  private static int inputs(StateDict dict) {
    Map<Integer, String> kernels = new TreeMap<>(); // by input channels
    for (var parameter : dict.parameters().values()) {
      Shape shape = parameter.shape();
      if (shape.rank() == 4 && shape.c() <= 4) {
        kernels.putIfAbsent(shape.c(), parameter.name());
      }
    }
    if (kernels.isEmpty() || kernels.containsKey(3)) {
      return 3;
    }
    if (kernels.containsKey(1)) {
      return 1;
    }
    int channels = kernels.keySet().iterator().next();
    throw new KeyMismatch(
        "\"%s\" takes images of %d channels, not of 1 or 3"
            .formatted(kernels.get(channels), channels));
  }

  private static String nearest(Set<String> keys) {
    Family nearest =
        ALL.stream()
            .min(Comparator.comparingInt(family -> family.foreign(keys).size()))
            .orElseThrow();
    List<String> foreign = nearest.foreign(keys);
    List<String> absent = nearest.marks().stream().filter(mark -> !keys.contains(mark)).toList();
    boolean none = foreign.size() == keys.size();
    String all =
        "its keys are those of no architecture that is known here (they are "
            + some(List.copyOf(keys))
            + ")";
    return none
        ? all
        : "its keys are nearest to those of a "
            + nearest.name()
            + ", but "
            + (foreign.isEmpty() ? "it has no " + some(absent) : keys(foreign) + " do not fit");
  }

  private static String keys(List<String> keys) {
    return (keys.size() == 1 ? "the key " : keys.size() + " keys, ") + some(keys);
  }

  private static String some(List<String> keys) {
    List<String> first = keys.subList(0, Math.min(SHOWN, keys.size()));
    return String.join(", ", first) + (keys.size() > SHOWN ? ", …" : "");
  }
}
