package dev.phosphene.engine.onednn.program;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import java.nio.FloatBuffer;

/** float32 to the nearest bfloat16, which is its upper half; of two as near, to the even one. */
public final class Rounding {
  private static final int LOST = 16; // bits
  private static final int BLOCK = 1 << 16;

  private Rounding() {}

  /** The nearest bfloat16. */
  public static float nearest(float value) {
    if (Float.isNaN(value)) {
      return value;
    }
    int bits = Float.floatToRawIntBits(value);
    int even = (bits >>> LOST) & 1;
    int up =
        bits + (1 << (LOST - 1)) - 1 + even; // an overflow of the digits is the next power of 2
    return Float.intBitsToFloat((up >>> LOST) << LOST);
  }

  /** Rounds all of an array in its place. */
  public static void round(FloatBuffer values, OpenMpParallel workers) {
    int size = values.capacity();
    workers.run(
        (size + BLOCK - 1) / BLOCK,
        size,
        block -> {
          for (int i = block * BLOCK; i < Math.min((block + 1) * BLOCK, size); i++) {
            values.put(i, nearest(values.get(i)));
          }
        });
  }
}
