package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builds a network: layers under the names of PyTorch's modules, with the sizes of their weights in
 * the file. Each requested weight is marked as used.
 */
final class NetworkBuilder {
  private static final int LARGEST = 600;

  private final StateDict dict;
  private final Graph.Builder builder;
  private final int inputs;
  private final Map<String, Integer> channels = new HashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private final List<String> rules = new ArrayList<>();
  private Preprocessing preprocessing = Preprocessing.TORCH;
  private List<String> labels = List.of();
  private int size = 224;

  private NetworkBuilder(StateDict dict, int inputs) {
    this.dict = dict;
    this.inputs = inputs;
    this.builder = Graph.builder(inputs);
    channels.put("input", inputs);
  }

  /** Returns a builder for images of {@code inputs} channels. */
  static NetworkBuilder of(StateDict dict, int inputs) {
    return new NetworkBuilder(dict, inputs);
  }

  // Queries of the file.

  boolean has(String key) {
    return dict.parameters().containsKey(key);
  }

  /** Returns whether a module has weights of its own. */
  boolean hasModule(String name) {
    return has(name + ".weight");
  }

  /** Returns the first of the names whose module has weights. */
  Optional<String> module(String... names) {
    return List.of(names).stream().filter(this::hasModule).findFirst();
  }

  /** Returns whether a key has this prefix. */
  boolean hasUnder(String prefix) {
    return dict.parameters().keySet().stream().anyMatch(key -> key.startsWith(prefix));
  }

