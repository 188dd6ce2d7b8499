package dev.phosphene.load.keras;

import dev.phosphene.load.hdf5.Hdf5;
import dev.phosphene.load.hdf5.Hdf5Texts;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Weights in the layout of Keras's archives: {@code layers/conv2d_3/vars/0}, where a group is named
 * after its layer's class and a number, and a nested model's group has its own {@code layers}.
 *
 * <p>The numbers depend on the release, because they count how often Keras visited a layer of the
 * class: 2.12 and 2.13 visit one with weights twice and write under {@code
 * _layer_checkpoint_dependencies}, giving conv2d, conv2d_2, conv2d_4; later releases count each
 * once, some of them not those that a nested model visited before; the newest write no group for a
 * layer without weights, but the layer's name beside the weights (keras-team/keras and
 * keras-team/tf-keras, saving/saving_lib.py). All keep the configuration's order. So names decide
 * if there are any, and the order if there are as many groups as layers of a class; the number
 * itself comes last. Files from before the first release name groups after layers.
 */
final class VariableGroups implements StoredWeights {
  private static final String TWICE = "_layer_checkpoint_dependencies";
  private static final List<String> CONTAINERS = List.of(TWICE, "layers");

  /** What wrappers and recurrent layers call the layers in them. */
  private static final List<String> PARTS =
      List.of("cell", "forward_layer", "backward_layer", "layer");

  private final String file;
  private final Hdf5.Opener opener;
  private final Hdf5Texts texts;
  private final Map<List<String>, List<Array>> arrays = new HashMap<>();

  private VariableGroups(String file, Hdf5.Opener opener, Hdf5Texts texts) {
    this.file = file;
    this.opener = opener;
    this.texts = texts;
  }

  /** Locates the arrays of all layers; reads none. */
  static VariableGroups of(String file, Hdf5.Opener opener, HdfFile hdf, Topology topology) {
    VariableGroups all = new VariableGroups(file, opener, Hdf5Texts.in(hdf));
    all.add(topology, hdf, "");
    return all;
  }

  /** Adds the layers of a model and of its nested models. */
  private void add(Topology topology, Group model, String path) {
    for (String container : CONTAINERS) {
      if (model.getChildren().get(container) instanceof Group group
          && !group.getChildren().isEmpty()) {
        String at = path + container + "/";
        assign(topology.layers(), group)
            .forEach(
                (layer, own) -> {
                  String where = at + own.getName();
                  arrays.put(layer.path(), all(own, where));
                  Topology inner = layer.inner();
                  if (inner != null) {
                    add(inner, own, where + "/");
                  }
                });
        return;
      }
    }
  }

  /** Which group is which layer's. */
  private Map<LayerConfig, Group> assign(List<LayerConfig> layers, Group container) {
    Map<String, List<LayerConfig>> byClass = new LinkedHashMap<>();
    for (LayerConfig layer : layers) {
      byClass
          .computeIfAbsent(TopologyReader.snake(layer.kind()), kind -> new ArrayList<>())
          .add(layer);
    }
    Map<LayerConfig, Group> assigned = new LinkedHashMap<>();
    byClass.forEach((kind, own) -> assign(kind, own, container, assigned));
    return assigned;
  }

  private void assign(
      String kind, List<LayerConfig> layers, Group container, Map<LayerConfig, Group> assigned) {
    SortedMap<Integer, Group> numbered = numbered(kind, container);
    Map<String, Group> named = new HashMap<>();
    for (Group group : numbered.values()) {
      String name = name(group);
      if (name != null) {
        named.put(name, group);
      }
    }
    boolean byName = layers.stream().map(LayerConfig::name).anyMatch(named::containsKey);
    List<Group> inOrder = List.copyOf(numbered.values());
    boolean once = !container.getName().equals(TWICE);
    for (int i = 0; i < layers.size(); i++) {
      LayerConfig layer = layers.get(i);
      Group group =
          byName
              ? named.get(layer.name())
              : inOrder.size() == layers.size() ? inOrder.get(i) : once ? numbered.get(i) : null;
      if (group == null && container.getChildren().get(layer.name()) instanceof Group early) {
        group = early;
      }
      if (group != null) {
        assigned.put(layer, group);
      }
    }
  }

  /** Returns the groups of a class by number; the first has none in its name and counts as 0. */
  private static SortedMap<Integer, Group> numbered(String kind, Group container) {
    SortedMap<Integer, Group> numbered = new TreeMap<>();
    for (Map.Entry<String, Node> child : container.getChildren().entrySet()) {
      String name = child.getKey();
      if (child.getValue() instanceof Group group) {
        if (name.equals(kind)) {
          numbered.put(0, group);
        } else if (name.startsWith(kind + "_")) {
          String number = name.substring(kind.length() + 1);
          if (number.matches("[1-9]\\d{0,8}")) {
            numbered.put(Integer.valueOf(number), group);
          }
        }
      }
    }
    return numbered;
  }

  /** The layer's name, where the file tells it. */
  private @Nullable String name(Group group) {
    if (group.getChildren().get("vars") instanceof Group vars) {
      List<String> names = texts.of(vars, "name");
      return names.size() == 1 ? names.get(0) : null;
    }
    return null;
  }

  /** Returns a layer's own arrays, then those of its parts, as recurrent layers have them. */
  private List<Array> all(Group own, String path) {
    List<Array> all = new ArrayList<>();
    if (own.getChildren().get("vars") instanceof Group vars) {
      all.addAll(arrays(vars, path));
    }
    for (String part : PARTS) {
      if (own.getChildren().get(part) instanceof Group inner) {
        all.addAll(all(inner, path + "/" + part));
      }
    }
    return all;
  }

  private List<Array> arrays(Group vars, String path) {
    List<Array> found = new ArrayList<>();
    long address = vars.getAddress();
    for (int i = 0; vars.getChildren().get(String.valueOf(i)) instanceof Dataset array; i++) {
      String name = String.valueOf(i);
      found.add(
          Hdf5Arrays.of(
              file,
              opener,
              path + "/vars/" + name,
              array,
              hdf -> Hdf5.dataset((Group) hdf.getNodeByAddress(address), name)));
    }
    return found;
  }

  @Override
  public List<Array> of(LayerConfig layer) {
    return arrays.getOrDefault(layer.path(), List.of());
  }
}
