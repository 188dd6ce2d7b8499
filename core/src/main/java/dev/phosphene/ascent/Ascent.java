package dev.phosphene.ascent;

import dev.phosphene.image.Parameterization;
import dev.phosphene.image.Transparency;
import dev.phosphene.optim.Optimizer;
import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.OnBackground;
import dev.phosphene.transform.Transform;
import dev.phosphene.transform.Transforms;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The optimization loop: parameters to image, transform, network, objective, and the gradient back
 * to the parameters.
 *
 * <p>All objectives see the same random transforms at a step: what is drawn depends on the seed and
 * on the number of an image among those of its objective, so that an objective's images are the
 * same alone, in a batch, and in any order.
 */
public final class Ascent {
  private final CompiledObjective compiled;
  private final Function<Shape, CompiledObjective> whole;
  private final Shape wholeShape;
  private final Shape ofOneObjective;
  private final Parameterization image;
  private final Transform views;
  private final Optimizer rule;
  private final float[] parameters;
  private final float[] gradient;
  private final Tensor picture;
  private final Tensor pictureGradient;
  private final Tensor input;
  private final double[] values;
  private final @Nullable Transparency transparency;
  private final @Nullable GradientTrace trace;
  private double[] untransparent;
  private final boolean[] alive;
  private int natural; // steps without redirection
  private int redirected; // steps with it
  private final List<double[]> curve = new ArrayList<>();

  /**
   * Prepares a loop at its first step.
   *
   * @param compiled objectives for the transformed images
   * @param whole makes a compiled objective for whole images, which this loop closes; called only
   *     if the transforms change the number or size of the images
   * @param wholeShape {@code [n, 3, h, w]}, to which whole images are scaled for the network
   * @param objectives how many there are, each with an equal share of the images; with alpha, one
   *     image each
   * @param traced whether the alpha of {@link #picture} shows where gradient arrived
   */
  public Ascent(
      CompiledObjective compiled,
      Function<Shape, CompiledObjective> whole,
      Shape wholeShape,
      int objectives,
      Parameterization image,
      Transform views,
      Optimizer rule,
      float[] parameters,
      boolean traced) {
    this.compiled = compiled;
    this.whole = whole;
    this.wholeShape = wholeShape;
    this.image = image;
    this.views = views;
    this.rule = rule;
    this.parameters = parameters;
    Shape shape = image.picture();
    this.ofOneObjective = Shape.of(shape.n() / objectives, shape.c(), shape.h(), shape.w());
    this.gradient = new float[image.size()];
    this.picture = Tensor.zeros(shape);
    this.pictureGradient = Tensor.zeros(shape);
    if (!compiled.inputShape().equals(views.input(shape))) {
      throw new IllegalArgumentException(
          "the network sees " + compiled.inputShape() + ", not " + views.input(shape));
    }
    image.use(compiled.parallel());
    views.use(compiled.parallel());
    this.input = Tensor.zeros(compiled.inputShape());
    this.values = new double[objectives];
    this.untransparent = values;
    this.transparency = shape.c() == 4 ? Transparency.of(shape) : null;
    this.trace = traced ? new GradientTrace(shape) : null;
    this.alive = new boolean[shape.n()];
  }

  /**
   * Takes up to {@code steps} steps; returns how many were taken.
   *
   * @param redirects for how many steps, from the first, dead units get a redirected gradient
   */
  public int run(int steps, int redirects, RandomGenerator random, Listener listener) {
    int taken = 0;
    image.apply(parameters, picture);
    NonFinite.check("picture", picture.data(), taken);
    while (taken < steps) {
      Transform.View view = views.draw(ofOneObjective, random, taken / (double) steps);
      if (!view.identity()) {
        view.apply(picture, input);
      }
      compiled.see(view);
      observe(compiled, view.identity() ? picture : input, taken);
      if (!listener.at(new Snapshot(taken, steps, values, picture))) {
        break;
      }
      Tensor cotangent = backward(taken < redirects);
      image.vjp(parameters, pictureGradient(view, cotangent), gradient);
      NonFinite.check("gradient", gradient, taken);
      rule.step(parameters, gradient);
      image.project(parameters);
      image.apply(parameters, picture);
      taken++;
      NonFinite.check("picture", picture.data(), taken);
    }
    boolean stopped = taken < steps;
    if (stopped) {
      curve.remove(curve.size() - 1);
    }
    observeWhole(taken);
    if (!stopped) {
      listener.at(new Snapshot(taken, steps, values, picture));
    }
    return taken;
  }

