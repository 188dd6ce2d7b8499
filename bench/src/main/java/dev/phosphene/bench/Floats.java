package dev.phosphene.bench;

import java.nio.ByteBuffer;
import java.util.Base64;

/** Float32 values: as text for another process, and how alike two of them are. */
final class Floats {
  private Floats() {}

  /** Base64 of the values, big-endian. */
  static String text(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** What {@link #text} was made from. */
  static float[] parse(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    float[] values = new float[bytes.capacity() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** Euclidean norm. */
  static double norm(float[] values) {
    return Math.sqrt(dot(values, values));
  }

  /** Cosine of the angle between two of the same length, in [-1, 1]; NaN if one is 0. */
  static double cosine(float[] a, float[] b) {
    return dot(a, b) / (norm(a) * norm(b));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
