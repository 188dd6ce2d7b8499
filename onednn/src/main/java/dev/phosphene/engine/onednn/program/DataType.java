package dev.phosphene.engine.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.*;

/**
 * The data type of the arrays between layers, including weights and gradients. Biases, the sums
 * inside a primitive, taps, the image and its gradient are always float32.
 */
public enum DataType {
  FLOAT32(dnnl_f32, false),

  /** Half the memory, and twice the throughput on processors with bfloat16 instructions. */
  BFLOAT16(dnnl_bf16, false),

  /**
   * float32 arrays, rounded to bfloat16 wherever bfloat16 arrays would be. Slow; shows on any
   * processor what {@link #BFLOAT16} does to an image.
   */
  ROUNDED(dnnl_f32, true);

  /** oneDNN's code of the type. */
  final int type;

  /** Whether every array is rounded after it is written. */
  final boolean rounds;

  DataType(int type, boolean rounds) {
    this.type = type;
    this.rounds = rounds;
  }
}
