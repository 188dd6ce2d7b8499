package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Parameter;
import dev.phosphene.io.FileFacts;
import dev.phosphene.load.pytorch.Global.ScriptObject;
import dev.phosphene.tensor.Finite;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors among what was saved, by their keys, each a parameter that is read when needed. */
final class StateWeights {
  /** Where a checkpoint has the network; the first that is there is taken. */
  private static final List<String> INSIDE =
      List.of(
          "state_dict",
          "model_state_dict",
          "model",
          "net",
          "network",
          "state_dict_ema",
          "model_ema",
          "ema");

  /** Dictionaries in dictionaries, and entries of all of them, that a state dict may have. */
  private static final int DEEPEST = 32;

  private static final int MOST_ENTRIES = 200_000;
  private static final int LONGEST_KEY = 512;
  private static final int CHUNK = 1 << 20; // elements decoded at once

  private final Path path;
  private final String file;
  private final Container container;
  private final Map<String, SavedTensor> tensors = new LinkedHashMap<>();
  private int entries;

  private StateWeights(Path path, String file, Container container) {
    this.path = path;
    this.file = file;
    this.container = container;
  }

  /**
   * All tensors of floating-point numbers.
   *
   * @throws InputException if one does not lie in its storage
   */
  static Map<String, Parameter> of(Path file, Container container) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    tensors(file, file.toString(), container)
        .forEach(
            (key, tensor) -> {
              if (tensor.real()) { // others are counters and indices
                Shape shape = Shape.of(tensor.extents().stream().mapToInt(e -> e).toArray());
                String where = "%s, tensor \"%s\"".formatted(file, key);
                parameters.put(
                    key,
                    new Parameter(key, shape, () -> Finite.weights(where, tensor.values().get())));
              }
            });
    return parameters;
  }

  /** All tensors that are not empty; a single one has the empty key. */
  static Map<String, SavedTensor> tensors(Path path, String file, Container container) {
    StateWeights weights = new StateWeights(path, file, container);
    weights.collect("", inside(container.root()), 0);
    return weights.tensors;
  }

  /**
   * One tensor of a file.
   *
   * @throws InputException if it does not lie in its storage
   */
  static SavedTensor tensor(Path path, String where, Container container, StoredTensor tensor) {
    tensor.requireInside(where);
    if (!tensor.isUsable()) {
      return new SavedTensor(List.of(0), true, () -> new float[0]);
    }
    StateWeights weights = new StateWeights(path, where, container);
    return new SavedTensor(
        Arrays.stream(tensor.extents()).mapToObj(Math::toIntExact).toList(),
        tensor.storage().type().isFloat(),
        () -> weights.values(tensor));
  }

  /** The network in a checkpoint that has other things beside it. */
  private static Object inside(Object root) {
    Object at = root;
    for (int depth = 0; depth < DEEPEST && at instanceof Map<?, ?> map; depth++) {
      Object next = null;
      for (String name : INSIDE) {
        Object found = map.get(name);
        if (next == null && (found instanceof Map<?, ?> || found instanceof ScriptObject)) {
          next = found;
        }
      }
      if (next == null) {
        return at;
      }
      at = next;
    }
    return at;
  }

  private void collect(String key, Object value, int depth) {
    if (++entries > MOST_ENTRIES || depth > DEEPEST || key.length() > LONGEST_KEY) {
      throw new InputException(
          "%s has dictionaries in dictionaries without an end (more than %d deep, or %d entries)"
              .formatted(file, DEEPEST, MOST_ENTRIES));
    }
    if (value instanceof StoredTensor tensor) {
      add(key, tensor);
    } else if (value instanceof ScriptObject object) {
      collectAll(key, object.attributes(), depth);
    } else if (value instanceof Map<?, ?> map) {
      collectAll(key, map, depth);
    }
  }

  private void collectAll(String key, Map<?, ?> map, int depth) {
    map.forEach(
        (name, value) -> collect(key.isEmpty() ? "" + name : key + "." + name, value, depth + 1));
  }

  private void add(String key, StoredTensor tensor) {
    String where = "%s, tensor \"%s\"".formatted(file, key);
    SavedTensor saved = tensor(path, where, container, tensor);
    if (!saved.isEmpty() && tensors.put(key, saved) != null) {
      throw new InputException(file + " has two tensors \"" + key + "\"");
    }
  }

  private float[] values(StoredTensor tensor) {
    try {
      int size = tensor.shape().size();
      if (tensor.isContiguous()) {
        return run(tensor, size);
      }
      long span = tensor.span() + 1;
      if (span > Integer.MAX_VALUE - 8) {
        throw new InputException(
            file + " has a tensor that is spread over more than 2^31 elements");
      }
      return gathered(tensor, run(tensor, (int) span), size);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(path, e), e);
    }
  }

  /** So many elements of the storage from the tensor's first on. */
  private float[] run(StoredTensor tensor, int count) throws IOException {
    float[] values = new float[count];
    for (int done = 0; done < count; done += CHUNK) {
      int part = Math.min(CHUNK, count - done);
      ByteBuffer bytes = container.read(tensor.storage(), tensor.offset() + done, part);
      for (int i = done; i < done + part; i++) {
        values[i] = tensor.storage().type().next(bytes);
      }
    }
    return values;
  }

  private static float[] gathered(StoredTensor tensor, float[] from, int size) {
    float[] values = new float[size];
    int rank = tensor.extents().length;
    long[] index = new long[rank];
    long place = 0;
    for (int i = 0; i < size; i++) {
      values[i] = from[(int) place];
      for (int axis = rank - 1; axis >= 0; axis--) {
        place += tensor.strides()[axis];
        if (++index[axis] < tensor.extents()[axis]) {
          break;
        }
        place -= tensor.strides()[axis] * tensor.extents()[axis];
        index[axis] = 0;
      }
    }
    return values;
  }
}
