package dev.phosphene.render;

import dev.phosphene.graph.Box;
import dev.phosphene.objective.Observation;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;

/**
 * A layer that objectives look at. Behind a ReLU it is read before the rectification, which is then
 * done here, so that a gradient can be let through where the ReLU would stop it all.
 *
 * <p>Redirected ReLU (tensorflow/lucid, misc/gradient_override and
 * optvis/overrides/redirected_relu_grad.py): if no gradient at all passes the ReLU for an example,
 * then where x ≤ 0 let pass what pushes x up, and where a ReLU6 has x ≥ 6 what pushes it down. Here
 * that is asked of each channel, since an objective may look at others beside the dead one.
 */
final class Tap {
  private final String source;
  private final float top;
  private final Tensor input;
  private final Tensor inputCotangent;
  private final Observation.Layer layer;
  private final boolean[] natural;

  /**
   * @param source the node that the network is read at
   * @param top where the layer, a ReLU of that node, cuts off, or infinity; 0 if the layer is that
   *     node
   * @param input activation of {@code source}, {@code [n, c, h, w]}; the network's own
   * @param kept which channels these are; empty for all
   * @param whole shape of the layer with all positions
   * @param box which positions these are
   */
  Tap(String source, float top, Tensor input, List<Integer> kept, Shape whole, Box box) {
    this.source = source;
    this.top = top;
    boolean rectified = top > 0;
    this.input = input;
    this.inputCotangent = Tensor.zeros(input.shape());
    this.natural = new boolean[input.shape().n()];
    Tensor seen = rectified ? Tensor.zeros(input.shape()) : input;
    Tensor cotangent = rectified ? Tensor.zeros(input.shape()) : inputCotangent;
    this.layer = new Observation.Layer(seen, cotangent, kept, whole, box);
  }

  /** The node that the network is read at. */
  String source() {
    return source;
  }

  /** The layer as the objectives see it. */
  Observation.Layer layer() {
    return layer;
  }

  /** After the network ran forward. */
  void forward() {
    if (top > 0) {
      float[] x = input.data();
      float[] y = layer.activation().data();
      for (int i = 0; i < x.length; i++) {
        y[i] = Math.min(Math.max(x[i], 0f), top);
      }
    }
  }

  /** Before the objectives add to the cotangent. */
  void clear() {
    layer.cotangent().fill(0);
  }

  /**
   * The cotangent of {@link #source}, after the objectives added to the layer's.
   *
   * @param redirect whether channels without any gradient get a redirected one
   */
  Tensor backward(boolean redirect) {
    int positions = input.shape().h() * input.shape().w();
    int channels = input.shape().c();
    for (int n = 0; n < natural.length; n++) {
      natural[n] = false;
      for (int c = 0; c < channels; c++) {
        int from = (n * channels + c) * positions;
        boolean passed = top > 0 ? rectify(from, positions) : any(from, positions);
        if (top > 0 && !passed && redirect) {
          redirect(from, positions);
        }
        natural[n] |= passed;
      }
    }
    return inputCotangent;
  }

  /**
   * Whether the last {@link #backward} let a gradient of the example pass without redirecting it.
   */
  boolean natural(int example) {
    return natural[example];
  }

  private boolean any(int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (inputCotangent.data()[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private boolean rectify(int from, int count) {
    float[] x = input.data();
    float[] g = layer.cotangent().data();
    float[] out = inputCotangent.data();
    boolean passed = false;
    for (int i = from; i < from + count; i++) {
      out[i] = x[i] > 0 && x[i] < top ? g[i] : 0f;
      passed |= out[i] != 0;
    }
    return passed;
  }

  private void redirect(int from, int count) {
    float[] x = input.data();
    float[] g = layer.cotangent().data();
    for (int i = from; i < from + count; i++) {
      inputCotangent.data()[i] = x[i] < top ? Math.max(g[i], 0f) : Math.min(g[i], 0f);
    }
  }
}
