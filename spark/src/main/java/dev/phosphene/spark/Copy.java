package dev.phosphene.spark;

import dev.phosphene.error.InputException;
import dev.phosphene.gallery.SharedWork;
import dev.phosphene.gallery.store.ShardFolder;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A copy of a gallery on the driver's disk, for what needs all images at once. */
final class Copy implements AutoCloseable {
  private final Store store;
  private final Path path;
  private final Map<String, String> before = new HashMap<>();

  private Copy(Store store, Path path) {
    this.store = store;
    this.path = path;
  }

  /** Copies everything here. */
  static Copy of(Store store) {
    try {
      Copy copy = new Copy(store, Files.createTempDirectory("phosphene"));
      store.all().parallelStream().forEach(copy::fetch);
      for (String name : copy.names()) {
        copy.before.put(name, copy.hash(name));
      }
      return copy;
    } catch (IOException e) {
      throw new InputException("cannot copy the gallery: " + FileFacts.reason(e), e);
    }
  }

  private void fetch(String name) {
    Path file = path.resolve(name).normalize();
    if (!file.startsWith(path)) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, store.bytes(name));
    } catch (IOException e) {
      throw new InputException("cannot write " + file + ": " + FileFacts.reason(e), e);
    }
  }

  Path path() {
    return path;
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      Set<String> names = new HashSet<>();
      files
          .filter(Files::isRegularFile)
          .forEach(file -> names.add(path.relativize(file).toString().replace('\\', '/')));
      return names;
    }
  }

  private String hash(String name) throws IOException {
    return Hash.sha256(Files.readAllBytes(path.resolve(name)));
  }

  /** Brings what has changed back, and removes there what is gone here. */
  void upload() {
    try {
      Set<String> now = names();
      List<String> changed = now.stream().sorted(Comparator.naturalOrder()).toList();
      for (String name : changed) {
        if (!hash(name).equals(before.get(name))) {
          store.put(new SharedWork.Output(name, Files.readAllBytes(path.resolve(name))));
        }
      }
      for (String name : before.keySet()) {
        if (!now.contains(name)) {
          store.delete(name);
        }
      }
      if (!Files.exists(path.resolve(ShardFolder.NAME))) {
        store.delete(ShardFolder.NAME);
      }
    } catch (IOException e) {
      throw new InputException("cannot read the gallery's copy: " + FileFacts.reason(e), e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // the system's temporary folder; nothing more can be done
    }
  }
}
