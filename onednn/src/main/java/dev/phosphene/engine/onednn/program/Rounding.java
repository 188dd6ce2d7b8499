package dev.phosphene.engine.onednn.program;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import java.nio.FloatBuffer;

/** Rounds float32 to the nearest bfloat16, its upper half; ties go to even. */
public final class Rounding {
  private static final int LOST = 16; // bits
  private static final int BLOCK = 1 << 16;

  private Rounding() {}

  /** Returns the nearest bfloat16. */
  public static float nearest(float value) {
    if (Float.isNaN(value)) {
      return value;
    }
    int bits = Float.floatToRawIntBits(value);
    int even = (bits >>> LOST) & 1;
    int up =
        bits + (1 << (LOST - 1)) - 1 + even; // a carry into the exponent gives the next power of 2
    return Float.intBitsToFloat((up >>> LOST) << LOST);
  }

  /** Rounds an array in place. */
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
