package dev.phosphene.load.onnx;

/**
 * What one axis of an ONNX tensor is in this program's {@code [n, c, h, w]}.
 *
 * @param size for the input that the file was made for
 * @param stride of a channel axis: how many channels lie from one index to the next. A reshaping
 *     that splits the channels into two axes moves nothing; only their joining again does.
 */
record Axis(Kind kind, int size, int stride) {
  /** The axes of an image, and those that are of size 1 for good. */
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
