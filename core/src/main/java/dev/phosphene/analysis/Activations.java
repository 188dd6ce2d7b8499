package dev.phosphene.analysis;

import dev.phosphene.engine.Engine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.TensorViews;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The activations of a network for an image: one forward pass. */
public final class Activations {
  private final Map<String, Tensor> layers;
  private final Map<String, Layout> layouts;

  Activations(Map<String, Tensor> layers, Map<String, Layout> layouts) {
    this.layers = layers;
    this.layouts = layouts;
  }

  /**
   * The response of a channel; in a tensor without channels, of one index of the first axis after
   * the batch axis.
   *
   * @param mean over all positions
   * @param peak the largest value
   * @param place of the peak, from 0: column and row in an image, the index of a token, empty for
   *     features, the indices on all further axes of a tensor without channels
   */
  public record Response(int channel, double mean, float peak, List<Integer> place) {
    public Response {
      place = List.copyOf(place);
    }
  }

  /** A label, its logit, and its softmax probability over all logits. */
  public record Ranked(String label, double logit, double probability) {}

  /**
   * Runs the model forward.
   *
   * @param picture {@code [n, 3, h, w]}, RGB in [0, 1]
   * @param layers the layers whose activations to keep
   * @throws dev.phosphene.error.InputException if a layer is unknown or does not support that size
   */
  public static Activations of(
      Model model, Tensor picture, List<String> layers, Engine engine, Engine.Options options) {
    try (Probe probe = Probe.on(model, layers, picture.shape(), new Probe.Use(engine, options))) {
      return probe.look(picture);
    }
  }

  /**
   * Returns the layers worth showing to a reader: the last of each group that is computed as one,
   * such as a convolution with its normalization and its ReLU; without layers that only move values
   * or cannot be computed at that size. A tensor appears under the name of its view.
   *
   * @param picture {@code [n, 3, h, w]}
   */
  public static List<String> telling(Model model, Shape picture) {
    Graph graph = model.graph();
    Shape input = Shape.of(picture.n(), graph.inputChannels(), picture.h(), picture.w());
    Map<String, Shape> reached = graph.reach(input).shapes();
    Set<String> telling = new LinkedHashSet<>();
    graph.nodes().stream()
        .filter(node -> reached.containsKey(node.name()) && tells(node.op()))
        .filter(node -> !continued(graph, node, reached))
        .forEach(node -> telling.add(TensorViews.shown(graph, node.name())));
    return List.copyOf(telling);
  }

  private static boolean tells(Op op) {
    return op instanceof Op.Conv
        || op instanceof Op.Concat
        || op instanceof Op.Add
        || op instanceof Op.GlobalAvgPool
        || op instanceof Op.GlobalMaxPool
        || op instanceof Op.Linear
        || op instanceof Op.Recurrent
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
    String view = TensorViews.shown(graph, node.name());
    List<String> readers = new ArrayList<>(graph.consumers(node.name()));
    if (!view.equals(node.name())) {
      readers.remove(view);
      readers.addAll(graph.consumers(view));
    }
    return readers.size() == 1
        && reached.containsKey(readers.get(0))
        && follows(graph.node(readers.get(0)).op());
  }

  /** Returns the meaning of the axes of a layer's activation. */
  public Layout layout(String name) {
    return Objects.requireNonNull(layouts.get(name), name);
  }

  /** Returns a layer's activation, {@code [n, c, h, w]} unless it has no channels. */
  public Tensor layer(String name) {
    Tensor tensor = layers.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(name + " was not asked for");
    }
    return tensor;
  }

  /** Returns the channels of a layer for one image of the batch, by mean, strongest first. */
  public List<Response> strongest(String layer, int example, int count) {
    Tensor tensor = layer(layer);
    List<Response> responses = new ArrayList<>();
    for (int c = 0; c < channels(tensor.shape()); c++) {
      responses.add(response(tensor, layout(layer), example, c));
    }
    responses.sort(Comparator.comparingDouble(Response::mean).reversed());
    return responses.subList(0, Math.min(count, responses.size()));
  }

  private static int channels(Shape shape) {
    return shape.rank() == 1 ? 1 : shape.extent(1);
  }

  private static Response response(Tensor tensor, Layout layout, int example, int channel) {
    Shape shape = tensor.shape();
    int positions = shape.size() / shape.n() / channels(shape);
    int offset = (example * channels(shape) + channel) * positions;
    double sum = 0;
    int peak = 0;
    for (int i = 0; i < positions; i++) {
      sum += tensor.data()[offset + i];
      peak = tensor.data()[offset + i] > tensor.data()[offset + peak] ? i : peak;
    }
    float top = tensor.data()[offset + peak];
    return new Response(channel, sum / positions, top, place(shape, layout, peak));
  }

  private static List<Integer> place(Shape shape, Layout layout, int position) {
    return switch (layout) {
      case IMAGE -> List.of(position % shape.w(), position / shape.w());
      case TOKENS -> List.of(position);
      case FEATURES -> List.of();
      case TENSOR -> {
        List<Integer> indices = new ArrayList<>();
        int rest = position;
        for (int axis = shape.rank() - 1; axis > 1; axis--) {
          indices.add(0, rest % shape.extent(axis));
          rest /= shape.extent(axis);
        }
        yield indices;
      }
    };
  }

  /**
   * Returns the labels of a classifier for one image, most probable first.
   *
   * @throws InputException if the labels do not match the last layer's channels one to one
   */
  public List<Ranked> labels(Model model, int example, int count) {
    String last = model.graph().scores().name();
    int channels = channels(layer(last).shape());
    if (model.labels().size() != channels) {
      throw new InputException(
          "%s has %d names for the %d channels of the last layer \"%s\"; expected one for each"
              .formatted(
                  model.reference().labels().isEmpty()
                      ? model.name()
                      : "--labels " + model.reference().labels(),
                  model.labels().size(),
                  channels,
                  last));
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
