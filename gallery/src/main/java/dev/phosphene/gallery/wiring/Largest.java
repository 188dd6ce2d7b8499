package dev.phosphene.gallery.wiring;

import java.util.ArrayList;
import java.util.List;

/** For each of some units the few others with the largest values, the largest first. */
final class Largest {
  private final int kept;
  private final boolean byMagnitude;
  private final int[] sizes;
  private final int[] layers;
  private final int[] others;
  private final float[] values;

  /**
   * None so far.
   *
   * @param units how many units have a list
   * @param kept of each
   * @param byMagnitude whether the sign does not matter
   */
  Largest(int units, int kept, boolean byMagnitude) {
    this.kept = kept;
    this.byMagnitude = byMagnitude;
    sizes = new int[units];
    layers = new int[units * kept];
    others = new int[units * kept];
    values = new float[units * kept];
  }

  /**
   * An entry of a list.
   *
   * @param layer number of the other unit's layer
   */
  record Entry(int layer, int unit, double value) {}

  /** How many entries of each unit are kept. */
  int kept() {
    return kept;
  }

  /**
   * Enters a value if it is among the largest; of two for the same other unit the larger one stays,
   * and of equal ones the first layer and unit go first.
   */
  void offer(int unit, int layer, int other, double value) {
    float rounded = (float) value;
    int first = unit * kept;
    int end = first + sizes[unit];
    if (Float.isNaN(rounded)
        || (sizes[unit] == kept && !goesBefore(end - 1, layer, other, rounded))) {
      return;
    }
    for (int i = first; i < end; i++) {
      if (layers[i] == layer && others[i] == other) {
        if (rank(values[i]) >= rank(rounded)) {
          return;
        }
        remove(i, end);
        end--;
        break;
      }
    }
    int at = end == first + kept ? end - 1 : end; // the last one makes room
    while (at > first && goesBefore(at - 1, layer, other, rounded)) {
      copy(at - 1, at);
      at--;
    }
    layers[at] = layer;
    others[at] = other;
    values[at] = rounded;
    sizes[unit] = Math.min(kept, end - first + 1);
  }

  private boolean goesBefore(int i, int layer, int other, float value) {
    int order = Float.compare(rank(value), rank(values[i]));
    if (order != 0) {
      return order > 0;
    }
    return layer != layers[i] ? layer < layers[i] : other < others[i];
  }

  private float rank(float value) {
    return byMagnitude ? Math.abs(value) : value;
  }

  private void remove(int i, int end) {
    for (int next = i + 1; next < end; next++) {
      copy(next, next - 1);
    }
  }

  private void copy(int from, int to) {
    layers[to] = layers[from];
    others[to] = others[from];
    values[to] = values[from];
  }

  /** At most {@code count} entries of a unit. */
  List<Entry> of(int unit, int count) {
    List<Entry> list = new ArrayList<>();
    for (int i = unit * kept; i < unit * kept + Math.min(count, sizes[unit]); i++) {
      list.add(new Entry(layers[i], others[i], values[i]));
    }
    return list;
  }
}
