package dev.phosphene.engine.onednn;

import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Scalar;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The model's pre-processing, {@code y[c] = scale[c] · x[order[c]] + shift[c]}, done while the
 * picture is copied to native memory, and its gradient while it is copied back.
 */
final class Entry {
  private final int length; // nodes swallowed, the input among them
  private final String name;
  private final Shape input;
  private final Shape shape;
  private final int[] order; // [c]
  private final float[] scale; // [c]
  private final float[] shift; // [c]
  private final float[] staging; // [n, c, h, w]

  private Entry(int length, String name, Shape input, int[] order, float[] scale, float[] shift) {
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
   * The longest chain of affine layers and channel selections behind the input that nobody else
   * reads.
   *
   * @param nodes in their order, the input first
   */
  static Entry of(List<Node> nodes, Set<String> taps, Map<String, Integer> readers, Shape input) {
    int[] order = new int[input.c()];
    Arrays.setAll(order, c -> c);
    float[] scale = new float[input.c()];
    Arrays.fill(scale, 1);
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
          scale[c] *= a[c];
          shift[c] = shift[c] * a[c] + b[c];
        }
      } else if (op instanceof Op.Pointwise p && p.function() == Scalar.LINEAR) {
        for (int c = 0; c < scale.length; c++) {
          scale[c] *= p.alpha();
          shift[c] = shift[c] * p.alpha() + p.beta();
        }
      } else if (op instanceof Op.SelectChannels select) {
        int[] pick = select.channels().stream().mapToInt(c -> c).toArray();
        int[] oldOrder = order;
        order = Arrays.stream(pick).map(c -> oldOrder[c]).toArray();
        scale = pick(scale, pick);
        shift = pick(shift, pick);
      } else {
        break;
      }
      name = nodes.get(length++).name();
    }
    return new Entry(length, name, input, order, scale, shift);
  }

  private static float[] pick(float[] values, int[] pick) {
    float[] picked = new float[pick.length];
    for (int c = 0; c < pick.length; c++) {
      picked[c] = values[pick[c]];
    }
    return picked;
  }

  /** How many of the first nodes this stands for. */
  int length() {
    return length;
  }

  /** The last of them, whose output is what native memory receives. */
  String name() {
    return name;
  }

  /** Shape of what native memory receives. */
  Shape shape() {
    return shape;
  }

  /** Copies the picture in. */
  void write(Tensor picture, FloatBuffer to) {
    int positions = input.h() * input.w();
    for (int plane = 0; plane < input.n() * order.length; plane++) {
      int c = plane % order.length;
      int from = picture.offset(plane / order.length, order[c]);
      float a = scale[c];
      float b = shift[c];
      int at = plane * positions;
      for (int i = 0; i < positions; i++) {
        staging[at + i] = a * picture.data()[from + i] + b;
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
      int to = gradient.offset(plane / order.length, order[c]);
      float a = scale[c];
      int at = plane * positions;
      for (int i = 0; i < positions; i++) {
        gradient.data()[to + i] += a * staging[at + i];
      }
    }
  }
}
