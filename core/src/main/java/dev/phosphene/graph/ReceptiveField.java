package dev.phosphene.graph;

import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The part of the input that a position of a layer sees, found by tracing back from the position: a
 * window of the output needs a window of each input, and the receptive field is the hull of all
 * paths to the input.
 *
 * @param rows along the height
 * @param columns along the width
 */
public record ReceptiveField(Axis rows, Axis columns) {
  private static final int PICTURE = 4; // axes

  /** Limit beyond an extent where positions are no longer distinguished; avoids int overflow. */
  private static final int FAR = 1 << 24;

  /**
   * One axis of a layer. The position {@code i} sees {@code size} pixels from {@code offset + i ·
   * stride} on, within the image.
   *
   * @param positions the layer's number of positions
   * @param stride pixels from a position to the next, rounded if they differ; 0 if all see the same
   * @param offset offset of position 0; below 0 if it sees a border
   * @param size in pixels, including borders; the image's extent if it sees everything
   */
  public record Axis(int positions, int stride, int offset, int size) {}

  /**
   * Returns the receptive field of a layer's positions.
   *
   * @param input {@code [n, c, h, w]}
   * @throws dev.phosphene.error.InputException if there is no such layer, or it cannot be computed
   */
  public static ReceptiveField of(Graph graph, Shape input, String layer) {
    Map<String, Shape> shapes = shapes(graph, input);
    Shape shape = shape(graph, shapes, layer);
    return new ReceptiveField(
        axis(graph, shapes, layer, true, shape.h(), input.h()),
        axis(graph, shapes, layer, false, shape.w(), input.w()));
  }

  private static Axis axis(
      Graph graph,
      Map<String, Shape> shapes,
      String layer,
      boolean vertical,
      int positions,
      int extent) {
    int[] first = ends(graph, shapes, layer, vertical, 0);
    int[] next = ends(graph, shapes, layer, vertical, 1);
    boolean everything = first[0] <= -FAR || first[1] >= FAR;
    return everything
        ? new Axis(positions, 0, 0, extent)
        : new Axis(positions, next[0] - first[0], first[0], first[1] - first[0] + 1);
  }

  /**
   * Returns the smallest box of the input outside of which nothing affects the position's value.
   *
   * @throws dev.phosphene.error.InputException as {@link #of}
   * @throws IllegalArgumentException if the layer has no such position
   */
  public static Box box(Graph graph, Shape input, String layer, int y, int x) {
    Map<String, Shape> shapes = shapes(graph, input);
    Shape shape = shape(graph, shapes, layer);
    if (y < 0 || x < 0 || y >= shape.h() || x >= shape.w()) {
      throw new IllegalArgumentException("no position " + x + "," + y + " in " + shape);
    }
    Seen seen = seen(graph, shapes, layer, y, x);
    return seen.empty()
        ? new Box(0, 0, 0, 0)
        : new Box(
            seen.rows.nextSetBit(0),
            seen.columns.nextSetBit(0),
            seen.rows.length(),
            seen.columns.length());
  }

  private static Map<String, Shape> shapes(Graph graph, Shape input) {
    return new HashMap<>(graph.reach(input).shapes());
  }

  private static Shape shape(Graph graph, Map<String, Shape> shapes, String layer) {
    Node node = graph.node(layer);
    Shape shape = shapes.get(layer);
    if (shape == null && node.op() instanceof Op.Concat && node.inputs().size() == 1) {
      shape = shapes.get(node.input()); // alias of a node
    }
    if (shape == null) {
      shape = graph.shapes(Objects.requireNonNull(shapes.get(graph.input().name()))).get(layer);
    }
    return Objects.requireNonNull(shape);
  }

  /** The rows and columns of a layer that a later position sees. */
  private record Seen(BitSet rows, BitSet columns) {
    Seen() {
      this(new BitSet(), new BitSet());
    }

    boolean empty() {
      return rows.isEmpty() || columns.isEmpty();
    }
  }

  /** Returns the part of the input that one position sees, without borders at any layer. */
  private static Seen seen(Graph graph, Map<String, Shape> shapes, String layer, int y, int x) {
    Map<String, Seen> all = new HashMap<>();
    Seen one = new Seen();
    one.rows.set(y);
    one.columns.set(x);
    all.put(start(graph, shapes, layer), one);
    for (Node node : backwards(graph)) {
      Seen own = all.get(node.name());
      if (own == null || own.empty()) {
        continue;
      }
      for (String input : node.inputs()) {
        Shape from = Objects.requireNonNull(shapes.get(input));
        Shape to = Objects.requireNonNull(shapes.get(node.name()));
        Seen needed = new Seen();
        own.rows.stream().forEach(i -> add(node.op(), i, true, from, to, needed.rows));
        own.columns.stream().forEach(i -> add(node.op(), i, false, from, to, needed.columns));
        if (!needed.empty()) {
          Seen before = all.computeIfAbsent(input, name -> new Seen());
          before.rows.or(needed.rows);
          before.columns.or(needed.columns);
        }
      }
    }
    return all.getOrDefault(graph.input().name(), new Seen());
  }

