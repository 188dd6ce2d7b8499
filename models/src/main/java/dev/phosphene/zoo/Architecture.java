package dev.phosphene.zoo;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.load.WeightSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A network whose layers are built in; its weights are not.
 *
 * @param name Keras's module name, which the command line uses
 * @param preprocessing preprocessing of the official weights
 * @param builder builds the whole network over the given weights
 * @param marks names of layers that identify this network
 * @param foreign names of layers that rule it out
 */
public record Architecture(
    String name,
    Preprocessing preprocessing,
    Function<WeightSource, Graph> builder,
    List<String> marks,
    List<String> foreign) {
  static final Architecture VGG16 =
      new Architecture(
          "vgg16",
          Preprocessing.CAFFE,
          Vgg::vgg16,
          List.of("block3_conv3", "block3_pool"),
          List.of("block3_conv4"));
  static final Architecture VGG19 =
      new Architecture(
          "vgg19", Preprocessing.CAFFE, Vgg::vgg19, List.of("block3_conv4"), List.of());
  static final Architecture INCEPTION_V3 =
      new Architecture(
          "inception_v3",
          Preprocessing.TF,
          InceptionV3::graph,
          List.of("mixed0", "mixed1"),
          List.of());

  static final Architecture RESNET50 =
      new Architecture(
          "resnet50",
          Preprocessing.CAFFE,
          ResNet50::graph,
          List.of("conv4_block6_3_bn", "conv2_block1_0_conv"),
          List.of("conv3_block5_1_conv", "conv4_block7_1_conv")); // ResNet101 and 152

  private static final List<Architecture> ALL = List.of(VGG19, VGG16, INCEPTION_V3, RESNET50);

  public Architecture {
    marks = List.copyOf(marks);
    foreign = List.copyOf(foreign);
  }

  /** Returns all built-in architectures. */
  public static List<Architecture> all() {
    return ALL;
  }

  /** Returns the architecture of that name. */
  public static Optional<Architecture> named(String name) {
    return ALL.stream().filter(known -> known.name.equals(name)).findFirst();
  }

  /** Returns the architecture whose layers have these names, if it can be identified. */
  public static Optional<Architecture> of(Collection<String> layers) {
    return ALL.stream()
        .filter(known -> layers.containsAll(known.marks))
        .filter(known -> known.foreign.stream().noneMatch(layers::contains))
        .findFirst();
  }

  /** Returns the whole network over the given weights; none is read yet. */
  public Graph graph(WeightSource weights) {
    return builder.apply(weights);
  }
}
