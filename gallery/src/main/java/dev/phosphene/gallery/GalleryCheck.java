package dev.phosphene.gallery;

import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.store.Journal;
import dev.phosphene.gallery.store.NetworkFolder;
import dev.phosphene.gallery.store.ShardFolder;
import dev.phosphene.gallery.store.UnitRecord;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Compares a gallery's full-size images with what its journal says of them. */
public final class GalleryCheck {
  private GalleryCheck() {}

  /**
   * What is wrong with an image.
   *
   * @param what {@code is missing}, or another end of a sentence
   */
  public record Fault(UnitRecord.Id unit, Path file, String what) {}

  /**
   * Re-hashes all images that are to be there.
   *
   * @throws InputException if the folder is no gallery, or cannot be read
   */
  public static List<Fault> verify(Path gallery) {
    List<JsonObject> lines = new ArrayList<>();
    List<ShardFolder> shared = ShardFolder.in(gallery);
    if (shared.isEmpty() || Files.exists(gallery.resolve(Journal.NAME))) {
      Journal.read(gallery, lines::add);
    }
    shared.forEach(folder -> folder.read(lines::add));
    return faults(gallery, lines);
  }

  /**
   * Forgets the units whose images are missing or damaged, so that the next run of the gallery
   * renders them again.
   *
   * @return what was wrong
   * @throws InputException if another run writes the gallery, or it cannot be written
   */
  public static List<Fault> repair(Path gallery) {
    List<Fault> faults = new ArrayList<>();
    List<ShardFolder> shared = ShardFolder.in(gallery);
    if (shared.isEmpty() || Files.exists(gallery.resolve(Journal.NAME))) {
      faults.addAll(repair(gallery, lines -> Journal.openExisting(gallery, lines)));
    }
    for (ShardFolder folder : shared) {
      for (Path file : folder.journals()) {
        faults.addAll(repair(gallery, lines -> Journal.openShard(file, file.toString(), lines)));
      }
    }
    return faults;
  }

  private static List<Fault> repair(Path gallery, Function<Consumer<JsonObject>, Journal> opener) {
    List<JsonObject> lines = new ArrayList<>();
    try (Journal journal = opener.apply(lines::add)) {
      List<Fault> faults = faults(gallery, lines);
      Set<UnitRecord.Id> damaged = new HashSet<>();
      faults.forEach(fault -> damaged.add(fault.unit()));
      if (!damaged.isEmpty()) {
        journal.replace(
            lines.stream()
                .filter(line -> !UnitRecord.is(line) || !damaged.contains(UnitRecord.of(line).id()))
                .toList());
      }
      return faults;
    }
  }

  private static List<Fault> faults(Path gallery, List<JsonObject> lines) {
    Set<String> whole = new HashSet<>(); // networks and techniques of which every image is kept
    for (JsonObject line : lines) {
      if (line.has("settings")
          && line.getAsJsonObject("settings").get("full").getAsString().equals("all")) {
        whole.add(line.get("network").getAsString() + "/" + line.get("technique").getAsString());
      }
    }
    List<Fault> faults = new ArrayList<>();
    for (JsonObject line : lines) {
      if (UnitRecord.is(line)) {
        UnitRecord unit = UnitRecord.of(line);
        boolean all = whole.contains(unit.id().network() + "/" + unit.id().technique());
        Path folder = new NetworkFolder(gallery, unit.id().network()).path();
        for (UnitRecord.FileRecord file : unit.files()) {
          Path path = folder.resolve(file.name());
          fault(path, file, all).ifPresent(what -> faults.add(new Fault(unit.id(), path, what)));
        }
      }
    }
    return faults;
  }

  private static Optional<String> fault(Path file, UnitRecord.FileRecord wanted, boolean all) {
    try {
      if (!Files.exists(file)) {
        return all ? Optional.of("is missing") : Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      boolean same = bytes.length == wanted.bytes() && Hash.sha256(bytes).equals(wanted.sha256());
      return same ? Optional.empty() : Optional.of("is not what was written");
    } catch (IOException e) {
      return Optional.of("cannot be read: " + FileFacts.reason(e));
    }
  }
}
