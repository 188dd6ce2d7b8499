package dev.phosphene.load.onnx;

/**
 * An ONNX tensor's axis in terms of this program's {@code [n, c, h, w]}.
 *
 * @param size extent for the input that the file was made for
 * @param stride of a channel axis: the distance in channels between consecutive indices. A reshape
 *     that splits the channels into two axes moves nothing; only merging them again does.
 */
record Axis(Kind kind, int size, int stride) {
  /** An image's axes, and axes fixed at size 1. */
  enum Kind {
    BATCH,
    CHANNEL,
    ROW,
    COLUMN,
    ONE
  }

  static Axis of(Kind kind, int size) {
    return new Axis(kind, size, 1);
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }
}
