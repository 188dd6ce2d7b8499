package dev.phosphene.bench.peers;

import dev.phosphene.tensor.Shape;

/** Converts between our NCHW and TensorFlow's NHWC. */
final class Nhwc {
  private Nhwc() {}

  /** Copies NCHW values of {@code shape} into NHWC order. */
  static void toNhwc(Shape shape, float[] nchw, float[] nhwc) {
    int plane = shape.h() * shape.w();
    for (int n = 0; n < shape.n(); n++) {
      for (int c = 0; c < shape.c(); c++) {
        int from = (n * shape.c() + c) * plane;
        int to = n * plane * shape.c() + c;
        for (int i = 0; i < plane; i++) {
          nhwc[to + i * shape.c()] = nchw[from + i];
        }
      }
    }
  }

  /** Copies NHWC values into NCHW order; {@code shape} is {@code [n, c, h, w]}. */
  static void toNchw(Shape shape, float[] nhwc, float[] nchw) {
    int plane = shape.h() * shape.w();
    for (int n = 0; n < shape.n(); n++) {
      for (int c = 0; c < shape.c(); c++) {
        int to = (n * shape.c() + c) * plane;
        int from = n * plane * shape.c() + c;
        for (int i = 0; i < plane; i++) {
          nchw[to + i] = nhwc[from + i * shape.c()];
        }
      }
    }
  }
}
