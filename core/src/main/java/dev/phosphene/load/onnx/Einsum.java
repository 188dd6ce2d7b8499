package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums of products by Einstein's convention, of one or two inputs: both are brought into the order
 * (shared, own, summed), so that a matrix product does the rest.
 */
final class Einsum {
  private final Call call;
  private final Map<Character, Integer> sizes = new LinkedHashMap<>();

  private Einsum(Call call) {
    this.call = call;
  }

  static Value of(Call call) {
    return new Einsum(call).value();
  }

  private Value value() {
    String equation = call.text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    if (equation.contains(".") || arrow < 0 || call.count() > 2) {
      throw new Unsupported("the equation \"" + equation + "\" is not supported");
    }
    String[] inputs = equation.substring(0, arrow).split(",", -1);
    String out = equation.substring(arrow + 2);
    if (inputs.length != call.count()) {
      throw new Unsupported("the equation \"" + equation + "\" is not for its inputs");
    }
    for (int i = 0; i < inputs.length; i++) {
      List<Integer> extents = Call.extents(call.array(i));
      if (extents.size() != inputs[i].length() || repeats(inputs[i])) {
        throw new Unsupported("\"" + inputs[i] + "\" does not name the axes of " + extents);
      }
      for (int axis = 0; axis < extents.size(); axis++) {
        Integer before = sizes.put(inputs[i].charAt(axis), extents.get(axis));
        if (before != null && !before.equals(extents.get(axis))) {
          throw new Unsupported("the axis " + inputs[i].charAt(axis) + " has two extents");
        }
      }
    }
    if (repeats(out) || out.chars().anyMatch(label -> !sizes.containsKey((char) label))) {
      throw new Unsupported("the equation \"" + equation + "\" makes axes of nothing");
    }
    if (inputs.length == 1) {
      String kept = kept(inputs[0], out, "");
      Value summed = summed("input", call.array(0), inputs[0], kept);
      return ordered(null, summed, kept, out);
    }
    return product(inputs[0], inputs[1], out);
  }

  private static boolean repeats(String labels) {
    return labels.chars().distinct().count() < labels.length();
  }

  /** The labels that occur in one of the other two. */
  private static String kept(String labels, String one, String other) {
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < labels.length(); i++) {
      char label = labels.charAt(i);
      if (one.indexOf(label) >= 0 || other.indexOf(label) >= 0) {
        kept.append(label);
      }
    }
    return kept.toString();
  }

  private static String without(String labels, String others) {
    StringBuilder left = new StringBuilder();
    for (int i = 0; i < labels.length(); i++) {
      char label = labels.charAt(i);
      if (others.indexOf(label) < 0) {
        left.append(label);
      }
    }
    return left.toString();
  }

  private Value product(String first, String second, String out) {
    String a = kept(first, second, out);
    String b = kept(second, first, out);
    String shared = kept(kept(a, b, ""), out, "");
    String inner = without(kept(a, b, ""), out);
    String rows = without(a, b);
    String columns = without(b, a);
    Value x = ordered("a", summed("first", call.array(0), first, a), a, shared + rows + inner);
    Value y = ordered("b", summed("second", call.array(1), second, b), b, shared + inner + columns);
    Value.Tensor left = grouped("left", x, shared, rows, inner);
    Value.Tensor right = grouped("right", y, shared, inner, columns);
    Value.Tensor product = TensorProducts.product(call, "product", left, right);
    String made = shared + rows + columns;
    List<Integer> extents = new ArrayList<>();
    made.chars().forEach(label -> extents.add(size((char) label)));
    Value.Tensor whole = TensorMoves.reshaped(call, "axes", product, extents);
    return ordered(null, whole, made, out);
  }

  private Value.Tensor grouped(String suffix, Value value, String... groups) {
    List<Integer> extents = new ArrayList<>();
    for (String group : groups) {
      extents.add(group.chars().map(label -> size((char) label)).reduce(1, (p, q) -> p * q));
    }
    return TensorMoves.reshaped(call, suffix, call.tensor(value), extents);
  }

  private int size(char label) {
    return sizes.getOrDefault(label, 1);
  }

  /** Without the axes that are not kept. */
  private Value summed(String suffix, Value value, String labels, String kept) {
    Value.Tensor result = call.tensor(value);
    List<Integer> extents = new ArrayList<>();
    for (int axis = 0; axis < labels.length(); axis++) {
      if (kept.indexOf(labels.charAt(axis)) < 0) {
        Op sum = new Op.Reduce(Op.Reduction.SUM, axis + 1);
        result = call.step(suffix + "/sum" + axis, sum, result);
      } else {
        extents.add(size(labels.charAt(axis)));
      }
    }
    return TensorMoves.reshaped(call, suffix + "/kept", result, extents);
  }

  private Value ordered(@Nullable String suffix, Value value, String labels, String wanted) {
    List<Integer> order = wanted.chars().mapToObj(labels::indexOf).toList();
    return TensorMoves.transposed(call, suffix, value, order);
  }
}
