package dev.phosphene.diagram;

import dev.phosphene.graph.Cost;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Kind;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Overview;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One box of a {@link Diagram}: a layer, and the elementwise layers after it that are its only
 * readers (convolution, batch normalization, ReLU).
 *
 * @param layers at least one, each reading the one before
 * @param inputs indices of earlier boxes
 * @param shape output shape of the last layer; null if the network does not reach it
 * @param cost sum of all layers
 */
record DiagramBox(
    List<Node> layers, List<Integer> inputs, @Nullable Shape shape, Cost cost, Family family) {

  /** The category of operation that determines a box's color. */
  enum Family {
    CONVOLUTION("convolution", "#dceafb", "#3f78b5"),
    DENSE("matrix product", "#e8def8", "#7d56b8"),
    POOLING("pooling, resizing", "#fde6d0", "#cf7f2c"),
    NORMALIZATION("normalisation", "#dff3e3", "#4c9a5d"),
    ACTIVATION("function of a value", "#fdf4cb", "#bd9d1f"),
    JOINING("branches meet", "#e9ecef", "#6c7783"),
    OTHER("other", "#ffffff", "#8e99a4");

    final String words;
    final String fill;
    final String stroke;

    Family(String words, String fill, String stroke) {
      this.words = words;
      this.fill = fill;
      this.stroke = stroke;
    }
  }

  /** Returns all boxes of a graph, each after its inputs. */
  static List<DiagramBox> of(Graph graph, Map<String, Shape> shapes) {
    Overview overview = Overview.of(graph);
    Map<String, Cost> costs = overview.costs(graph, shapes);
    Map<String, Integer> readers = new LinkedHashMap<>();
    for (Node node : overview.nodes()) {
      node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
    }
    List<List<Node>> chains = new ArrayList<>();
    Map<String, Integer> box = new LinkedHashMap<>();
    for (Node node : overview.nodes()) {
      String before = node.inputs().size() == 1 ? node.input() : "";
      boolean joins = valueByValue(node) && readers.getOrDefault(before, 0) == 1;
      Integer at = box.get(before);
      if (joins && at != null && !(chains.get(at).get(0).op() instanceof Op.Input)) {
        chains.get(at).add(node);
        box.put(node.name(), at);
      } else {
        box.put(node.name(), chains.size());
        chains.add(new ArrayList<>(List.of(node)));
      }
    }
    List<DiagramBox> boxes = new ArrayList<>();
    for (List<Node> chain : chains) {
      Cost cost =
          chain.stream()
              .map(node -> costs.getOrDefault(node.name(), Cost.NONE))
              .reduce(Cost.NONE, Cost::plus);
      Shape shape = shapes.get(chain.get(chain.size() - 1).name());
      List<Integer> inputs =
          chain.get(0).inputs().stream()
              .map(name -> box.getOrDefault(name, 0))
              .distinct()
              .collect(Collectors.toList());
      Family family = family(chain.get(0), shape);
      boxes.add(new DiagramBox(List.copyOf(chain), List.copyOf(inputs), shape, cost, family));
    }
    return boxes;
  }

  private static boolean valueByValue(Node node) {
    Op op = node.op();
    return op instanceof Op.Relu
        || (meets(op) && node.inputs().size() == 1) // with a constant
        || op instanceof Op.PRelu
        || op instanceof Op.Pointwise
        || op instanceof Op.BatchNorm
        || op instanceof Op.Affine;
  }

  private static boolean meets(Op op) {
    return op instanceof Op.Add || op instanceof Op.Binary;
  }

  private static Family family(Node node, @Nullable Shape shape) {
    Op op = node.op();
    if (op instanceof Op.Conv conv) {
      boolean vector = shape != null && shape.rank() == 4 && shape.h() * shape.w() == 1;
      Window window = conv.window();
      return vector && window.kernelH() * window.kernelW() == 1 ? Family.DENSE : Family.CONVOLUTION;
    } else if (op instanceof Op.ConvTranspose) {
      return Family.CONVOLUTION;
    } else if (op instanceof Op.Linear || op instanceof Op.MatMul || op instanceof Op.Recurrent) {
      return Family.DENSE;
    } else if (op instanceof Op.MaxPool
        || op instanceof Op.AvgPool
        || op instanceof Op.GlobalAvgPool
        || op instanceof Op.GlobalMaxPool
        || op instanceof Op.Reduce
        || op instanceof Op.DepthToSpace
        || op instanceof Op.SpaceToDepth
        || op instanceof Op.Resize) {
      return Family.POOLING;
    } else if (op instanceof Op.BatchNorm
        || op instanceof Op.Lrn
        || op instanceof Op.LayerNorm
        || op instanceof Op.Affine) {
      return Family.NORMALIZATION;
    } else if (op instanceof Op.Relu
        || op instanceof Op.PRelu
        || op instanceof Op.Pointwise
        || (meets(op) && node.inputs().size() == 1)
        || op instanceof Op.Softmax) {
      return Family.ACTIVATION;
    } else if (meets(op) || op instanceof Op.Concat || op instanceof Op.Join) {
      return Family.JOINING;
    }
    return Family.OTHER;
  }

  /** Returns the shortest name of its layers, the first of several. */
  String name() {
    String shortest = layers.get(0).name();
    for (Node layer : layers) {
      if (layer.name().length() < shortest.length()) {
        shortest = layer.name();
      }
    }
    return shortest;
  }

  /** Returns its operations, such as {@code conv 7×7 /2, relu}. */
  String kinds() {
    return layers.stream().map(layer -> kind(layer.op())).collect(Collectors.joining(", "));
  }

  private static String kind(Op op) {
    String text = Kind.of(op);
    if (op instanceof Op.Conv conv) {
      return text + groups(conv.groups()) + step(conv.window());
    } else if (op instanceof Op.ConvTranspose conv) {
      return text + groups(conv.groups()) + step(conv.window());
    } else if (op instanceof Op.MaxPool pool) {
      return text + size(pool.window());
    } else if (op instanceof Op.AvgPool pool) {
      return text + size(pool.window());
    }
    return text;
  }

  private static String groups(int groups) {
    return groups > 1 ? " in " + groups + " groups" : "";
  }

  private static String size(Window window) {
    return " " + window.kernelH() + "×" + window.kernelW() + step(window);
  }

  private static String step(Window window) {
    if (window.strideH() == window.strideW()) {
      return window.strideH() == 1 ? "" : " /" + window.strideH();
    }
    return " /" + window.strideH() + "×" + window.strideW();
  }

  /** Returns {@code 64 × 112×112}: channels, height and width. */
  String extents() {
    if (shape == null) {
      return "not reached";
    } else if (shape.rank() != 4) {
      return shape.toString();
    }
    return shape.c() + " × " + shape.h() + "×" + shape.w();
  }
}
