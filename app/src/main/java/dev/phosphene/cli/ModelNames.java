package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.text.Nearest;
import dev.phosphene.zoo.Zoo;
import dev.phosphene.zoo.ZooModel;
import java.util.List;

/** Resolves the models of the zoo that a command line names. */
final class ModelNames {
  private ModelNames() {}

  /**
   * Returns the models with those names.
   *
   * @throws InputException if one is unknown
   */
  static List<ZooModel> of(Zoo zoo, List<String> names) {
    List<String> known = zoo.models().stream().map(ZooModel::name).toList();
    return names.stream()
        .map(
            name ->
                zoo.named(name)
                    .orElseThrow(
                        () ->
                            new InputException(
                                "no model \"%s\" that can be fetched%s (known: %s)"
                                    .formatted(
                                        name,
                                        Nearest.hint(name, known),
                                        String.join(", ", known)))))
        .toList();
  }
}
