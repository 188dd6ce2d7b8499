package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Parameter;
import dev.phosphene.io.Safetensors;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's weights by PyTorch's keys, without prefixes added by wrappers.
 *
 * @param file the file's name, for messages
 * @param parameters floating-point tensors in the file's order
 */
record StateDict(String file, Map<String, Parameter> parameters) {
  /** Prefixes of DataParallel, torch.compile, Lightning and others. */
  private static final List<String> WRAPPERS =
      List.of("module.", "_orig_mod.", "model.", "net.", "network.", "backbone.");

  StateDict {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * Reads the weights in a file.
   *
   * @throws dev.phosphene.error.InputException if it is damaged, or holds anything else
   */
  static StateDict read(Path file) {
    Map<String, Parameter> found;
    if (ZipForm.recognizes(file)) {
      found = StateWeights.of(file, ZipForm.open(file));
    } else if (Safetensors.recognizes(file)) {
      found = safetensors(Safetensors.open(file));
    } else {
      found = StateWeights.of(file, LegacyFormat.open(file));
    }
    return new StateDict(file.toString(), unwrapped(found));
  }

  private static Map<String, Parameter> safetensors(Safetensors file) {
    Map<String, Parameter> found = new LinkedHashMap<>();
    file.weights().forEach(key -> found.put(key, file.parameter(key)));
    return found;
  }

  private static Map<String, Parameter> unwrapped(Map<String, Parameter> parameters) {
    Map<String, Parameter> at = parameters;
    for (boolean again = true; again && !at.isEmpty(); ) {
      again = false;
      for (String wrapper : WRAPPERS) {
        if (at.keySet().stream().allMatch(key -> key.startsWith(wrapper))) {
          Map<String, Parameter> inner = new LinkedHashMap<>();
          at.forEach((key, value) -> inner.put(key.substring(wrapper.length()), value));
          at = inner;
          again = true;
        }
      }
    }
    return at;
  }
}
