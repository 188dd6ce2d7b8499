package dev.phosphene.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node computes, over NCHW float32. {@link Inference} gives the shape of each, {@code
 * engine.reference} the meaning in plain loops.
 */
public sealed interface Op {

  /** The network's input, {@code [n, channels, h, w]} of any size. A graph has exactly one. */
  record Input(int channels) implements Op {}

  /**
   * Convolution (cross-correlation) with optional bias.
   *
   * @param weight {@code [out, in / groups, kh, kw]}
   * @param bias {@code [out]}
   */
  record Conv(Parameter weight, @Nullable Parameter bias, Window window, int groups)
      implements Op {}

  /**
   * Batch normalisation with fixed statistics, {@code scale · (x − mean) / √(variance + epsilon) +
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

  /** The listed channels of the input in the listed order; repeats are allowed. */
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
   *     input of a window gets an equal part, instead of the largest everything
   */
  record MaxPool(Window window, boolean smoothGradient) implements Op {
    /** With the gradient that belongs to it. */
    public MaxPool(Window window) {
      this(window, false);
    }
  }

  /** Mean over each window. The divisor counts the border only if {@code countPadding}. */
  record AvgPool(Window window, boolean countPadding) implements Op {}

  /** Mean over all positions, {@code [n, c, 1, 1]}. */
  record GlobalAvgPool() implements Op {}

  /** Inputs one after the other along the channels. */
  record Concat() implements Op {}

  /** The sum of inputs of equal shape. */
  record Add() implements Op {}

  /**
   * One function on every value; {@link Scalar} says what {@code alpha} and {@code beta} mean.
   * {@code max(x, 0)} is {@link Relu}.
   */
  record Pointwise(Scalar function, float alpha, float beta) implements Op {
    /** A function without numbers of its own. */
    public Pointwise(Scalar function) {
      this(function, 0, 0);
    }
  }

  /** {@code x > 0 ? x : slope[c] · x}, slope {@code [channels]}. */
  record PRelu(Parameter slope) implements Op {}

  /**
   * Local response normalisation across channels, {@code x / (k + alpha / size · Σ x²)^beta}, the
   * sum over the {@code size} channels around each; {@code size} is odd.
   */
  record Lrn(int size, float alpha, float beta, float k) implements Op {
    public Lrn {
      if (size < 1 || size % 2 == 0) {
        throw new IllegalArgumentException("the number of channels is not odd: " + size);
      }
    }
  }

  /** {@code exp(x_c) / Σ exp(x)} over the channels of each position. */
  record Softmax() implements Op {}

  /**
   * Two inputs, value by value. Each extent but the first is equal, or 1 in one of them, which is
   * then repeated. {@link Add} is the way for inputs of equal shape.
   */
  record Binary(Arithmetic arithmetic) implements Op {}

  /** What {@link Binary} does. */
  enum Arithmetic {
    ADD,
    SUB,
    MUL,
    DIV
  }

  /**
   * All values of an example as channels of one position, {@code [n, c·h·w, 1, 1]}, in row-major
   * order.
   *
   * @param features how many there must be, as what follows was made for; 0 for any number
   */
  record Flatten(int features) implements Op {}

  /** A border of {@code value} around the input. */
  record Pad(int top, int left, int bottom, int right, float value) implements Op {
    public Pad {
      if (Math.min(Math.min(top, left), Math.min(bottom, right)) < 0) {
        throw new IllegalArgumentException("negative border");
      }
    }
  }

  /** Maximum over all positions, {@code [n, c, 1, 1]}. */
  record GlobalMaxPool() implements Op {}

  /** Another size, {@code ⌊extent · scale⌋}; {@link Scaling} says what is read where. */
  record Resize(Scaling vertical, Scaling horizontal) implements Op {}
}
