package dev.phosphene.gallery.wiring;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;

/** Operations with weights that can be checked by hand. */
final class Tiny {
  private Tiny() {}

  /** A convolution of 1×1, its weights in the order {@code [out, in]}. */
  static Op.Conv dense(int outs, int ins, double... weights) {
    return conv(outs, ins, 1, 1, weights);
  }

  /** A convolution without bias, its weights in the order {@code [out, in / groups, k, k]}. */
  static Op.Conv conv(int outs, int ins, int kernel, int groups, double... weights) {
    Shape shape = Shape.of(outs, ins / groups, kernel, kernel);
    return new Op.Conv(parameter(shape, weights), null, Window.valid(kernel, 1), groups);
  }

  static Parameter parameter(Shape shape, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Parameter.of("weight", shape, floats);
  }

  static Parameter vector(double... values) {
    return parameter(Shape.of(values.length), values);
  }
}
