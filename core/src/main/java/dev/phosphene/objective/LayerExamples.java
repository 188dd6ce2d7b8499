package dev.phosphene.objective;

import dev.phosphene.tensor.Shape;

/**
 * The examples of an observation in a layer's flat arrays: example i, from 0, has {@link #size}
 * numbers from {@link #start} on, channel by channel.
 */
record LayerExamples(float[] activation, float[] cotangent, Shape shape, int first, int count) {

  static LayerExamples of(Observation seen, String layer) {
    Observation.Layer tap = seen.layer(layer);
    return new LayerExamples(
        tap.activation().data(),
        tap.cotangent().data(),
        tap.activation().shape(),
        seen.first(),
        seen.count());
  }

  /** Returns the size of one example. */
  int size() {
    return shape.c() * positions();
  }

  int positions() {
    return shape.h() * shape.w();
  }

  int start(int example) {
    return (first + example) * size();
  }

  /** Returns the index of the first value of all examples. */
  int from() {
    return start(0);
  }

  /** Returns the index after the last value of all examples. */
  int to() {
    return start(count);
  }
}
