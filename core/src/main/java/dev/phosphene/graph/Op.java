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
}
