package dev.phosphene.gallery.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.TemporaryFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What several machines share while they render one network: {@code shards/NETWORK/} in the
 * gallery's folder, with the plan that all of them follow and a journal of each. It is removed when
 * the network is complete.
 *
 * @param gallery the gallery's folder
 * @param network id of the network
 */
public record ShardFolder(Path gallery, String network) {
  /** In the gallery's folder; no network has this name. */
  public static final String NAME = "shards";

  private static final String PLAN = "plan.json";
  private static final String JOURNAL = ".txt"; // the end of each journal's name

  /** The folders of all networks that shards render in a gallery, by name. */
  public static List<ShardFolder> in(Path gallery) {
    return list(gallery.resolve(NAME)).stream()
        .map(path -> new ShardFolder(gallery, String.valueOf(path.getFileName())))
        .filter(folder -> Files.isRegularFile(folder.plan()))
        .toList();
  }

  /** The folder itself. */
  public Path path() {
    return gallery.resolve(NAME).resolve(network);
  }

  private Path plan() {
    return path().resolve(PLAN);
  }

  /**
   * Opens a shard's journal for writing.
   *
   * @throws InputException if another process writes it, or it cannot be used
   */
  public Journal open(Shard shard) {
    NetworkFolder.made(path());
    return Journal.openShard(
        path().resolve(shard.number() + "-of-" + shard.of() + JOURNAL),
        "shard " + shard + " of " + network,
        line -> {});
  }

  /** Reads the journals of all shards, as far as they are whole. */
  public void read(Consumer<JsonObject> lines) {
    journals().forEach(file -> Journal.readFile(file, lines));
  }

  /** The files of all shards' journals. */
  public List<Path> journals() {
    return list(path()).stream().filter(file -> file.toString().endsWith(JOURNAL)).toList();
  }

  /**
   * Makes this plan the one that all shards follow, or compares it with the one that they do.
   *
   * @throws InputException naming the first difference, or if the file cannot be written
   */
  public void agree(JsonObject mine) {
    NetworkFolder.made(path());
    if (!Files.exists(plan())) {
      create(mine);
    }
    JsonObject theirs = known().orElseThrow(() -> new InputException(plan() + " has vanished"));
    String difference = difference("", theirs, mine);
    if (!difference.isEmpty()) {
      throw new InputException(
          ("the other shards of %s in %s have another plan: %s; give all shards the same command,"
                  + " or another folder")
              .formatted(network, gallery, difference));
    }
  }

  /** Makes the file whole or not at all; one that another process made meanwhile stays. */
  private void create(JsonObject mine) {
    Path file = plan();
    try {
      Path written = TemporaryFiles.create(file);
      try {
        Files.write(written, (mine + "\n").getBytes(StandardCharsets.UTF_8));
        try {
          Files.createLink(file, written);
        } catch (UnsupportedOperationException e) {
          Files.move(written, file); // does not replace
        }
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (FileAlreadyExistsException e) {
      // it is compared now
    } catch (IOException e) {
      throw new InputException("cannot write " + file + ": " + FileFacts.reason(e), e);
    }
  }

  /**
   * The plan that the shards follow; empty if there is none.
   *
   * @throws InputException if it cannot be read
   */
  public Optional<JsonObject> known() {
    try {
      return Optional.of(JsonParser.parseString(Files.readString(plan())).getAsJsonObject());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new InputException("cannot read " + plan() + ": " + FileFacts.reason(e), e);
    } catch (JsonParseException | IllegalStateException e) {
      throw new InputException(plan() + " is damaged; remove it", e);
    }
  }

  private static String difference(String name, JsonElement theirs, JsonElement mine) {
    if (theirs.equals(mine)) {
      return "";
    }
    if (theirs.isJsonObject() && mine.isJsonObject()) {
      for (String key : mine.getAsJsonObject().keySet()) {
        JsonElement other = theirs.getAsJsonObject().get(key);
        String inner = name.isEmpty() ? key : name + "." + key;
        if (other == null) {
          return inner + " is not in it";
        }
        String found = difference(inner, other, mine.getAsJsonObject().get(key));
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return "%s is %s, not %s".formatted(name, text(theirs), text(mine));
  }

  private static String text(JsonElement value) {
    return value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  /** Removes the folder; what another process removed meanwhile is no fault. */
  public void remove() {
    try {
      for (Path file : list(path())) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(path());
      if (list(gallery.resolve(NAME)).isEmpty()) {
        Files.deleteIfExists(gallery.resolve(NAME));
      }
    } catch (IOException e) {
      throw new InputException("cannot remove " + path() + ": " + FileFacts.reason(e), e);
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.sorted(Comparator.naturalOrder()).toList());
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new InputException("cannot read " + folder + ": " + FileFacts.reason(e), e);
    }
  }
}