  /** Returns the gradient of the last forward pass; notes whose objective has one of its own. */
  private Tensor backward(boolean redirect) {
    natural += redirect ? 0 : 1;
    redirected += redirect ? 1 : 0;
    if (redirect && allAlive()) {
      return compiled.backward(true);
    }
    Tensor own = compiled.backward(false);
    noteAlive(own);
    return redirect ? compiled.backward(true) : own;
  }

  private boolean allAlive() {
    for (boolean each : alive) {
      if (!each) {
        return false;
      }
    }
    return true;
  }

  private Tensor pictureGradient(Transform.View view, Tensor cotangent) {
    if (!view.identity()) {
      view.vjp(cotangent, pictureGradient);
    }
    Tensor arrived = view.identity() ? cotangent : pictureGradient;
    if (transparency != null) {
      transparency.vjp(untransparent, picture, arrived);
    }
    if (trace != null) {
      trace.add(arrived);
    }
    return arrived;
  }

  /**
   * Evaluates the images untransformed, scaled only for a network of one input size; over one
   * background if they have alpha.
   */
  private void observeWhole(int step) {
    Transform plain = transparency == null ? Transforms.none() : OnBackground.random();
    Transform.View view = plain.draw(picture.shape(), new SplittableRandom(0));
    Shape shape = plain.input(picture.shape());
    Tensor seen = picture;
    if (!view.identity()) {
      seen = Tensor.zeros(shape);
      view.apply(picture, seen);
    }
    if (!shape.equals(wholeShape)) {
      seen = Resampling.resize(seen, wholeShape.w(), wholeShape.h());
    }
    Transform.View unchanged = Transforms.none().draw(wholeShape, new SplittableRandom(0));
    if (compiled.inputShape().equals(wholeShape)) {
      observeWhole(compiled, unchanged, seen, step);
    } else {
      try (CompiledObjective other = whole.apply(wholeShape)) {
        observeWhole(other, unchanged, seen, step);
      }
    }
  }

  private void observeWhole(
      CompiledObjective through, Transform.View unchanged, Tensor seen, int step) {
    through.see(unchanged);
    observe(through, seen, step);
    if (step > 0 && !allAlive()) {
      noteAlive(through.backward(false));
    }
  }

  private void observe(CompiledObjective through, Tensor seen, int step) {
    through.forward(seen, values);
    if (transparency != null) {
      untransparent = values.clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = transparency.value(untransparent[i], picture, i);
      }
    }
    for (double value : values) {
      NonFinite.check(value, through, step);
    }
    curve.add(values.clone());
  }

  private void noteAlive(Tensor cotangent) {
    int looks = cotangent.shape().n() / alive.length;
    int each = cotangent.data().length / cotangent.shape().n();
    for (int n = 0; n < looks * alive.length; n++) {
      alive[n / looks] |= anyNonZero(cotangent.data(), n * each, each);
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

  /** Returns the images at this point, {@code [n, 3 or 4, h, w]}, RGB and alpha in [0, 1]. */
  public Tensor picture() {
    return trace == null ? picture : trace.veil(picture);
  }

  /** Returns an objective's values: before each step, and of its final images. */
  public List<Double> curve(int objective) {
    return curve.stream().map(at -> at[objective]).toList();
  }

  /** Returns whether the objective's own gradient ever reached that image. */
  public Liveness life(int example) {
    return Liveness.of(alive[example], natural, redirected);
  }
}
