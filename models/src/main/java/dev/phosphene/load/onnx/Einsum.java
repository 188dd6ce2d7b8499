package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Imports Einsum. Two inputs at a time are brought into the order (shared, own, summed), so that a
 * matrix product does the rest.
 */
final class Einsum {
  private final NodeCall call;
  private final Map<Character, Integer> sizes = new LinkedHashMap<>();
  private int most; // axes that an ellipsis stands for
  private String part = ""; // prefix for names of intermediate nodes

  private Einsum(NodeCall call) {
    this.call = call;
  }

  static OnnxValue of(NodeCall call) {
    return new Einsum(call).value();
  }

  private OnnxValue value() {
    String equation = call.text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    String[] inputs = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    if (inputs.length != call.count()) {
      throw new UnsupportedNode("the equation \"" + equation + "\" is not for its inputs");
    }
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = named(inputs[i], NodeCall.extents(call.array(i)));
    }
    String dots = dots(most);
    String out =
        arrow < 0
            ? dots + once(String.join("", inputs))
            : equation.substring(arrow + 2).replace("...", dots);
    if (repeats(out) || out.chars().anyMatch(label -> !sizes.containsKey((char) label))) {
      throw new UnsupportedNode("the equation \"" + equation + "\" makes axes of nothing");
    }
    if (inputs.length == 1) {
      String kept = kept(inputs[0], out, "");
      return ordered(null, summed("input", call.array(0), inputs[0], kept), kept, out);
    }
    OnnxValue result = call.array(0);
    String have = inputs[0];
    for (int i = 1; i < inputs.length; i++) {
      boolean last = i == inputs.length - 1;
      part = last ? "" : "part" + i + "/";
      String later = String.join("", List.of(inputs).subList(i + 1, inputs.length));
      String both = have + without(inputs[i], have);
      String wanted = last ? out : kept(both, out, later);
      result = product(result, have, call.array(i), inputs[i], wanted);
      have = wanted;
    }
    return result;
  }

  /** Returns one label per axis, also for those of an ellipsis. */
  private String named(String labels, List<Integer> extents) {
    int count = extents.size() - labels.replace("...", "").length();
    String all = labels.contains("...") ? labels.replace("...", dots(Math.max(count, 0))) : labels;
    if (extents.size() != all.length() || repeats(all)) {
      throw new UnsupportedNode("\"" + labels + "\" does not name the axes of " + extents);
    }
    if (labels.contains("...")) {
      most = Math.max(most, count);
    }
    for (int axis = 0; axis < extents.size(); axis++) {
      Integer before = sizes.put(all.charAt(axis), extents.get(axis));
      if (before != null && !before.equals(extents.get(axis))) {
        throw new UnsupportedNode("the axis " + all.charAt(axis) + " has two extents");
      }
    }
    return all;
  }

  /** Returns labels for that many axes: digits, which no equation has, the last axis being 0. */
  private static String dots(int count) {
    if (count > 10) {
      throw new UnsupportedNode("three dots for " + count + " axes");
    }
    return "9876543210".substring(10 - count);
  }

  /** Returns the letters that occur once, in alphabetical order. */
  private static String once(String labels) {
    StringBuilder once = new StringBuilder();
    labels
        .chars()
        .filter(label -> label > '9' && labels.indexOf(label) == labels.lastIndexOf(label))
        .sorted()
        .forEach(label -> once.append((char) label));
    return once.toString();
  }

  private static boolean repeats(String labels) {
    return labels.chars().distinct().count() < labels.length();
  }

  /** Returns the labels that occur in one of the other two. */
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

  private OnnxValue product(
      OnnxValue one, String first, OnnxValue other, String second, String out) {
    String a = kept(first, second, out);
    String b = kept(second, first, out);
    String shared = kept(kept(a, b, ""), out, "");
    String inner = without(kept(a, b, ""), out);
    String rows = without(a, b);
    String columns = without(b, a);
    OnnxValue x = ordered("a", summed("first", one, first, a), a, shared + rows + inner);
    OnnxValue y = ordered("b", summed("second", other, second, b), b, shared + inner + columns);
    OnnxValue.Tensor left = grouped("left", x, shared, rows, inner);
    OnnxValue.Tensor right = grouped("right", y, shared, inner, columns);
    OnnxValue.Tensor product = TensorProducts.product(call, part + "product", left, right);
    String made = shared + rows + columns;
    List<Integer> extents = new ArrayList<>();
    made.chars().forEach(label -> extents.add(size((char) label)));
    OnnxValue.Tensor whole = TensorMoves.reshaped(call, part + "axes", product, extents);
    return ordered(part.isEmpty() ? null : "ordered", whole, made, out);
  }

  private OnnxValue.Tensor grouped(String suffix, OnnxValue value, String... groups) {
    List<Integer> extents = new ArrayList<>();
    for (String group : groups) {
      extents.add(group.chars().map(label -> size((char) label)).reduce(1, (p, q) -> p * q));
    }
    return TensorMoves.reshaped(call, part + suffix, call.tensor(value), extents);
  }

  private int size(char label) {
    return sizes.getOrDefault(label, 1);
  }

  /** Sums over the axes that are not kept. */
  private OnnxValue summed(String suffix, OnnxValue value, String labels, String kept) {
    OnnxValue.Tensor result = call.tensor(value);
    List<Integer> extents = new ArrayList<>();
    for (int axis = 0; axis < labels.length(); axis++) {
      if (kept.indexOf(labels.charAt(axis)) < 0) {
        Op sum = new Op.Reduce(Op.Reduction.SUM, axis + 1);
        result = call.step(part + suffix + "/sum" + axis, sum, result);
      } else {
        extents.add(size(labels.charAt(axis)));
      }
    }
    return TensorMoves.reshaped(call, part + suffix + "/kept", result, extents);
  }

  private OnnxValue ordered(
      @Nullable String suffix, OnnxValue value, String labels, String wanted) {
    List<Integer> order = wanted.chars().mapToObj(labels::indexOf).toList();
    return TensorMoves.transposed(call, suffix == null ? null : part + suffix, value, order);
  }
}
