package dev.phosphene.load.pytorch;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Architectures that share their keys; keys and shapes determine depth and width.
 *
 * @param name display name
 * @param marks keys that all of them have, and others lack
 * @param keys pattern of their keys, without the ending such as {@code .weight}
 * @param builder builds the network from the weights that it requests
 */
record Family(String name, List<String> marks, Pattern keys, Consumer<NetworkBuilder> builder) {
  private static final String ENDING = "\\.(weight|bias|running_mean|running_var)";

  Family {
    marks = List.copyOf(marks);
  }

  /** Creates a family with module names matching {@code modules}, and parameters {@code others}. */
  static Family of(
      String name,
      List<String> marks,
      String modules,
      String others,
      Consumer<NetworkBuilder> builder) {
    String all = "(?:" + modules + ")" + ENDING + (others.isEmpty() ? "" : "|" + others);
    return new Family(name, marks, Pattern.compile(all), builder);
  }

  /** Returns whether all its marks are present. */
  boolean marks(Collection<String> given) {
    return given.containsAll(marks);
  }

  /** Returns the keys that no network of the family has. */
  List<String> foreign(Collection<String> given) {
    return given.stream().filter(key -> !keys.matcher(key).matches()).toList();
  }
}
