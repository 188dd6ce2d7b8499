package dev.phosphene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The one finite-difference check: proves that a vjp is the transpose of the derivative of its map,
 * ⟨vjp(c), d⟩ = d/dε ⟨c, apply(p + εd)⟩ for random directions d and cotangents c.
 *
 * <p>The right side is Richardson's extrapolation of two central differences, summed in double, so
 * that the step can be wide enough for float32 maps: its error is of fourth order in ε.
 *
 * <pre>{@code
 * VjpCheck.of(apply, vjp).at(point, outputs).verify();
 * }</pre>
 */
public final class VjpCheck {
  private static final double ROUNDING = 2e-7; // of a float32 value, and a little more
  private static final int DIRECTIONS = 4;

  /** A map of float arrays; overwrites {@code value}. */
  @FunctionalInterface
  public interface Apply {
    void apply(float[] point, float[] value);
  }

  /** Its vjp at {@code point}, where apply has just been called; overwrites {@code gradient}. */
  @FunctionalInterface
  public interface Vjp {
    void vjp(float[] point, float[] cotangent, float[] gradient);
  }

  private final Apply apply;
  private final Vjp vjp;
  private float[] point = new float[0];
  private int outputs;
  private double step = 0.02;
  private double tolerance = 1e-3;

  private VjpCheck(Apply apply, Vjp vjp) {
    this.apply = apply;
    this.vjp = vjp;
  }

  public static VjpCheck of(Apply apply, Vjp vjp) {
    return new VjpCheck(apply, vjp);
  }

  /** Where to check, and how many values the map has. */
  public VjpCheck at(float[] where, int values) {
    point = where.clone();
    outputs = values;
    return this;
  }

  /** ε, in units of the parameters; 0.02 unless set. The map must be smooth within 2ε. */
  public VjpCheck step(double epsilon) {
    step = epsilon;
    return this;
  }

  /** Permitted error relative to the gradient's length; 1e-3 unless set. */
  public VjpCheck tolerance(double relative) {
    tolerance = relative;
    return this;
  }

  /** Runs the check with the seed of this test run. */
  public void verify() {
    long seed = Seeds.draw();
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < DIRECTIONS; i++) {
      float[] direction = normal(point.length, random);
      float[] cotangent = normal(outputs, random);
      float[] gradient = new float[point.length];
      java.util.Arrays.fill(gradient, Float.NaN);
      float[] values = new float[outputs];
      apply.apply(point, values);
      vjp.vjp(point, cotangent, gradient);
      double near = difference(direction, cotangent, step);
      double far = difference(direction, cotangent, 2 * step);
      double expected = (4 * near - far) / 3;
      double length = Math.sqrt(dot(gradient, gradient));
      double rounding = ROUNDING * Math.sqrt(dot(values, values)) / step;
      assertThat(dot(gradient, direction))
          .as("⟨vjp(c), d⟩ with -Dphosphene.seed=%d, |vjp(c)| = %s", seed, length)
          .isCloseTo(
              expected, org.assertj.core.data.Offset.offset(tolerance * length + rounding + 1e-30));
    }
  }

  private double difference(float[] direction, float[] cotangent, double epsilon) {
    return (value(direction, cotangent, epsilon) - value(direction, cotangent, -epsilon))
        / (2 * epsilon);
  }

  private double value(float[] direction, float[] cotangent, double epsilon) {
    float[] moved = point.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (epsilon * direction[i]);
    }
    float[] value = new float[outputs];
    java.util.Arrays.fill(value, Float.NaN);
    apply.apply(moved, value);
    return dot(cotangent, value);
  }

  /** ⟨a, b⟩, summed in double. */
  public static double dot(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** Standard normal values. */
  public static float[] normal(int count, RandomGenerator random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
