package dev.phosphene.load.keras;

import java.util.List;

/** Finds a layer's arrays among others by their names, such as {@code model/conv1/kernel:0}. */
final class Suffixes {
  private Suffixes() {}

  /**
   * Returns those with the layer's name before their own, matching as much of its path as given.
   */
  static List<StoredWeights.Array> of(LayerConfig layer, List<StoredWeights.Array> arrays) {
    for (boolean within : new boolean[] {false, true}) { // lstm/lstm_cell/kernel is within lstm
      for (int from = 0; from < layer.path().size(); from++) {
        String wanted =
            "/" + String.join("/", layer.path().subList(from, layer.path().size())) + "/";
        List<StoredWeights.Array> found =
            arrays.stream().filter(array -> belongs(owner(array), wanted, within)).toList();
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    // Keras 1 writes conv1_W_1:0
    return arrays.stream()
        .filter(array -> array.role().startsWith(layer.name() + "_"))
        .filter(array -> array.role().length() <= layer.name().length() + 20)
        .toList();
  }

  private static boolean belongs(String owner, String wanted, boolean within) {
    return within ? owner.contains(wanted) : owner.endsWith(wanted);
  }

  private static String owner(StoredWeights.Array array) {
    int slash = array.name().lastIndexOf('/');
    return "/" + array.name().substring(0, slash + 1);
  }
}
