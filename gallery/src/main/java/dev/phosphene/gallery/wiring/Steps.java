package dev.phosphene.gallery.wiring;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which channels of its inputs the channels of an operation's output come from, where it keeps
 * channels apart. Activations, pools and paddings count as 1; so do normalizations, which divide by
 * a number that depends on the image, and gates, which multiply by one. What mixes channels, or
 * changes the sign as it likes, has no steps.
 */
final class Steps {
  private final Graph graph;
  private final Map<String, Shape> shapes;

  /**
   * The steps in a graph.
   *
   * @param shapes of the nodes that can be computed; from the others there are no steps
   */
  Steps(Graph graph, Map<String, Shape> shapes) {
    this.graph = graph;
    this.shapes = shapes;
  }

  /** Extents of a node's output; empty if it cannot be computed. */
  Optional<Shape> shape(String node) {
    return Optional.ofNullable(shapes.get(node));
  }

  /**
   * The steps from a node's channels to its inputs.
   *
   * @throws dev.phosphene.error.InputException if the file lacks weights that tell
   */
  List<Step> from(Place place) {
    Node node = graph.node(place.node());
    if (!shapes.containsKey(place.node()) || node.inputs().isEmpty()) {
      return List.of();
    }
    Op op = node.op();
    int axis = place.axis();
    if (op instanceof Op.Add) {
      return node.inputs().stream().map(input -> Step.same(new Place(input, axis))).toList();
    } else if (op instanceof Op.Concat) {
      return sideBySide(node, axis, Place.CHANNELS);
    } else if (op instanceof Op.Join join) {
      return sideBySide(node, axis, join.axis());
    } else if (op instanceof Op.Binary binary) {
      return new Pairs(graph, shapes).steps(node, binary.arithmetic(), axis);
    } else if (node.inputs().size() > 1) {
      return List.of();
    }
    Place same = new Place(node.input(), axis);
    Optional<Step> moved = moved(op, node, axis);
    if (moved.isPresent()) {
      return List.of(moved.get());
    } else if (Kernel.isDepthwise(op) && axis == Place.CHANNELS) {
      return List.of(depthwise(op, same));
    }
    boolean kept = anyAxis(op, axis) || (axis == Place.CHANNELS && onImages(op));
    int size = Objects.requireNonNull(shapes.get(node.name())).extent(axis);
    return kept ? List.of(new Step(same, null, Gains.of(op, size))) : List.of();
  }

  /** Operations on tensors of any rank that keep the channels of any axis apart. */
  private static boolean anyAxis(Op op, int axis) {
    if (op instanceof Op.Pointwise pointwise) {
      return pointwise.function() != ScalarFunction.ABS
          && (pointwise.function() != ScalarFunction.POWER || pointwise.beta() == 1);
    }
    return op instanceof Op.Relu
        || op instanceof Op.Softmax
        || op instanceof Op.LayerNorm
        || (op instanceof Op.Reduce reduce && reduce.axis() != axis);
  }

  private static boolean onImages(Op op) {
    return op instanceof Op.BatchNorm
        || op instanceof Op.Affine
        || op instanceof Op.PRelu
        || op instanceof Op.MaxPool
        || op instanceof Op.AvgPool
        || op instanceof Op.GlobalAvgPool
        || op instanceof Op.GlobalMaxPool
        || op instanceof Op.Lrn
        || op instanceof Op.Pad
        || op instanceof Op.Crop
        || op instanceof Op.Resize;
  }

  private static Step depthwise(Op op, Place from) {
    Kernel kernel = Kernel.of(op).orElseThrow();
    float[] gains = new float[kernel.outs()];
    int[] channels = new int[gains.length];
    for (int c = 0; c < gains.length; c++) {
      gains[c] = kernel.gain(c);
      channels[c] = kernel.firstIn(c);
    }
    return new Step(from, channels, gains);
  }

  /** Channels that lie elsewhere in the input, if that is what the operation does. */
  private Optional<Step> moved(Op op, Node node, int axis) {
    Shape in = Objects.requireNonNull(shapes.get(node.input()));
    Shape out = Objects.requireNonNull(shapes.get(node.name()));
    Place same = new Place(node.input(), axis);
    if (op instanceof Op.SelectChannels select && axis == Place.CHANNELS) {
      int[] channels = select.channels().stream().mapToInt(c -> c).toArray();
      return Optional.of(new Step(same, channels, null));
    } else if (op instanceof Op.Select select) {
      int[] places = select.selection().places(in.extent(select.axis()));
      return Optional.of(select.axis() == axis ? new Step(same, places, null) : Step.same(same));
    } else if (op instanceof Op.SpaceToDepth && axis == Place.CHANNELS) {
      int[] channels = IntStream.range(0, out.c()).map(c -> c % in.c()).toArray();
      return Optional.of(new Step(same, channels, null));
    } else if (op instanceof Op.Flatten && axis == Place.CHANNELS) {
      int positions = out.c() / in.c();
      int[] channels = IntStream.range(0, out.c()).map(c -> c / positions).toArray();
      return Optional.of(new Step(same, channels, null));
    } else if (op instanceof Op.Transpose transpose) {
      return Optional.of(Step.same(new Place(node.input(), transpose.order().get(axis - 1))));
    } else if (op instanceof Op.Tokens && axis == Place.CHANNELS) {
      return Optional.of(Step.same(new Place(node.input(), 3)));
    } else if (op instanceof Op.Reshape) {
      return sameAxis(in, out, axis).map(old -> Step.same(new Place(node.input(), old)));
    }
    return Optional.empty();
  }

  /** The axis of {@code in} that a reshaping leaves whole as {@code axis} of {@code out}. */
  static Optional<Integer> sameAxis(Shape in, Shape out, int axis) {
    long before = extents(out, axis);
    for (int old = 1; old < in.rank(); old++) {
      if (in.extent(old) == out.extent(axis) && extents(in, old) == before) {
        return Optional.of(old);
      }
    }
    return Optional.empty();
  }

  private static long extents(Shape shape, int before) {
    return Arrays.stream(shape.toArray()).limit(before).asLongStream().reduce(1, (a, b) -> a * b);
  }

  /** Parts of the output that lie one after the other along {@code along}. */
  private List<Step> sideBySide(Node node, int axis, int along) {
    List<Step> steps = new ArrayList<>();
    int size = Objects.requireNonNull(shapes.get(node.name())).extent(axis);
    int first = 0;
    for (String input : node.inputs()) {
      int[] channels = null;
      if (axis == along && node.inputs().size() > 1) {
        int extent = Objects.requireNonNull(shapes.get(input)).extent(axis);
        channels = new int[size];
        Arrays.fill(channels, -1);
        for (int c = 0; c < extent; c++) {
          channels[first + c] = c;
        }
        first += extent;
      }
      steps.add(new Step(new Place(input, axis), channels, null));
    }
    return steps;
  }
}
