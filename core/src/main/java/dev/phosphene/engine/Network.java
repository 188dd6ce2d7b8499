package dev.phosphene.engine;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Map;

/**
 * A compiled graph. It owns its (native) memory until {@link #close} and allocates nothing from
 * step to step.
 *
 * <p>It serves one thread at a time, any one; several threads compile one each. A run, a gradient,
 * or work on its threads that a second thread asks for meanwhile throws {@link
 * IllegalStateException}, as everything of that kind does once it is closed; {@link #close} may be
 * called by any thread and waits for what is running. What {@link #activation} and {@link
 * #backward} return is overwritten by the next run, so it belongs to the thread that runs.
 */
public interface Network extends AutoCloseable {

  /** Shape of the input, {@code [n, c, h, w]}. */
  Shape inputShape();

  /** Shape of a tap's activation, {@code [n, c, h, w]}. */
  Shape shape(String tap);

  /** Runs forward from {@code input} to every tap. */
  void forward(Tensor input);

  /** A tap's activation after the last {@link #forward}; overwritten by the next. */
  Tensor activation(String tap);

  /**
   * The gradient of Σ_tap ⟨cotangent_tap, activation_tap⟩ with respect to the input of the last
   * {@link #forward}, of the input's shape; overwritten by the next call. Taps that are not in the
   * map count as zero.
   */
  Tensor backward(Map<String, Tensor> cotangents);

  /**
   * The same with a redirected gradient: a ReLU or a clip that stops the whole gradient of an
   * example, as {@link dev.phosphene.graph.Clamp} says, lets pass what pushes its input back to
   * where it is not stopped. All others, and all that none stops, are as in {@link #backward}.
   */
  Tensor redirected(Map<String, Tensor> cotangents);

  /**
   * The network's threads, lent for what is computed between its runs: others would have to share
   * the cores with them. Good until {@link #close}; {@link Parallel#SERIAL} if it has none to lend.
   */
  default Parallel parallel() {
    return Parallel.SERIAL;
  }

  /** Gives the memory back, after the end of what another thread runs; again does nothing. */
  @Override
  void close();
}
