package dev.phosphene.engine.onednn.winograd;

import java.util.ArrayList;
import java.util.List;

/**
 * A one-dimensional filter without the zeros at its ends.
 *
 * @param skipped number of zeros cut off at the start
 */
record FilterTaps(int skipped, List<Float> list) {

  /**
   * Cuts off zeros.
   *
   * @param most maximum number to cut off at the start
   */
  static FilterTaps of(float[] filter, int most) {
    int start = 0;
    while (start < most && filter[start] == 0) {
      start++;
    }
    int end = filter.length;
    while (filter[end - 1] == 0) {
      end--;
    }
    List<Float> list = new ArrayList<>();
    for (int i = start; i < end; i++) {
      list.add(filter[i]);
    }
    return new FilterTaps(start, List.copyOf(list));
  }

  int length() {
    return list.size();
  }

  /** Returns the same filter for each channel. */
  float[] repeated(int channels) {
    float[] repeated = new float[channels * list.size()];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = list.get(i % list.size());
    }
    return repeated;
  }
}
