package dev.phosphene.gallery.wiring;

import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.Optional;

/**
 * The weights of a convolution, a transposed convolution or a dense layer, read once: for each of
 * {@code outs} channels {@code ins / groups · taps} weights.
 */
final class Kernel {
  private final int outs;
  private final int ins;
  private final int groups;
  private final int taps;
  private final boolean inputFirst;
  private final float[] weights;

  private Kernel(int outs, int ins, int groups, int taps, boolean inputFirst, float[] weights) {
    this.outs = outs;
    this.ins = ins;
    this.groups = groups;
    this.taps = taps;
    this.inputFirst = inputFirst;
    this.weights = weights;
  }

  /** Whether these channels are made by a convolution or a dense layer. */
  static boolean makes(Op op, int axis, int rank) {
    return op instanceof Op.Linear
        ? axis == rank - 1
        : (op instanceof Op.Conv || op instanceof Op.ConvTranspose) && axis == Place.CHANNELS;
  }

  /** Whether each channel of the output reads one channel of the input, of several. */
  static boolean isDepthwise(Op op) {
    if (op instanceof Op.Conv conv) {
      return conv.groups() > 1 && conv.weight().shape().extent(1) == 1;
    }
    return op instanceof Op.ConvTranspose conv
        && conv.groups() > 1
        && conv.weight().shape().extent(0) == conv.groups();
  }

  /**
   * The channels that a convolution or a dense layer reads.
   *
   * @param rank of its input
   */
  static Place reads(Node node, int rank) {
    return new Place(node.input(), node.op() instanceof Op.Linear ? rank - 1 : Place.CHANNELS);
  }

  /**
   * Reads the weights.
   *
   * @return empty if {@code op} has none
   * @throws dev.phosphene.error.InputException if the file lacks them, or one is not finite
   */
  static Optional<Kernel> of(Op op) {
    return shaped(op)
        .map(k -> new Kernel(k.outs, k.ins, k.groups, k.taps, k.inputFirst, weight(op).values()));
  }

  private static Optional<Kernel> shaped(Op op) {
    float[] none = {};
    if (op instanceof Op.Conv conv) {
      Shape shape = conv.weight().shape();
      int groups = conv.groups();
      int ins = shape.extent(1) * groups;
      return Optional.of(new Kernel(shape.extent(0), ins, groups, taps(shape), false, none));
    } else if (op instanceof Op.ConvTranspose conv) {
      Shape shape = conv.weight().shape();
      int groups = conv.groups();
      int outs = shape.extent(1) * groups;
      return Optional.of(new Kernel(outs, shape.extent(0), groups, taps(shape), true, none));
    } else if (op instanceof Op.Linear linear) {
      Shape shape = linear.weight().shape();
      return Optional.of(new Kernel(shape.extent(1), shape.extent(0), 1, 1, true, none));
    }
    return Optional.empty();
  }

  private static Parameter weight(Op op) {
    if (op instanceof Op.Conv conv) {
      return conv.weight();
    } else if (op instanceof Op.ConvTranspose conv) {
      return conv.weight();
    } else if (op instanceof Op.Linear linear) {
      return linear.weight();
    }
    throw new IllegalArgumentException(op + " has no kernel");
  }

  private static int taps(Shape shape) {
    return shape.size() / shape.extent(0) / shape.extent(1);
  }

  /** Channels of the output. */
  int outs() {
    return outs;
  }

  /** Channels of the input. */
  int ins() {
    return ins;
  }

  /** Weights for each pair of channels. */
  int taps() {
    return taps;
  }

  /** Weights for each channel of the output. */
  int length() {
    return ins / groups * taps;
  }

  /** Which group makes a channel; channels of two groups read nothing in common. */
  int group(int out) {
    return out / (outs / groups);
  }

  /** The first of the {@code ins / groups} channels that a channel of the output reads. */
  int firstIn(int out) {
    return group(out) * (ins / groups);
  }

  /** How many channels it reads. */
  int insOfEach() {
    return ins / groups;
  }

  /**
   * A weight of a channel of the output.
   *
   * @param i from 0 to {@link #length}, the taps of a channel of the input one after the other
   */
  float weight(int out, int i) {
    if (!inputFirst) {
      return weights[out * length() + i];
    }
    int each = outs / groups;
    int in = firstIn(out) + i / taps;
    return weights[(in * each + out % each) * taps + i % taps];
  }

  /** The root mean square of all weights of a channel of the output, with the sign of their sum. */
  float gain(int out) {
    double squares = 0;
    double sum = 0;
    for (int i = 0; i < length(); i++) {
      double weight = weight(out, i);
      squares += weight * weight;
      sum += weight;
    }
    return (float) signed(squares / length(), sum);
  }

  /** The root of a mean square with the sign of a sum; that of 0 is positive. */
  static double signed(double meanSquare, double sum) {
    return sum < 0 ? -Math.sqrt(meanSquare) : Math.sqrt(meanSquare);
  }
}
