package dev.phosphene.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operation of a node, over float32. {@link Inference} computes the output shape of each,
 * {@code engine.reference} defines the values in plain loops.
 *
 * <p>Most operations take images, {@code [n, c, h, w]}. Attention and related operations need
 * tensors of any rank; axis 0 is always the batch, and no operation mixes examples.
 */
public sealed interface Op {

  /** The network's input, {@code [n, channels, h, w]} of any size. A graph has exactly one. */
  record Input(int channels) implements Op {}

  /**
   * Convolution (cross-correlation) with optional bias.
   *
   * @param weight {@code [out, in / groups, kh, kw]}
   * @param bias {@code [out]}
   * @param narrowed whether only those kernels are left whose channels an objective reads; an
   *     engine's choice of an algorithm must then not depend on how many there are, since a unit's
   *     image does not depend on the units beside it
   */
  record Conv(
      Parameter weight, @Nullable Parameter bias, Window window, int groups, boolean narrowed)
      implements Op {
    /** With every kernel of the layer. */
    public Conv(Parameter weight, @Nullable Parameter bias, Window window, int groups) {
      this(weight, bias, window, groups, false);
    }
  }

  /**
   * Batch normalization with fixed statistics, {@code scale · (x − mean) / √(variance + epsilon) +
   * shift} by channel; an absent scale is 1, an absent shift 0.
   */
  record BatchNorm(
      @Nullable Parameter scale,
      @Nullable Parameter shift,
      Parameter mean,
      Parameter variance,
      float epsilon)
      implements Op {}

  /** {@code scale · x + shift} by channel, both {@code [channels]}. */
  record Affine(Parameter scale, Parameter shift) implements Op {}

  /** The listed channels of the input in the given order; repeats are allowed. */
  record SelectChannels(List<Integer> channels) implements Op {
    public SelectChannels {
      channels = List.copyOf(channels);
    }
  }

  /** {@code max(x, 0)}. */
  record Relu() implements Op {}

  /**
   * Maximum over each window; the border never wins.
   *
   * @param smoothGradient whether the gradient is that of {@link AvgPool} without its border: each
   *     input of a window gets an equal share, instead of the largest getting everything
   */
  record MaxPool(Window window, boolean smoothGradient) implements Op {
    /** Makes a max pooling with its true gradient. */
    public MaxPool(Window window) {
      this(window, false);
    }
  }

  /** Mean over each window. The divisor counts the border only if {@code countPadding}. */
  record AvgPool(Window window, boolean countPadding) implements Op {}

  /** Mean over all positions, {@code [n, c, 1, 1]}. */
  record GlobalAvgPool() implements Op {}

  /** Concatenates inputs along the channels. */
  record Concat() implements Op {}

  /** The sum of inputs of equal shape. */
  record Add() implements Op {}

  /**
   * One function of every value; {@link ScalarFunction} defines {@code alpha} and {@code beta}.
   * {@code max(x, 0)} is {@link Relu}.
   */
  record Pointwise(ScalarFunction function, float alpha, float beta) implements Op {
    /** Makes a function without parameters. */
    public Pointwise(ScalarFunction function) {
      this(function, 0, 0);
    }

    /** Returns the function's value. */
    public double value(double x) {
      return function.value(x, alpha, beta);
    }

    /** Returns its derivative; at a kink, that of the flatter side. */
    public double slope(double x) {
      return function.slope(x, alpha, beta);
    }
  }

  /** {@code x > 0 ? x : slope[c] · x}, slope {@code [channels]}. */
  record PRelu(Parameter slope) implements Op {}

  /**
   * Local response normalization across channels, {@code x / (k + alpha / size · Σ x²)^beta}, the
   * sum over the {@code size} channels around each; of an even number, one more lies after it.
   */
  record Lrn(int size, float alpha, float beta, float k) implements Op {
    public Lrn {
      if (size < 1) {
        throw new IllegalArgumentException("a normalization over " + size + " channels");
      }
    }
  }

  /**
   * {@code exp(x_i) / Σ exp(x)} along an axis of a tensor of any rank.
   *
   * @param log whether to take the logarithm
   */
  record Softmax(int axis, boolean log) implements Op {
    /** Makes a softmax over the channels of each position. */
    public Softmax() {
      this(1, false);
    }
  }

  /**
   * Combines two inputs of the same rank elementwise. Each extent but the first is equal, or 1 in
   * one of them, which is then broadcast. Inputs of equal shape use {@link Add}.
   */
  record Binary(Arithmetic arithmetic) implements Op {}

  /** The function of {@link Binary}. */
  enum Arithmetic {
    ADD,
    SUB,
    MUL,
    DIV,
    /** {@code aᵇ}; for a negative base there is no gradient with respect to the exponent. */
    POW,
    MIN,
    MAX
  }

  /**
   * Flattens an example's values to channels of one position, {@code [n, c·h·w, 1, 1]}, in
   * row-major order.
   *
   * @param features expected number of values, as in the next layer; 0 for any number
   */
  record Flatten(int features) implements Op {}

  /** Adds a border of {@code value} around the input. */
  record Pad(int top, int left, int bottom, int right, float value) implements Op {
    public Pad {
      if (Math.min(Math.min(top, left), Math.min(bottom, right)) < 0) {
        throw new IllegalArgumentException("negative border");
      }
    }
  }

  /** Crops to the positions of a box, which must lie in the input. */
  record Crop(Box box) implements Op {}