  /** Returns the numbers that follow the prefix in some keys, ascending. */
  List<Integer> numbers(String prefix) {
    return dict.parameters().keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()).split("\\.", 2)[0])
        .filter(part -> part.matches("\\d{1,4}"))
        .map(Integer::parseInt)
        .distinct()
        .sorted()
        .toList();
  }

  /** Returns the shape of a weight without marking it as used. */
  Shape shape(String key) {
    return found(key).shape();
  }

  /** Returns a weight of any shape. */
  Parameter weight(String key) {
    used.add(key);
    return found(key);
  }

  /** Returns a weight with that many values, in another shape. */
  Parameter weight(String key, int... extents) {
    Parameter weight = weight(key);
    Shape shape = Shape.of(extents);
    if (weight.shape().size() != shape.size()) {
      throw new KeyMismatch("\"%s\" is %s, expected %s".formatted(key, weight.shape(), shape));
    }
    return new Parameter(key, shape, weight.source());
  }

  private Parameter found(String key) {
    Parameter parameter = dict.parameters().get(key);
    if (parameter == null) {
      throw new KeyMismatch("it has no \"" + key + "\"");
    }
    return parameter;
  }

  /** Marks weights as used that play no part in the network's output. */
  void ignore(String prefix) {
    dict.parameters().keySet().stream().filter(key -> key.startsWith(prefix)).forEach(used::add);
  }

  /** Returns the weights that were never requested. */
  List<String> unused() {
    return dict.parameters().keySet().stream().filter(key -> !used.contains(key)).toList();
  }

  // Facts beside the layers.

  /** Records a choice that the file does not determine. */
  void rule(String text) {
    if (!rules.contains(text)) {
      rules.add(text);
    }
  }

  List<String> rules() {
    return rules;
  }

  /** Sets the side of the images that the network was made for. */
  void size(int side) {
    size = side;
  }

  int size() {
    return size;
  }

  /** Finds the image size at which a layer has that many rows; the usual one if it fits. */
  void sizeFor(String layer, int rows) {
    for (int side = 0; side <= LARGEST; side++) {
      int tried = side == 0 ? size : side;
      Shape shape = builder.build().reach(Shape.of(1, inputs, tried, tried)).shapes().get(layer);
      if (shape != null && shape.h() == rows) {
        size = tried;
        return;
      }
    }
    throw new KeyMismatch("no image gives \"" + layer + "\" " + rows + " rows");
  }

  void preprocessing(Preprocessing other) {
    preprocessing = other;
  }

  Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Sets the names of the classes, if their number matches. */
  void labels(List<String> names) {
    labels = names;
  }

  List<String> labels() {
    return labels;
  }

  /** Gives a layer another name. */
  void alias(String name, String layer) {
    aliases.put(name, layer);
  }

  // Layers.

  int channels(String layer) {
    Integer count = channels.get(layer);
    if (count == null) {
      throw new IllegalStateException("no layer " + layer);
    }
    return count;
  }

  /** Adds an operation with that many output channels. */
  String add(String name, int out, Op op, String... from) {
    builder.add(name, op, from);
    channels.put(name, out);
    return name;
  }

  /** Adds an operation that keeps the number of channels. */
  String same(String name, Op op, String from) {
    return add(name, channels(from), op, from);
  }

  String relu(String name, String from) {
    return same(name, new Op.Relu(), from);
  }

  /** Adds a convolution with a border of half its kernel. */
  String conv(String name, String from, int stride) {
    Shape kernel = shape(name + ".weight");
    requireRank(name, kernel, 4);
    return conv(name, from, stride, kernel.h() / 2, kernel.w() / 2);
  }

  /** Adds a convolution; the kernel's input channels determine the number of groups. */
  String conv(String name, String from, int stride, int borderH, int borderW) {
    Parameter kernel = weight(name + ".weight");
    requireRank(name, kernel.shape(), 4);
    Shape shape = kernel.shape();
    int in = channels(from);
    int groups = in / shape.c();
    if (groups * shape.c() != in || shape.n() % groups != 0) {
      throw new KeyMismatch(
          "\"%s.weight\" is %s, and takes %d channels".formatted(name, shape, in));
    }
    Window window =
        new Window(
            shape.h(),
            shape.w(),
            stride,
            stride,
            1,
            1,
            new Window.Padding.Explicit(borderH, borderW, borderH, borderW));
    Parameter bias = has(name + ".bias") ? weight(name + ".bias", shape.n()) : null;
    return add(name, shape.n(), new Op.Conv(kernel, bias, window, groups), from);
  }

  private static void requireRank(String name, Shape shape, int rank) {
    if (shape.rank() != rank) {
      throw new KeyMismatch("\"%s.weight\" is %s, expected %d axes".formatted(name, shape, rank));
    }
  }

  /** Adds batch normalization with the file's statistics. */
  String norm(String name, String from, float epsilon) {
    return normUnder(name, name, from, epsilon);
  }

  /** Adds the batch normalization of a module as a layer of another name. */
  String normUnder(String layer, String module, String from, float epsilon) {
    int c = channels(from);
    Op norm =
        new Op.BatchNorm(
            has(module + ".weight") ? weight(module + ".weight", c) : null,
            has(module + ".bias") ? weight(module + ".bias", c) : null,
            weight(module + ".running_mean", c),
            weight(module + ".running_var", c),
            epsilon);
    return same(layer, norm, from);
  }

  /** Adds layer normalization over the channels of each position of an image. */
  String layerNorm(String name, String from, float epsilon) {
    int c = channels(from);
    String inner = same(name + "/standardised", new Op.LayerNorm(1, 1, epsilon), from);
    Op affine = new Op.Affine(weight(name + ".weight", c), weight(name + ".bias", c));
    return same(name, affine, inner);
  }

  String maxPool(String name, String from, int kernel, int stride, int border) {
    return same(name, new Op.MaxPool(Window.padded(kernel, stride, border)), from);
  }

  /** Adds a pooling whose last window may extend beyond the edge. */
  String maxPoolCeil(String name, String from, int kernel, int stride, int border) {
    Window window = Window.valid(kernel, stride);
    return same(
        name,
        new Op.MaxPool(window.with(new Window.Padding.Ceil(border, border, border, border))),
        from);
  }

  String globalPool(String name, String from) {
    return same(name, new Op.GlobalAvgPool(), from);
  }

  /** Adds a fully connected layer on features, or on each position. */
  String linear(String name, String from) {
    Shape shape = shape(name + ".weight");
    if (shape.rank() != 2 && (shape.rank() != 4 || shape.h() * shape.w() != 1)) {
      throw new KeyMismatch("\"%s.weight\" is %s, expected a matrix".formatted(name, shape));
    }
    return projected(name, name + ".weight", name + ".bias", from);
  }

  /** Adds a matrix, and a bias if there is one, on the channels of each position. */
  String projected(String name, String weight, String bias, String from) {
    int out = shape(weight).n();
    int in = channels(from);
    Parameter vector = has(bias) ? weight(bias, out) : null;
    Op conv = new Op.Conv(weight(weight, out, in, 1, 1), vector, Window.valid(1, 1), 1);
    return add(name, out, conv, from);
  }

  /** Adds a matrix {@code [out, in]} on the channels of each position. */
  String matrix(String name, Parameter matrix, String from) {
    int out = matrix.shape().n();
    Shape kernel = Shape.of(out, channels(from), 1, 1);
    Parameter weight = new Parameter(matrix.name(), kernel, matrix.source());
    return add(name, out, new Op.Conv(weight, null, Window.valid(1, 1), 1), from);
  }

  /** Returns the output shape of an operation for inputs of these shapes. */
  Shape inferred(Op op, List<Shape> inputs) {
    try {
      return Graph.shape(op, inputs);
    } catch (IllegalArgumentException e) {
      throw new KeyMismatch(String.valueOf(e.getMessage()));
    }
  }

  /** Adds global pooling and the first of the classifiers that exists. */
  void classifier(String from, String... names) {
    String x = globalPool("avgpool", from);
    module(names).ifPresent(name -> linear(name, x));
  }

  /** Returns the graph of all layers. */
  Graph graph() {
    Optional<Shape> made = Optional.of(Shape.of(1, inputs, size, size));
    return builder.build().with(new Graph.Notes(aliases, Map.of(), made));
  }
}
