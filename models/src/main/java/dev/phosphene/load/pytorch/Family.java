package dev.phosphene.load.pytorch;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Architectures that share their keys; how deep and wide one is, its keys and shapes tell.
 *
 * @param name for people
 * @param marks keys that all of them have, and others have not
 * @param keys what their keys are like, without the ending such as {@code .weight}
 * @param builder makes the network over the weights that it asks for
 */
record Family(String name, List<String> marks, Pattern keys, Consumer<NetworkBuilder> builder) {
  private static final String ENDING = "\\.(weight|bias|running_mean|running_var)";

  Family {
    marks = List.copyOf(marks);
  }

  /** A family whose modules' names match {@code modules}, and single parameters {@code others}. */
  static Family of(
      String name,
      List<String> marks,
      String modules,
      String others,
      Consumer<NetworkBuilder> builder) {
    String all = "(?:" + modules + ")" + ENDING + (others.isEmpty() ? "" : "|" + others);
    return new Family(name, marks, Pattern.compile(all), builder);
  }

  /** Whether all its marks are there. */
  boolean marks(Collection<String> given) {
    return given.containsAll(marks);
  }

  /** Those of the keys that no network of the family has. */
  List<String> foreign(Collection<String> given) {
    return given.stream().filter(key -> !keys.matcher(key).matches()).toList();
  }
}
