package dev.phosphene.engine;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Map;

/**
 * A compiled graph. It owns its (native) memory until {@link #close} and allocates nothing per
 * step.
 *
 * <p>It serves one thread at a time, any one; use one per thread. If a second thread meanwhile
 * requests a run, a gradient, or work on its threads, the call throws {@link
 * IllegalStateException}, as all such calls do after closing; any thread may call {@link #close},
 * which waits for running work. The next run overwrites the results of {@link #activation} and
 * {@link #backward}, so they belong to the thread that runs.
 */
public interface Network extends AutoCloseable {

  /** Returns the shape of the input, {@code [n, c, h, w]}. */
  Shape inputShape();

  /** Returns the shape of a tap's activation, {@code [n, c, h, w]}. */
  Shape shape(String tap);

  /** Runs forward from {@code input} to every tap. */
  void forward(Tensor input);

  /** Returns a tap's activation after the last {@link #forward}; overwritten by the next. */
  Tensor activation(String tap);

  /**
   * Returns the gradient of Σ_tap ⟨cotangent_tap, activation_tap⟩ with respect to the input of the
   * last {@link #forward}, of the input's shape; overwritten by the next call. Absent taps count as
   * zero.
   */
  Tensor backward(Map<String, Tensor> cotangents);

  /**
   * Returns the gradient with redirection: a ReLU or a clip that blocks an example's whole
   * gradient, as {@link dev.phosphene.graph.Clamp} defines it, passes the part that pushes its
   * input back into range. Everything else is as in {@link #backward}.
   */
  Tensor redirected(Map<String, Tensor> cotangents);

  /**
   * Lends the network's threads for work between its runs, as other threads would compete for the
   * cores. Valid until {@link #close}; {@link Parallel#SERIAL} if it has none to lend.
   */
  default Parallel parallel() {
    return Parallel.SERIAL;
  }

  /** Frees the memory once no other thread runs; repeated calls do nothing. */
  @Override
  void close();
}
