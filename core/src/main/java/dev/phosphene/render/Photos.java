package dev.phosphene.render;

import dev.phosphene.load.Hash;
import dev.phosphene.objective.Objective;
import dev.phosphene.output.Pictures;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The photographs that objectives compare with. */
final class Photos {
  private Photos() {}

  /**
   * Reads them, each {@code [1, 3, h, w]}.
   *
   * @throws dev.phosphene.error.InputException if one cannot be read
   */
  static Map<Path, Tensor> of(Collection<Objective> objectives) {
    Map<Path, Tensor> photos = new LinkedHashMap<>();
    for (Objective objective : objectives) {
      for (Path file : objective.photos()) {
        photos.computeIfAbsent(file, Pictures::read);
      }
    }
    return photos;
  }

  /** SHA-256 of each, in hex, by the file as it was named. */
  static Map<String, String> hashes(Collection<Objective> objectives) {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Objective objective : objectives) {
      for (Path file : objective.photos()) {
        hashes.computeIfAbsent(file.toString(), name -> Hash.of(file, "SHA-256"));
      }
    }
    return hashes;
  }
}
