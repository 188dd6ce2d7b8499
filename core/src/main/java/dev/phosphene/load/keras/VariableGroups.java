package dev.phosphene.load.keras;

import dev.phosphene.error.InputException;
import dev.phosphene.load.Hdf5;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights as Keras 3 lays them out: {@code layers/conv2d_3/vars/0}, where groups are called by the
 * layers' classes, counted in the configuration's order (keras-team/keras,
 * keras/src/saving/saving_lib.py). Some early files have the layers' names instead, or {@code
 * _layer_checkpoint_dependencies} for {@code layers}.
 */
final class VariableGroups implements Stored {
  private static final String EARLY = "_layer_checkpoint_dependencies";
  private static final int MOST = 1 << 16;
  private static final int DEEPEST = 64;

  private final String file;
  private final Hdf5.Opener opener;
  private final Map<String, List<Array>> groups = new HashMap<>();

  private VariableGroups(String file, Hdf5.Opener opener) {
    this.file = file;
    this.opener = opener;
  }

  /** Looks at all arrays; reads none. */
  static VariableGroups of(String file, Hdf5.Opener opener, HdfFile hdf) {
    VariableGroups all = new VariableGroups(file, opener);
    for (String top : List.of("layers", EARLY)) {
      if (hdf.getChildren().get(top) instanceof Group group) {
        all.walk(group, "layers", 0);
      }
    }
    return all;
  }

  private void walk(Group group, String path, int depth) {
    if (depth > DEEPEST || groups.size() > MOST) {
      throw new InputException(file + " has groups without end");
    }
    for (Map.Entry<String, Node> child : group.getChildren().entrySet()) {
      if (!(child.getValue() instanceof Group inner)) {
        continue;
      }
      if (child.getKey().equals("vars")) {
        groups.put(path, arrays(inner, path));
      } else {
        String name = child.getKey().equals(EARLY) ? "layers" : child.getKey();
        walk(inner, path + "/" + name, depth + 1);
      }
    }
  }

  private List<Array> arrays(Group vars, String path) {
    List<Array> arrays = new ArrayList<>();
    long address = vars.getAddress();
    for (int i = 0; vars.getChildren().get(String.valueOf(i)) instanceof Dataset array; i++) {
      String name = String.valueOf(i);
      arrays.add(
          Hdf5Arrays.of(
              file,
              opener,
              path + "/vars/" + name,
              array,
              hdf -> ((Group) hdf.getNodeByAddress(address)).getDatasetByPath(name)));
    }
    return arrays;
  }

  @Override
  public List<Array> of(Layer layer) {
    List<Array> arrays = groups.get(String.join("/", layer.variables()));
    if (arrays != null) {
      return arrays;
    }
    return groups.getOrDefault("layers/" + String.join("/layers/", layer.path()), List.of());
  }
}
