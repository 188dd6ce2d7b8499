package dev.phosphene.load.hdf5;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Parameter;
import dev.phosphene.load.WeightSource;
import dev.phosphene.tensor.Finite;
import dev.phosphene.tensor.Shape;
import dev.phosphene.text.Nearest;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the weights in a Keras HDF5 file: the official ones, what {@code save_weights} writes, and
 * whole models, which keep their weights in the group {@code model_weights}.
 *
 * <p>Each layer has a group with the attribute {@code weight_names}; arrays are called {@code
 * block1_conv1_W_1:0} by Keras 1 and {@code conv2d_1/kernel:0} since Keras 2. Kernels are stored as
 * {@code [kh, kw, in, out]} and returned as {@code [out, in, kh, kw]}.
 */
public final class KerasHdf5 implements WeightSource {
  private static final String WHOLE_MODEL = "model_weights";
  private static final Pattern NUMBERED =
      Pattern.compile("(conv2d|batch_normalization)(?:_(\\d+))?");

  private final Path file;
  private final Hdf5.Opener opener;
  private final Map<String, Long> layers; // name to the address of its group
  private final Map<String, Integer> firstNumbers; // of the layers that Keras numbers

  private KerasHdf5(Path file, Hdf5.Opener opener, Map<String, Long> layers) {
    this.file = file;
    this.opener = opener;
    this.layers = layers;
    this.firstNumbers = firstNumbers(layers.keySet());
  }

  /** Returns whether the file begins as HDF5 files do. */
  public static boolean recognizes(Path file) {
    return Hdf5.recognizes(file);
  }

  /**
   * Reads the list of layers, but no weights.
   *
   * @throws InputException if the file is absent, not HDF5, cut short, or has no Keras layers
   */
  public static KerasHdf5 open(Path file) {
    Hdf5.Opener opener = Hdf5.of(file);
    return Hdf5.read(file, opener, "", hdf -> new KerasHdf5(file, opener, layers(file, hdf)));
  }

  /** Returns the names of all layers, also of those without weights, in the file's order. */
  public List<String> layers() {
    return List.copyOf(layers.keySet());
  }

  /** Returns whether the file has that layer, whatever number Keras gave it there. */
  public boolean has(String layer) {
    return layers.containsKey(stored(layer));
  }

  @Override
  public Parameter parameter(String layer, Role role, Shape shape) {
    return new Parameter(layer + "/" + role.keras(), shape, () -> values(layer, role, shape));
  }

  private float[] values(String layer, Role role, Shape shape) {
    String stored = stored(layer);
    Long address = layers.get(stored);
    if (address == null) {
      throw new InputException(
          file + " has no layer \"" + stored + "\"" + Nearest.hint(stored, layers.keySet()));
    }
    return Hdf5.read(
        file,
        opener,
        "layer \"" + stored + "\"",
        hdf -> {
          Group group = (Group) hdf.getNodeByAddress(address);
          Dataset array = array(hdf, group, stored, role);
          int[] expected = KerasLayout.stored(shape);
          String where = file + ", layer \"" + stored + "\", " + role.keras();
          KerasArrays.check(array, expected, where);
          return KerasArrays.inMemory(
              array,
              hdf.size(),
              where,
              () ->
                  Finite.weights(
                      where,
                      KerasLayout.outermostFirst(KerasArrays.floats(array, opener, where), shape)));
        });
  }

  /** The array of that role among a layer's. */
  private Dataset array(HdfFile hdf, Group group, String layer, Role role) {
    List<String> names = Hdf5Texts.in(hdf).of(group, "weight_names");
    for (String name : names) {
      if (KerasArrays.role(name) == role) {
        return Hdf5.dataset(group, name);
      }
    }
    throw new InputException(
        file
            + ", layer \""
            + layer
            + "\" has no "
            + role.keras()
            + (names.isEmpty() ? "; it has no weights" : "; it has " + String.join(", ", names)));
  }

  /**
   * Returns the file's name for a layer. Keras numbers unnamed layers per process, so the first
   * convolution may be {@code conv2d_1}, {@code conv2d} or {@code conv2d_95}.
   */
  private String stored(String layer) {
    Matcher matcher = NUMBERED.matcher(layer);
    if (!matcher.matches() || matcher.group(2) == null) {
      return layer;
    }
    String kind = matcher.group(1);
    int shift = firstNumbers.getOrDefault(kind, 1) - 1;
    int number = Integer.parseInt(matcher.group(2)) + shift;
    return number == 0 ? kind : kind + "_" + number;
  }

  private static Map<String, Integer> firstNumbers(Iterable<String> layers) {
    Map<String, Integer> first = new LinkedHashMap<>();
    for (String layer : layers) {
      Matcher matcher = NUMBERED.matcher(layer);
      if (matcher.matches()) {
        String digits = matcher.group(2);
        first.merge(matcher.group(1), digits == null ? 0 : number(digits), Math::min);
      }
    }
    return first;
  }

  private static int number(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  private static Map<String, Long> layers(Path file, HdfFile hdf) {
    Map<String, Node> children = hdf.getChildren();
    Group root = children.get(WHOLE_MODEL) instanceof Group whole ? whole : hdf;
    Map<String, Long> layers = new LinkedHashMap<>();
    for (String name : Hdf5Texts.in(hdf).of(root, "layer_names")) {
      if (root.getChildren().get(name) instanceof Group group) {
        layers.put(name, group.getAddress());
      }
    }
    if (layers.isEmpty()) {
      String reason =
          children.get("layers") == null
              ? "it has no attribute \"layer_names\""
              : "this is the layout of Keras 3's .weights.h5; save the model as legacy .h5 instead";
      throw new InputException(file + " holds no weights of a Keras model: " + reason);
    }
    return layers;
  }
}
