package dev.phosphene.gallery;

import dev.phosphene.io.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All files of a folder by their names in it, with the hashes of their bytes. */
final class Tree {
  private Tree() {}

  static Map<String, String> of(Path folder) {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      for (Path file : all) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        tree.put(name, Hash.sha256(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tree;
  }
}
