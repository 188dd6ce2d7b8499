package dev.phosphene.look;

import dev.phosphene.engine.Engine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What a picture does to a network: one forward pass, and the channels that respond. */
public final class Activations {
  private final Map<String, Tensor> layers;

  Activations(Map<String, Tensor> layers) {
    this.layers = layers;
  }

  /**
   * How a channel responds.
   *
   * @param mean over all positions
   * @param peak the largest value
   * @param x column of the peak, from 0
   * @param y row of the peak, from 0
   */
  public record Response(int channel, double mean, float peak, int x, int y) {}

  /** A label, its logit, and the share of it in the softmax over all logits. */
  public record Ranked(String label, double logit, double probability) {}

  /**
   * Runs the model forward.
   *
   * @param picture {@code [n, 3, h, w]}, RGB in [0, 1]
   * @param layers which activations to keep
   * @throws dev.phosphene.error.InputException if a layer is unknown or cannot take that size
   */
  public static Activations of(
      Model model, Tensor picture, List<String> layers, Engine engine, Engine.Options options) {
    try (Probe probe = Probe.on(model, layers, picture.shape(), new Probe.Use(engine, options))) {
      return probe.look(picture);
    }
  }

  /**
   * The layers that a reader of results wants: the last of each group that is computed as one, such
   * as a convolution, its normalisation and its ReLU; without what only moves values, and without
   * what cannot be computed for pictures of that size.
   *
   * @param picture {@code [n, 3, h, w]}
   */
  public static List<String> telling(Model model, Shape picture) {
    Graph graph = model.graph();
    Shape input = Shape.of(picture.n(), graph.inputChannels(), picture.h(), picture.w());
    Map<String, Shape> reached = graph.reach(input).shapes();
    return graph.nodes().stream()
        .filter(node -> reached.containsKey(node.name()) && tells(node.op()))
        .filter(node -> !continued(graph, node, reached))
        .map(Node::name)
        .toList();
  }

  private static boolean tells(Op op) {
    return op instanceof Op.Conv
        || op instanceof Op.Concat
        || op instanceof Op.Add
        || op instanceof Op.GlobalAvgPool
        || op instanceof Op.GlobalMaxPool
        || follows(op);
  }

  private static boolean follows(Op op) {
    return op instanceof Op.Relu
        || op instanceof Op.BatchNorm
        || op instanceof Op.Affine
        || op instanceof Op.PRelu
        || op instanceof Op.Pointwise;
  }

  private static boolean continued(Graph graph, Node node, Map<String, Shape> reached) {
    List<String> readers = graph.consumers(node.name());
    return readers.size() == 1
        && reached.containsKey(readers.get(0))
        && follows(graph.node(readers.get(0)).op());
  }

  /** A layer's activation, {@code [n, c, h, w]}. */
  public Tensor layer(String name) {
    Tensor tensor = layers.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(name + " was not asked for");
    }
    return tensor;
  }

  /** The channels of a layer for one picture of the batch, by mean, strongest first. */
  public List<Response> strongest(String layer, int example, int count) {
    Tensor tensor = layer(layer);
    List<Response> responses = new ArrayList<>();
    for (int c = 0; c < tensor.shape().c(); c++) {
      responses.add(response(tensor, example, c));
    }
    responses.sort(Comparator.comparingDouble(Response::mean).reversed());
    return responses.subList(0, Math.min(count, responses.size()));
  }

  private static Response response(Tensor tensor, int example, int channel) {
    int offset = tensor.offset(example, channel);
    int positions = tensor.shape().h() * tensor.shape().w();
    double sum = 0;
    int peak = 0;
    for (int i = 0; i < positions; i++) {
      sum += tensor.data()[offset + i];
      peak = tensor.data()[offset + i] > tensor.data()[offset + peak] ? i : peak;
    }
    int width = tensor.shape().w();
    float top = tensor.data()[offset + peak];
    return new Response(channel, sum / positions, top, peak % width, peak / width);
  }

  /**
   * The labels of a classifier's logits for one picture, most probable first.
   *
   * @throws InputException if there is not one label for each of the last layer's channels
   */
  public List<Ranked> labels(Model model, int example, int count) {
    String last = model.graph().scores().name();
    int channels = layer(last).shape().c();
    if (model.labels().size() != channels) {
      throw new InputException(
          "%d labels do not go with the %d channels of layer \"%s\""
              .formatted(model.labels().size(), channels, last));
    }
    List<Response> logits = strongest(last, example, channels);
    double largest = logits.get(0).mean();
    double total = logits.stream().mapToDouble(l -> Math.exp(l.mean() - largest)).sum();
    return logits.stream()
        .limit(count)
        .map(
            l ->
                new Ranked(
                    model.labels().get(l.channel()),
                    l.mean(),
                    Math.exp(l.mean() - largest) / total))
        .toList();
  }
}
