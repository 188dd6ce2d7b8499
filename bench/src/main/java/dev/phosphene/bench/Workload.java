package dev.phosphene.bench;

import dev.phosphene.bench.peers.NodeShapes;
import dev.phosphene.engine.Engine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.rewrite.Lean;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Architecture;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import dev.phosphene.zoo.RandomWeights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The work of every contender: the mean of one channel and its gradient. */
final class Workload {
  @Option(
      names = "--model",
      defaultValue = "vgg19",
      description =
          "a model's name or file; vgg16, vgg19, inception_v3, resnet50 and"
              + " mobilenet_v2 have random weights by default"
              + " (default: ${DEFAULT-VALUE})")
  private String model = "vgg19";

  @Option(
      names = "--layer",
      defaultValue = "block4_conv1",
      description = "the layer whose channel is maximized (default: ${DEFAULT-VALUE})")
  private String layer = "block4_conv1";

  @Option(
      names = "--channel",
      defaultValue = "47",
      description = "the channel (default: ${DEFAULT-VALUE})")
  private int channel = 47;

  @Option(
      names = "--size",
      defaultValue = "300",
      description = "side of the picture (default: ${DEFAULT-VALUE})")
  private int size = 300;

  @Option(
      names = "--weights",
      description = "Keras HDF5 file; random weights of the right shapes without it")
  private @Nullable Path weights;

  @Option(
      names = "--noise",
      defaultValue = "1",
      description =
          "the picture is noise from -N to N, as the first layer reads it; a trained network may"
              + " want 100 (default: ${DEFAULT-VALUE})")
  private float noise = 1;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "for every contender; 0 leaves it to each (default: ${DEFAULT-VALUE})")
  private int threads;

  /** Returns the work that these options describe. */
  static Workload of(String... options) {
    Workload work = new Workload();
    new CommandLine(CommandSpec.create().addMixin("work", CommandSpec.forAnnotatedObject(work)))
        .parseArgs(options);
    return work;
  }

  /** Returns the options that repeat this work, for a child process. */
  List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--model=" + model,
                "--layer=" + layer,
                "--channel=" + channel,
                "--size=" + size,
                "--noise=" + noise,
                "--threads=" + threads));
    if (weights != null) {
      arguments.add("--weights=" + weights);
    }
    return arguments;
  }

  /**
   * Returns the network from its own input to the layer, with folded batch normalizations: the same
   * for all.
   *
   * @throws InputException if there is no such model, layer or channel
   */
  Graph graph() {
    Graph graph = whole();
    List<NodeShapes> needed = NodeShapes.of(graph, List.of(layer), input());
    int channels = needed.get(needed.size() - 1).out().c();
    if (channel < 0 || channel >= channels) {
      throw new InputException(layer + " has the channels 0 to " + (channels - 1));
    }
    return Lean.of(Cut.at(graph, List.of(layer)), List.of(layer));
  }

  private Graph whole() {
    if (weights == null && model.equals(MobileNetV2.NAME)) {
      return MobileNetV2.graph(RandomWeights.seeded(1));
    }
    Optional<Architecture> known = Architecture.named(model);
    return known.isPresent() && weights == null
        ? known.get().graph(RandomWeights.seeded(1))
        : Models.load(model, Optional.ofNullable(weights), DownloadListener.NONE).graph();
  }

  String layer() {
    return layer;
  }

  int channel() {
    return channel;
  }

  int threads() {
    return threads;
  }

  /** Returns the shape of one image, with the network's number of channels. */
  Shape input() {
    return Shape.of(1, whole().inputChannels(), size, size);
  }

  Engine.Options options(Engine.Precision precision) {
    return new Engine.Options(precision, threads);
  }

  /** Returns noise around 0: the network's input, without preprocessing. */
  Tensor picture() {
    Tensor picture = Tensor.zeros(input());
    Random random = new Random(7);
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = noise * (2 * random.nextFloat() - 1);
    }
    return picture;
  }

  /** Returns the model's name, or its file's. */
  String name() {
    return String.valueOf(Path.of(model).getFileName());
  }

  @Override
  public String toString() {
    return name()
        + " "
        + layer
        + ":"
        + channel
        + ", "
        + size
        + "×"
        + size
        + ", "
        + (weights == null ? "the file's own or random weights" : weights.getFileName())
        + ", threads "
        + (threads == 0 ? "as each likes" : Integer.toString(threads));
  }
}
