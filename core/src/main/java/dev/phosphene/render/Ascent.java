package dev.phosphene.render;

import dev.phosphene.error.InputException;
import dev.phosphene.image.Parameterisation;
import dev.phosphene.optim.Optimiser;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The loop: picture, view, network, objective, and all the way back to the parameters. */
final class Ascent {
  private final Lens lens;
  private final Parameterisation image;
  private final Transform views;
  private final Optimiser rule;
  private final float[] parameters;
  private final float[] gradient;
  private final Tensor picture;
  private final Tensor pictureGradient;
  private final Tensor input;
  private final double[] values;
  private final boolean[] alive;
  private final List<double[]> curve = new ArrayList<>();

  Ascent(Lens lens, Parameterisation image, Transform views, Optimiser rule, float[] parameters) {
    this.lens = lens;
    this.image = image;
    this.views = views;
    this.rule = rule;
    this.parameters = parameters;
    Shape shape = image.picture();
    this.gradient = new float[image.size()];
    this.picture = Tensor.zeros(shape);
    this.pictureGradient = Tensor.zeros(shape);
    if (!lens.inputShape().equals(shape)) {
      throw new IllegalArgumentException(
          "the network sees " + lens.inputShape() + ", not " + shape);
    }
    this.input = Tensor.zeros(shape);
    this.values = new double[shape.n()];
    this.alive = new boolean[shape.n()];
  }

  /**
   * Takes up to {@code steps} steps; returns how many were taken.
   *
   * @param redirected in how many of them, from the first, dead units get a redirected gradient
   */
  int run(int steps, int redirected, RandomGenerator random, Listener listener) {
    int taken = 0;
    image.apply(parameters, picture);
    while (taken < steps) {
      Transform.View view = views.draw(picture.shape(), random, taken / (double) steps);
      if (!view.identity()) {
        view.apply(picture, input);
      }
      observe(view.identity() ? picture : input, taken);
      if (!listener.at(new Step(taken, steps, values, picture))) {
        break;
      }
      Tensor cotangent = lens.backward(taken < redirected);
      noteAlive(cotangent);
      if (!view.identity()) {
        view.vjp(cotangent, pictureGradient);
      }
      image.vjp(parameters, view.identity() ? cotangent : pictureGradient, gradient);
      rule.step(parameters, gradient);
      image.project(parameters);
      image.apply(parameters, picture);
      taken++;
    }
    boolean stopped = taken < steps;
    if (stopped) {
      curve.remove(curve.size() - 1);
    }
    observe(picture, taken);
    if (!stopped) {
      listener.at(new Step(taken, steps, values, picture));
    }
    return taken;
  }

  private void observe(Tensor seen, int step) {
    lens.forward(seen, values);
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new InputException(
            "the objective became "
                + values[i]
                + " at step "
                + step
                + "; are the weights sound, and does the model expect this input range?");
      }
    }
    curve.add(values.clone());
  }

  private void noteAlive(Tensor cotangent) {
    int each = cotangent.data().length / alive.length;
    for (int n = 0; n < alive.length; n++) {
      alive[n] |= lens.natural(n) && anyNonZero(cotangent.data(), n * each, each);
    }
  }

  private static boolean anyNonZero(float[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      if (values[i] != 0) {
        return true;
      }
    }
    return false;
  }

  /** The picture as it is now, {@code [n, 3, h, w]}, RGB in [0, 1]. */
  Tensor picture() {
    return picture;
  }

  /** The objective of one example before each step, and of its final picture. */
  List<Double> curve(int example) {
    return curve.stream().map(at -> at[example]).toList();
  }

  /** Whether steps were taken and no gradient of its own ever reached that example. */
  boolean dead(int example) {
    return curve.size() > 1 && !alive[example];
  }
}
