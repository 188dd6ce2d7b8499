package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.TensorViews;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Converts between images {@code [n, c, h, w]} and tensors with the file's axes. */
final class AxisConversion {
  private final OnnxImporter importer;
  private final Map<OnnxValue.Map, OnnxValue.Tensor> tensors = new HashMap<>();
  private final Map<String, String> views = new HashMap<>(); // by a tensor's node

  AxisConversion(OnnxImporter importer) {
    this.importer = importer;
  }

  /** Forgets all conversions, after part of the graph was undone. */
  void forget() {
    tensors.values().removeIf(tensor -> !importer.has(tensor.node()));
    views.keySet().removeIf(node -> !importer.has(node));
  }

  /** Returns the layer that shows a tensor, if there is one. */
  Optional<String> view(OnnxValue.Tensor tensor) {
    return Optional.ofNullable(views.get(tensor.node()));
  }

  /**
   * Adds an operation on tensors. If the file's first axis is the batch, the result gets a view
   * without it, as an image, tokens or features; the view has the name.
   */
  OnnxValue.Tensor emit(String name, Op op, OnnxValue.Tensor... from) {
    List<String> inputs = List.of(from).stream().map(OnnxValue.Tensor::node).toList();
    List<Integer> extents = extents(importer.infer(op, inputs));
    Optional<TensorViews.View> view = TensorViews.of(extents);
    if (view.isEmpty()) {
      importer.add(name, op, inputs);
      return new OnnxValue.Tensor(name, extents);
    }
    String inner = importer.unused(name + view.get().ending());
    importer.add(inner, op, inputs);
    importer.add(name, view.get().op(), List.of(inner));
    views.put(inner, name);
    return new OnnxValue.Tensor(inner, extents);
  }

  private static List<Integer> extents(Shape shape) {
    return IntStream.range(1, shape.rank()).mapToObj(shape::extent).toList();
  }

  /** Returns a constant as a tensor. */
  OnnxValue.Tensor tensor(Constant constant) {
    String name = importer.unused(constant.name().isEmpty() ? "constant" : constant.name());
    importer.add(name, new Op.Constant(constant.parameter()), List.of());
    return new OnnxValue.Tensor(name, extents(constant.shape()));
  }

  /** Returns an image with the file's axes. */
  OnnxValue.Tensor tensor(OnnxValue.Map map) {
    OnnxValue.Tensor known = tensors.get(map);
    if (known == null) {
      known = turned(map);
      tensors.put(map, known);
    }
    return known;
  }

  private OnnxValue.Tensor turned(OnnxValue.Map map) {
    Shape shape = importer.shape(map.node());
    if (shape.n() != 1) {
      throw new UnsupportedNode("the file fixes batches of " + shape.n() + " pictures");
    }
    List<Axis> stored = stored(map);
    List<Integer> extents = stored.stream().map(Axis::size).toList();
    if (extents.stream().reduce(1, (a, b) -> a * b) != shape.size()) {
      throw new UnsupportedNode("its axes are not those of " + shape);
    }
    String node = reshaped(map.node(), extents);
    List<Axis> wanted = map.axes().stream().filter(stored::contains).toList();
    List<Integer> order = wanted.stream().map(axis -> stored.indexOf(axis) + 1).toList();
    if (!order.equals(IntStream.rangeClosed(1, stored.size()).boxed().toList())) {
      String turned = importer.unused(map.node() + "/turned");
      importer.add(turned, new Op.Transpose(order), List.of(node));
      node = turned;
    }
    return new OnnxValue.Tensor(reshaped(node, map.extents()), map.extents());
  }

  /** Returns the axes that are not fixed at 1, in memory order. */
  private static List<Axis> stored(OnnxValue.Map map) {
    List<Axis> stored = new ArrayList<>(map.axes());
    stored.removeIf(axis -> axis.is(Kind.ONE) || axis.is(Kind.BATCH));
    stored.sort(
        Comparator.comparing(Axis::kind).thenComparing(Axis::stride, Comparator.reverseOrder()));
    if (stored.stream().distinct().count() != stored.size()) {
      throw new UnsupportedNode("its axes " + map.extents() + " cannot be told apart");
    }
    return stored;
  }

  private String reshaped(String node, List<Integer> extents) {
    List<Integer> target = extents.isEmpty() ? List.of(1) : extents;
    if (extents(importer.shape(node)).equals(target)) {
      return node;
    }
    String name = importer.unused(node + "/shaped");
    importer.add(name, new Op.Reshape(target), List.of(node));
    return name;
  }

  /** Returns a tensor {@code [1, c, h, w]} or {@code [1, c]} as an image. */
  OnnxValue.Map map(OnnxValue.Tensor tensor) {
    List<Integer> extents = tensor.extents();
    int rank = extents.size();
    if ((rank != 4 && rank != 2) || extents.get(0) != 1) {
      throw new UnsupportedNode("what reaches it is " + extents + ", expected [n, c, h, w]");
    }
    List<Axis> axes = new ArrayList<>();
    axes.add(Axis.of(Kind.BATCH, 1));
    axes.add(Axis.of(Kind.CHANNEL, extents.get(1)));
    if (rank == 4) {
      axes.add(Axis.of(Kind.ROW, extents.get(2)));
      axes.add(Axis.of(Kind.COLUMN, extents.get(3)));
    }
    return map(tensor, axes);
  }

  /** Returns a tensor as an image with the given axes. */
  OnnxValue.Map map(OnnxValue.Tensor tensor, List<Axis> axes) {
    OnnxValue.Map map = new OnnxValue.Map(tensor.node(), axes);
    if (!map.whole()) {
      throw new UnsupportedNode("its channels are split into several axes");
    }
    if (map.isIn(Kind.BATCH, Kind.CHANNEL, Kind.ROW, Kind.COLUMN) && view(tensor).isPresent()) {
      return new OnnxValue.Map(view(tensor).get(), axes); // already without the batch axis
    }
    List<Axis> stored = stored(map);
    List<Axis> present = axes.stream().filter(stored::contains).toList();
    String node = reshaped(tensor.node(), present.stream().map(Axis::size).toList());
    List<Integer> order = stored.stream().map(axis -> present.indexOf(axis) + 1).toList();
    if (!order.equals(IntStream.rangeClosed(1, stored.size()).boxed().toList())) {
      String turned = importer.unused(tensor.node() + "/turned");
      importer.add(turned, new Op.Transpose(order), List.of(node));
      node = turned;
    }
    List<Integer> picture = new ArrayList<>();
    for (Kind kind : List.of(Kind.CHANNEL, Kind.ROW, Kind.COLUMN)) {
      int at = map.the(kind);
      picture.add(at < 0 ? 1 : axes.get(at).size());
    }
    return new OnnxValue.Map(reshaped(node, picture), axes);
  }
}
