package dev.phosphene.engine.onednn;

import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The model's preprocessing, {@code y[c] = Σ_k scale[c][k] · x[order[c][k]] + shift[c]}, applied in
 * float32 while the image is copied to native memory, and its gradient while that is copied back.
 * There is one k, or three for a luma.
 */
final class InputCopy {
  private static final int COLORS = 3;

  private final int length; // number of nodes absorbed, including the input
  private final String name;
  private final Shape input;
  private final Shape shape;
  private final int[][] order; // [c][k]
  private final float[][] scale; // [c][k]
  private final float[] shift; // [c]
  private final float[] staging; // [n, c, h, w]

  private InputCopy(
      int length, String name, Shape input, int[][] order, float[][] scale, float[] shift) {
    this.length = length;
    this.name = name;
    this.input = input;
    this.order = order;
    this.scale = scale;
    this.shift = shift;
    shape = Shape.of(input.n(), order.length, input.h(), input.w());
    staging = new float[shape.size()];
  }

  /**
   * Finds the longest chain after the input, without other readers, of layers that are affine at
   * each position and have no more channels than the input.
   *
   * @param nodes in order, the input first
   */
  static InputCopy of(
      List<Node> nodes, Set<String> taps, Map<String, Integer> readers, Shape input) {
    int[][] order = new int[input.c()][1];
    Arrays.setAll(order, c -> new int[] {c});
    float[][] scale = new float[input.c()][1];
    for (float[] each : scale) {
      each[0] = 1;
    }
    float[] shift = new float[input.c()];
    int length = 1;
    String name = nodes.get(0).name();
    while (length < nodes.size()
        && !taps.contains(name)
        && readers.getOrDefault(name, 0) == 1
        && nodes.get(length).inputs().equals(List.of(name))) {
      Op op = nodes.get(length).op();
      if (op instanceof Op.Affine affine) {
        float[] a = affine.scale().values();
        float[] b = affine.shift().values();
        for (int c = 0; c < a.length; c++) {
          multiply(scale[c], a[c]);
          shift[c] = shift[c] * a[c] + b[c];
        }
      } else if (op instanceof Op.Pointwise p && p.function() == ScalarFunction.LINEAR) {
        for (int c = 0; c < scale.length; c++) {
          multiply(scale[c], p.alpha());
          shift[c] = shift[c] * p.alpha() + p.beta();
        }
      } else if (op instanceof Op.SelectChannels select) {
        int[] pick = select.channels().stream().mapToInt(c -> c).toArray();
        int[][] oldOrder = order;
        order = new int[pick.length][];
        Arrays.setAll(order, c -> oldOrder[pick[c]]);
        float[][] oldScale = scale;
        scale = new float[pick.length][];
        Arrays.setAll(scale, c -> oldScale[pick[c]].clone());
        float[] oldShift = shift;
        shift = new float[pick.length];
        for (int c = 0; c < pick.length; c++) {
          shift[c] = oldShift[pick[c]];
        }
      } else if (length == 1 && op instanceof Op.Conv conv && mixes(conv, input)) {
        int[] all = new int[input.c()];
        Arrays.setAll(all, c -> c);
        float[] weights = conv.weight().values();
        order = new int[conv.weight().shape().n()][];
        Arrays.fill(order, all);
        scale = new float[order.length][];
        Arrays.setAll(
            scale, c -> Arrays.copyOfRange(weights, c * all.length, (c + 1) * all.length));
        shift = conv.bias() == null ? new float[order.length] : conv.bias().values();
      } else {
        break;
      }
      name = nodes.get(length++).name();
    }
    return new InputCopy(length, name, input, order, scale, shift);
  }

  /** Returns whether a convolution mixes colors at each position, as a luma does. */
  private static boolean mixes(Op.Conv conv, Shape input) {
    Shape weight = conv.weight().shape();
    return conv.groups() == 1
        && conv.window().equals(Window.valid(1, 1))
        && weight.n() <= input.c()
        && input.c() <= COLORS;
  }

  private static void multiply(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  /** Returns the number of first nodes that this replaces. */
  int length() {
    return length;
  }

  /** Returns the last of them, whose output goes to native memory. */
  String name() {
    return name;
  }

  /** Returns the shape of what native memory receives. */
  Shape shape() {
    return shape;
  }

  /** Copies the image in. */
  void write(Tensor picture, FloatBuffer to) {
    int positions = input.h() * input.w();
    float[] x = picture.data();
    for (int plane = 0; plane < input.n() * order.length; plane++) {
      int c = plane % order.length;
      float b = shift[c];
      int at = plane * positions;
      for (int k = 0; k < order[c].length; k++) {
        int from = picture.offset(plane / order.length, order[c][k]);
        float a = scale[c][k];
        for (int i = 0; i < positions; i++) {
          staging[at + i] = a * x[from + i] + (k == 0 ? b : staging[at + i]);
        }
      }
    }
    to.put(0, staging);
  }

  /** Copies the gradient out. */
  void read(FloatBuffer from, Tensor gradient) {
    from.get(0, staging);
    gradient.fill(0);
    int positions = input.h() * input.w();
    for (int plane = 0; plane < input.n() * order.length; plane++) {
      int c = plane % order.length;
      int at = plane * positions;
      for (int k = 0; k < order[c].length; k++) {
        int to = gradient.offset(plane / order.length, order[c][k]);
        float a = scale[c][k];
        for (int i = 0; i < positions; i++) {
          gradient.data()[to + i] += a * staging[at + i];
        }
      }
    }
  }
}
