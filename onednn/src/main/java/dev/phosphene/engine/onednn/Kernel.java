package dev.phosphene.engine.onednn;

import java.nio.FloatBuffer;
import java.util.List;

/** An operation in plain Java over plain NCHW float32 arrays of known shapes. */
interface Kernel {

  /** Fills {@code out}. */
  void forward(List<FloatBuffer> in, FloatBuffer out, Workers workers);

  /**
   * Overwrites {@code dIn} with the gradients of ⟨dOut, out⟩ with respect to each input.
   *
   * @param in as given to {@link #forward}, if {@link #readsInputs}; else empty
   */
  void backward(List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, Workers workers);

  /** Whether the way back depends on the inputs, so that they must be kept. */
  boolean readsInputs();
}
