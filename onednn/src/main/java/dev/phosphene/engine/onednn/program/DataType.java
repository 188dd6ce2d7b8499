package dev.phosphene.engine.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.*;

/**
 * The data type of the arrays between layers, weights and gradients included. Biases, the sums
 * inside of a primitive, taps, the image and its gradient are float32 always.
 */
public enum DataType {
  FLOAT32(dnnl_f32, false),

  /** Half the memory, and twice the products where the processor has instructions for them. */
  BFLOAT16(dnnl_bf16, false),

  /**
   * float32 arrays, rounded to bfloat16 wherever bfloat16 arrays would be. Slow; it shows on any
   * processor what {@link #BFLOAT16} does to an image.
   */
  ROUNDED(dnnl_f32, true);

  /** oneDNN's number of the type. */
  final int type;

  /** Whether every array is rounded once it is written. */
  final boolean rounds;

  DataType(int type, boolean rounds) {
    this.type = type;
    this.rounds = rounds;
  }
}
