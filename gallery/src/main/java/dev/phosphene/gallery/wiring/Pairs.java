package dev.phosphene.gallery.wiring;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Op.Arithmetic;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The steps through {@link Op.Binary}. */
record Pairs(Graph graph, Map<String, Shape> shapes) {

  List<Step> steps(Node node, Arithmetic arithmetic, int axis) {
    String a = node.inputs().get(0);
    String b = node.inputs().get(1);
    if (graph.node(a).op() instanceof Op.Constant constant) {
      return withConstant(node, arithmetic, axis, b, constant, false);
    } else if (graph.node(b).op() instanceof Op.Constant constant) {
      return withConstant(node, arithmetic, axis, a, constant, true);
    }
    return switch (arithmetic) {
      case ADD, SUB -> sum(node, arithmetic == Arithmetic.SUB ? -1 : 1, axis);
      case MUL -> gated(node, axis);
      case DIV ->
          isWhole(a, node) && !isWhole(b, node)
              ? List.of(Step.same(new Place(a, axis)))
              : List.of();
      case POW, MIN, MAX -> List.of();
    };
  }

  /** Both sides, as far as they have these channels. */
  private List<Step> sum(Node node, float second, int axis) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String input = node.inputs().get(i);
      int size = extent(input, axis);
      if (size == extent(node.name(), axis)) {
        float[] gains = Gains.all(i == 0 ? 1 : second, size);
        steps.add(new Step(new Place(input, axis), null, gains));
      }
    }
    return steps;
  }

  /** The side with positions, where the other one has one number for each channel, or one alone. */
  private List<Step> gated(Node node, int axis) {
    String a = node.inputs().get(0);
    String b = node.inputs().get(1);
    if (isWhole(a, node) == isWhole(b, node)) {
      return List.of();
    }
    return List.of(Step.same(new Place(isWhole(a, node) ? a : b, axis)));
  }

  /** Whether an input has the shape of the output. */
  private boolean isWhole(String input, Node node) {
    return Objects.equals(shapes.get(input), shapes.get(node.name()));
  }

  private int extent(String node, int axis) {
    return Objects.requireNonNull(shapes.get(node)).extent(axis);
  }

  private List<Step> withConstant(
      Node node,
      Arithmetic arithmetic,
      int axis,
      String input,
      Op.Constant constant,
      boolean second) {
    int size = extent(input, axis);
    if (size != extent(node.name(), axis)) {
      return List.of();
    }
    Place from = new Place(input, axis);
    return switch (arithmetic) {
      case ADD, MIN, MAX -> List.of(Step.same(from));
      case SUB -> List.of(new Step(from, null, Gains.all(second ? 1 : -1, size)));
      case MUL -> factors(constant, axis, size, false).map(g -> scaled(from, g)).orElse(List.of());
      case DIV ->
          second
              ? factors(constant, axis, size, true).map(g -> scaled(from, g)).orElse(List.of())
              : List.of();
      case POW -> List.of();
    };
  }

  private static List<Step> scaled(Place from, float @Nullable [] gains) {
    return List.of(new Step(from, null, gains));
  }

  /** The values of a constant that has one for each channel, or one alone. */
  private static Optional<float[]> factors(
      Op.Constant constant, int axis, int size, boolean inverse) {
    Shape shape = constant.value().shape(); // without the examples
    boolean each = shape.rank() >= axis && shape.extent(axis - 1) == size;
    if (shape.size() != 1 && (!each || shape.size() != size)) {
      return Optional.empty();
    }
    float[] values = constant.value().values();
    float[] gains = new float[size];
    for (int c = 0; c < size; c++) {
      float value = values[values.length == 1 ? 0 : c];
      gains[c] = inverse ? 1 / value : value;
    }
    return Optional.of(gains);
  }
}
