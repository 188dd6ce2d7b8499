package dev.phosphene.load.keras;

import java.util.List;
import java.util.function.Supplier;

/** The weight arrays in a file, by layer; read on demand. */
interface StoredWeights {

  /**
   * One array.
   *
   * @param name its name in the file, for messages; the last part may tell its role
   * @param extents in the file's order
   * @param values in the file's order; may throw {@link dev.phosphene.error.InputException}
   */
  record Array(String name, List<Integer> extents, Supplier<float[]> values) {
    public Array {
      extents = List.copyOf(extents);
    }

    /** Returns {@code kernel} for {@code conv2d_1/kernel:0}. */
    String role() {
      String last = name.substring(name.lastIndexOf('/') + 1);
      int colon = last.indexOf(':');
      return colon < 0 ? last : last.substring(0, colon);
    }
  }

  /**
   * Returns a layer's arrays in the order in which Keras made them, if the file tells it.
   *
   * @return none if the layer has none, or the file lacks it
   */
  List<Array> of(LayerConfig layer);
}
