package dev.phosphene.bench;

import java.nio.ByteBuffer;
import java.util.Base64;

/** Float32 values as text for another process, and the similarity of two of them. */
final class Floats {
  private Floats() {}

  /** Encodes the values, big-endian, in Base64. */
  static String text(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  /** Decodes the output of {@link #text}. */
  static float[] parse(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    float[] values = new float[bytes.capacity() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** Returns the Euclidean norm. */
  static double norm(float[] values) {
    return Math.sqrt(dot(values, values));
  }

  /** Returns the cosine of the angle between two arrays, in [-1, 1]; NaN if one is 0. */
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
