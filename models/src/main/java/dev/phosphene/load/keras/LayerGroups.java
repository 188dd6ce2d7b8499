package dev.phosphene.load.keras;

import dev.phosphene.load.hdf5.Hdf5;
import dev.phosphene.load.hdf5.Hdf5Texts;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights in the HDF5 layout of Keras 2, and of Keras 3's legacy format: a group for each layer of
 * the outermost model, in {@code model_weights}, with the names of its arrays in the attribute
 * {@code weight_names}. A nested model's arrays are all in its group.
 */
final class LayerGroups implements StoredWeights {
  private final Map<String, List<Array>> groups;

  private LayerGroups(Map<String, List<Array>> groups) {
    this.groups = groups;
  }

  /** Lists all arrays; reads none. */
  static LayerGroups of(String file, Hdf5.Opener opener, HdfFile hdf) {
    Map<String, Node> children = hdf.getChildren();
    Group root = children.get("model_weights") instanceof Group whole ? whole : hdf;
    Map<String, List<Array>> groups = new LinkedHashMap<>();
    Hdf5Texts texts = Hdf5Texts.in(hdf);
    for (Map.Entry<String, Node> child : root.getChildren().entrySet()) {
      if (child.getValue() instanceof Group group) {
        groups.put(child.getKey(), arrays(file, opener, group, texts));
      }
    }
    return new LayerGroups(groups);
  }

  private static List<Array> arrays(String file, Hdf5.Opener opener, Group group, Hdf5Texts texts) {
    List<Array> arrays = new ArrayList<>();
    long address = group.getAddress();
    for (String name : texts.of(group, "weight_names")) {
      try {
        Dataset array = Hdf5.dataset(group, name);
        arrays.add(
            Hdf5Arrays.of(
                file,
                opener,
                group.getName() + "/" + name,
                array,
                hdf -> Hdf5.dataset((Group) hdf.getNodeByAddress(address), name)));
      } catch (HdfException e) {
        // whoever needs it will report that it is missing
      }
    }
    return arrays;
  }

  @Override
  public List<Array> of(LayerConfig layer) {
    List<Array> group = groups.getOrDefault(layer.path().get(0), List.of());
    return layer.path().size() == 1 ? group : Suffixes.of(layer, group);
  }
}
