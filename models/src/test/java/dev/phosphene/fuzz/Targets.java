package dev.phosphene.fuzz;

import dev.phosphene.error.InputException;
import dev.phosphene.load.caffe.CaffeTargets;
import dev.phosphene.load.export.ExportTarget;
import dev.phosphene.load.onnx.OnnxTarget;
import dev.phosphene.load.tensorflow.FrozenTarget;
import dev.phosphene.text.Nearest;
import dev.phosphene.zoo.ZooTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All readers that are fuzzed. A new one goes to the end: with several in one process, the first
 * byte of an input is the reader's place in this list.
 */
public final class Targets {
  public static final List<Target> ALL =
      Stream.of(
              List.of(OnnxTarget.ONNX),
              ModelTargets.ALL,
              ArrayTargets.ALL,
              ImageTargets.ALL,
              List.of(ZooTarget.ZOO),
              TextTargets.ALL,
              List.of(FrozenTarget.FROZEN),
              CaffeTargets.ALL,
              TorchTargets.ALL,
              List.of(ExportTarget.of(Repairs::zip)))
          .flatMap(List::stream)
          .toList();

  private Targets() {}

  /**
   * Those of that names, separated by commas; every one for {@code all}.
   *
   * @throws InputException if there is none of a name
   */
  public static List<Target> named(String names) {
    if (names.equals("all")) {
      return ALL;
    }
    List<String> known = ALL.stream().map(Target::name).toList();
    List<Target> found = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      int at = known.indexOf(name.strip());
      if (at < 0) {
        throw new InputException(
            "no fuzz target \""
                + name
                + "\""
                + Nearest.hint(name, known)
                + "; there are "
                + String.join(", ", known));
      }
      found.add(ALL.get(at));
    }
    return found;
  }
}
