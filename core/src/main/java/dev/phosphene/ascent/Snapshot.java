package dev.phosphene.ascent;

import dev.phosphene.tensor.Tensor;

/**
 * The state of a run before its next step.
 *
 * @param index steps taken so far: 0 for the start, {@code steps} for the end
 * @param steps number of steps of the run
 * @param values the objectives' values under this step's transforms; shared, copy to keep
 * @param images {@code [n, 3, h, w]}, RGB in [0, 1]; shared, copy to keep
 */
public record Snapshot(int index, int steps, double[] values, Tensor images) {
  /** Returns the mean of the objectives' values. */
  public double value() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return "step " + index + " of " + steps + ": " + value();
  }
}