  /**
   * Returns the first and last input position that one of a layer sees, counting borders as image.
   */
  private static int[] ends(
      Graph graph, Map<String, Shape> shapes, String layer, boolean vertical, int position) {
    Map<String, int[]> all = new HashMap<>();
    all.put(start(graph, shapes, layer), new int[] {position, position});
    for (Node node : backwards(graph)) {
      int[] own = all.get(node.name());
      if (own == null) {
        continue;
      }
      for (String input : node.inputs()) {
        Shape from = Objects.requireNonNull(shapes.get(input));
        Shape to = Objects.requireNonNull(shapes.get(node.name()));
        int[] first = needed(node.op(), own[0], vertical, from, to);
        int[] last = needed(node.op(), own[1], vertical, from, to);
        int[] ends = {near((long) first[0]), near((long) last[0] + (first[1] - 1L) * first[2])};
        all.merge(input, ends, (a, b) -> new int[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
      }
    }
    return all.getOrDefault(graph.input().name(), new int[] {0, 0});
  }

  private static String start(Graph graph, Map<String, Shape> shapes, String layer) {
    Node node = graph.node(layer);
    return shapes.containsKey(node.name()) ? node.name() : node.input();
  }

  private static List<Node> backwards(Graph graph) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    Collections.reverse(nodes);
    return nodes;
  }

  private static void add(
      Op op, int position, boolean vertical, Shape from, Shape to, BitSet seen) {
    int[] needed = needed(op, position, vertical, from, to);
    int extent = extent(from, vertical);
    if (needed[1] > extent && needed[2] == 1) {
      seen.set(0, extent);
      return;
    }
    for (int i = 0; i < needed[1]; i++) {
      int at = needed[0] + i * needed[2];
      if (at >= 0 && at < extent) {
        seen.set(at);
      }
    }
  }

  /**
   * Returns the input positions for one output position: the first, how many, and their distance.
   */
  private static int[] needed(Op op, int position, boolean vertical, Shape from, Shape to) {
    if (from.rank() != PICTURE || to.rank() != PICTURE) {
      return everything();
    }
    int in = extent(from, vertical);
    int out = extent(to, vertical);
    Window window = window(op);
    if (window != null) {
      Window.Placement at = window.on(from.h(), from.w());
      return vertical
          ? slid(position, window.strideH(), at.top(), window.kernelH(), window.dilationH())
          : slid(position, window.strideW(), at.left(), window.kernelW(), window.dilationW());
    } else if (op instanceof Op.Pad pad) {
      return new int[] {near((long) position - (vertical ? pad.top() : pad.left())), 1, 1};
    } else if (op instanceof Op.Crop crop) {
      return new int[] {position + (vertical ? crop.box().top() : crop.box().left()), 1, 1};
    } else if (op instanceof Op.Resize resize) {
      Scaling scaling = vertical ? resize.vertical() : resize.horizontal();
      Scaling.Mix mix = scaling.mix(Math.max(0, Math.min(position, out - 1)), in);
      int[] read =
          IntStream.range(0, mix.places().length)
              .filter(i -> mix.shares()[i] != 0)
              .map(i -> mix.places()[i])
              .sorted()
              .toArray();
      return new int[] {read[0], read[read.length - 1] - read[0] + 1, 1};
    } else if (op instanceof Op.Select select) {
      return selected(select, position, vertical, from);
    } else if (op instanceof Op.Binary) {
      return new int[] {in < out ? 0 : position, 1, 1};
    } else if (byPosition(op)) {
      return new int[] {position, 1, 1};
    }
    // a mean over all positions, a flattening, or an operation not known to keep positions separate
    return everything();
  }

  /** Extends evenly spaced places beyond the ends, as a border would see them. */
  private static int[] selected(Op.Select select, int position, boolean vertical, Shape from) {
    if (select.axis() != (vertical ? 2 : 3)) {
      return new int[] {position, 1, 1};
    }
    int[] places = select.selection().places(extent(from, vertical));
    int step = places.length > 1 ? places[1] - places[0] : 1;
    boolean even = step > 0;
    for (int i = 0; even && i < places.length; i++) {
      even = places[i] == places[0] + i * step && places[i] != Selection.NOTHING;
    }
    return even ? new int[] {near(places[0] + (long) position * step), 1, 1} : everything();
  }

  private static int[] everything() {
    return new int[] {-FAR, 2 * FAR + 1, 1};
  }

  /** Returns an extent; a tensor that is not an image counts as one position. */
  private static int extent(Shape shape, boolean vertical) {
    return shape.rank() != PICTURE ? 1 : vertical ? shape.h() : shape.w();
  }

  private static int[] slid(int position, int stride, int border, int kernel, int dilation) {
    return new int[] {near((long) position * stride - border), kernel, dilation};
  }

  /** Returns whether each output position depends only on the same position of the inputs. */
  public static boolean byPosition(Op op) {
    return op instanceof Op.Relu
        || op instanceof Op.Pointwise
        || op instanceof Op.PRelu
        || op instanceof Op.BatchNorm
        || op instanceof Op.Affine
        || op instanceof Op.SelectChannels
        || op instanceof Op.Lrn
        || (op instanceof Op.Softmax softmax && softmax.axis() == 1)
        || (op instanceof Op.LayerNorm norm && norm.last() == 1)
        || (op instanceof Op.Reduce reduce && reduce.axis() == 1)
        || op instanceof Op.Concat
        || op instanceof Op.Add;
  }

  private static @Nullable Window window(Op op) {
    if (op instanceof Op.Conv conv) {
      return conv.window();
    } else if (op instanceof Op.MaxPool pool) {
      return pool.window();
    }
    return op instanceof Op.AvgPool pool ? pool.window() : null;
  }

  private static int near(long position) {
    return (int) Math.max(-FAR, Math.min(FAR, position));
  }
}
