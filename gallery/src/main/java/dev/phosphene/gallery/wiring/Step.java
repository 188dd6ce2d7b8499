package dev.phosphene.gallery.wiring;

import org.jspecify.annotations.Nullable;

/**
 * From the channels of an operation's output to those of one input that they come from.
 *
 * @param from the input's channels
 * @param channels for each channel of the output that of the input, or -1; null if they are equal
 * @param gains by what each is multiplied, null if by nothing
 */
record Step(Place from, int @Nullable [] channels, float @Nullable [] gains) {
  /** Every channel as it is. */
  static Step same(Place from) {
    return new Step(from, null, null);
  }

  /** The same with factors that are not negative. */
  Step withoutSigns() {
    if (gains == null) {
      return this;
    }
    float[] sizes = gains.clone();
    for (int c = 0; c < sizes.length; c++) {
      sizes[c] = Math.abs(sizes[c]);
    }
    return new Step(from, channels, sizes);
  }
}
