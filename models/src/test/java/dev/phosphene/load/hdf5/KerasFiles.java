package dev.phosphene.load.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Writes small weight files in the layouts that Keras has had over the years. */
public final class KerasFiles {
  private final Map<String, Map<String, Object>> layers = new LinkedHashMap<>();
  private boolean whole;

  private KerasFiles() {}

  public static KerasFiles begin() {
    return new KerasFiles();
  }

  /**
   * Adds an array, a nested Java array of floats or doubles, under its path in the layer's group.
   */
  public KerasFiles with(String layer, String path, Object array) {
    layers.computeIfAbsent(layer, name -> new LinkedHashMap<>()).put(path, array);
    return this;
  }

  /** Adds a layer without weights. */
  public KerasFiles with(String layer) {
    layers.computeIfAbsent(layer, name -> new LinkedHashMap<>());
    return this;
  }

  /** Puts the weights where a whole model has them. */
  public KerasFiles wholeModel() {
    whole = true;
    return this;
  }

  public Path write(Path file) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      WritableGroup root = whole ? hdf.putGroup("model_weights") : hdf;
      if (!layers.isEmpty()) { // jHDF does not write empty attributes
        root.putAttribute("layer_names", layers.keySet().toArray(String[]::new));
      }
      for (Map.Entry<String, Map<String, Object>> layer : layers.entrySet()) {
        WritableGroup group = root.putGroup(layer.getKey());
        Set<String> names = new LinkedHashSet<>(layer.getValue().keySet());
        if (!names.isEmpty()) {
          group.putAttribute("weight_names", names.toArray(String[]::new));
        }
        Map<String, WritableGroup> inner = new LinkedHashMap<>();
        layer.getValue().forEach((path, array) -> put(group, inner, path, array));
      }
    }
    return file;
  }

  private static void put(
      WritableGroup group, Map<String, WritableGroup> inner, String path, Object array) {
    int slash = path.indexOf('/');
    WritableGroup place =
        slash < 0
            ? group
            : inner.computeIfAbsent(path.substring(0, slash), name -> group.putGroup(name));
    place.putDataset(path.substring(slash + 1), array);
  }
}
