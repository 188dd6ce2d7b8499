package dev.phosphene.load.pytorch;

import java.util.List;
import java.util.function.Supplier;

/**
 * A tensor in a file of PyTorch's, read when it is needed.
 *
 * @param extents none for a single number
 * @param real whether it holds fractions, as weights do; integers are counters and indices
 * @param values a fresh array in row-major order, rounded to float32; may throw {@link
 *     dev.phosphene.error.InputException}
 */
public record SavedTensor(List<Integer> extents, boolean real, Supplier<float[]> values) {
  public SavedTensor {
    extents = List.copyOf(extents);
  }

  /** Whether it has no elements. */
  public boolean isEmpty() {
    return extents.contains(0);
  }
}