  /** Maximum over all positions, {@code [n, c, 1, 1]}. */
  record GlobalMaxPool() implements Op {}

  /** Resizes to {@code ⌊extent · scale⌋}; {@link Scaling} defines the interpolation. */
  record Resize(Scaling vertical, Scaling horizontal) implements Op {}

  /**
   * The transpose of a convolution, with optional bias: the new extent is {@code (in − 1) · stride
   * + reach of the kernel − border + extra}.
   *
   * @param weight {@code [in, out / groups, kh, kw]}
   * @param bias {@code [out]}
   * @param window its border is {@link Window.Padding.Explicit} and is cut off the output
   * @param extraH additional rows of the output at the bottom
   * @param extraW additional columns of the output on the right
   */
  record ConvTranspose(
      Parameter weight, @Nullable Parameter bias, Window window, int extraH, int extraW, int groups)
      implements Op {}

  /**
   * Moves channels to positions: {@code [n, c, h, w]} to {@code [n, c / block², h · block, w ·
   * block]}.
   *
   * @param channelFirst whether the channels of one new channel are contiguous (PyTorch's pixel
   *     shuffle), instead of those of one position in a block
   */
  record DepthToSpace(int block, boolean channelFirst) implements Op {}

  /** Moves positions to channels, the inverse of {@link DepthToSpace} that is not channel-first. */
  record SpaceToDepth(int block) implements Op {}

  /** The same values for every example, {@code [n, …]}; it has no inputs. */
  record Constant(Parameter value) implements Op {}

  /**
   * Reshapes each example, keeping its values in row-major order.
   *
   * @param extents without the batch axis
   */
  record Reshape(List<Integer> extents) implements Op {
    public Reshape {
      extents = List.copyOf(extents);
    }
  }

  /**
   * Permutes axes.
   *
   * @param order for each new axis except the batch axis, the old axis, from 1
   */
  record Transpose(List<Integer> order) implements Op {
    public Transpose {
      order = List.copyOf(order);
    }
  }

  /** Tokens with features, {@code [n, 1, t, c]}, as an image {@code [n, c, t, 1]}. */
  record Tokens() implements Op {}

  /** Selects places along an axis. */
  record Select(int axis, Selection selection) implements Op {}

  /** Concatenates inputs along an axis of a tensor of any rank; see {@link Concat}. */
  record Join(int axis) implements Op {}

  /** The product of the last axis, {@code [n, …, in]}, with a matrix {@code [in, out]}. */
  record Linear(Parameter weight, @Nullable Parameter bias) implements Op {}

  /**
   * The recurrence of an LSTM, a GRU or a simple RNN along an axis: {@code [n, …, gates · hidden]}
   * to {@code [n, …, hidden]}, the state after each step. What comes in is each gate's share of the
   * layer's own input, {@code W x + b}, which is {@link Linear}; the recurrence adds {@code R h +
   * c} of the state before, which is 0 at first. The last axis has the features, all others are
   * independent sequences.
   *
   * @param axis the axis of the steps, from 1; not the last
   * @param reversed whether the steps are taken from the last to the first
   * @param weight R, {@code [hidden, gates · hidden]}, the gates in the order of {@link Cell}
   * @param bias c, {@code [gates · hidden]}
   * @param gate the function of the gates, usually the sigmoid
   * @param state the function of the new state, usually tanh
   */
  record Recurrent(
      Cell cell,
      int axis,
      boolean reversed,
      Parameter weight,
      @Nullable Parameter bias,
      Pointwise gate,
      Pointwise state)
      implements Op {
    /** Returns the number of values of the state. */
    public int hidden() {
      return weight.shape().extent(0);
    }
  }

  /**
   * How {@link Recurrent} gets the new state h from the one before, h'. Each gate is {@code gate(W
   * x + b + R h' + c)}.
   */
  enum Cell {
    /** One share: {@code h = state(W x + b + R h' + c)}. */
    SIMPLE(1),
    /**
     * Input i, forget f, candidate g (with the state's function), output o: {@code m = f · m' + i ·
     * g, h = o · state(m)} (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000).
     */
    LSTM(4),
    /**
     * Update z, reset r, candidate {@code g = state(W x + b + R (r · h') + c)}: {@code h = (1 − z)
     * · g + z · h'} (Cho 2014).
     */
    GRU(3),
    /** The same with {@code g = state(W x + b + r · (R h' + c))}, as in cuDNN. */
    GRU_RESET_AFTER(3);

    /** The number of shares that the input has. */
    public final int gates;

    Cell(int gates) {
      this.gates = gates;
    }
  }

  /** Matrix products, {@code [n, …, a, b] · [n, …, b, c] = [n, …, a, c]}. */
  record MatMul() implements Op {}

  /** Reduces all values along an axis to one number; its extent becomes 1. */
  record Reduce(Reduction reduction, int axis) implements Op {}

  /** The function of {@link Reduce}. */
  enum Reduction {
    SUM,
    MEAN,
    MIN,
    MAX,
    /** {@code ln Σ exp x}, without overflow. */
    LOG_SUM_EXP
  }

  /**
   * {@code (x − mean) / √(variance + epsilon)} over neighboring axes: over rows and columns it is
   * instance normalization, over the features of each token layer normalization.
   *
   * @param first the first of the axes, from 1
   * @param last the last of them
   */
  record LayerNorm(int first, int last, float epsilon) implements Op {}
}
