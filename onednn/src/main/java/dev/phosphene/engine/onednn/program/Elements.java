package dev.phosphene.engine.onednn.program;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** The values of an array in memory order, whatever their type. */
public interface Elements {
  int size();

  float get(int i);

  /** Sets a value that the array's type can represent. */
  void put(int i, float value);

  /** float32. */
  record Floats(FloatBuffer buffer) implements Elements {
    @Override
    public int size() {
      return buffer.capacity();
    }

    @Override
    public float get(int i) {
      return buffer.get(i);
    }

    @Override
    public void put(int i, float value) {
      buffer.put(i, value);
    }
  }

  /** bfloat16: the upper half of float32. */
  record Halves(ShortBuffer buffer) implements Elements {
    @Override
    public int size() {
      return buffer.capacity();
    }

    @Override
    public float get(int i) {
      return Float.intBitsToFloat(buffer.get(i) << Short.SIZE);
    }

    @Override
    public void put(int i, float value) {
      buffer.put(i, (short) (Float.floatToRawIntBits(value) >>> Short.SIZE));
    }
  }
}
