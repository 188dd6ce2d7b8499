package dev.phosphene.graph;

import java.util.Locale;

/** The display name of an operation. */
public final class Kind {
  private Kind() {}

  /** Returns a few lower-case words, such as {@code conv 3×3}. */
  public static String of(Op op) {
    if (op instanceof Op.Conv conv) {
      return "conv " + conv.window().kernelH() + "×" + conv.window().kernelW();
    } else if (op instanceof Op.ConvTranspose conv) {
      return "transposed conv " + conv.window().kernelH() + "×" + conv.window().kernelW();
    } else if (op instanceof Op.LayerNorm) {
      return "norm";
    } else if (op instanceof Op.Recurrent recurrent) {
      return switch (recurrent.cell()) {
        case SIMPLE -> "rnn";
        case LSTM -> "lstm";
        case GRU, GRU_RESET_AFTER -> "gru";
      };
    } else if (op instanceof Op.MatMul) {
      return "product";
    } else if (op instanceof Op.DepthToSpace) {
      return "depth to space";
    } else if (op instanceof Op.SpaceToDepth) {
      return "space to depth";
    } else if (op instanceof Op.Reduce reduce) {
      return words(reduce.reduction());
    } else if (op instanceof Op.MaxPool) {
      return "max pool";
    } else if (op instanceof Op.AvgPool) {
      return "avg pool";
    } else if (op instanceof Op.GlobalAvgPool) {
      return "global pool";
    } else if (op instanceof Op.GlobalMaxPool) {
      return "global max";
    } else if (op instanceof Op.Join) {
      return "concat";
    } else if (op instanceof Op.Pointwise pointwise
        && pointwise.function() == ScalarFunction.LINEAR) {
      return "scale"; // "linear" is the product with a weight matrix
    } else if (op instanceof Op.Pointwise pointwise) {
      return words(pointwise.function());
    } else if (op instanceof Op.Binary binary) {
      return words(binary.arithmetic());
    } else if (op instanceof Op.BatchNorm) {
      return "batch norm";
    } else if (op instanceof Op.SelectChannels) {
      return "select";
    }
    return op.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
