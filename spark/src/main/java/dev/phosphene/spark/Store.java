package dev.phosphene.spark;

import dev.phosphene.error.InputException;
import dev.phosphene.gallery.SharedWork;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.Journal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The gallery's folder on any file system that Hadoop knows; every file appears whole. */
final class Store {
  /** File systems whose files appear when they are closed; renaming would copy them. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3a", "s3", "s3n", "gs", "abfs", "abfss", "wasb", "wasbs", "oss", "cosn", "obs");

  private final Path folder;
  private final FileSystem files;
  private final Configuration configuration;

  private Store(Path folder, FileSystem files, Configuration configuration) {
    this.folder = folder;
    this.files = files;
    this.configuration = configuration;
  }

  /**
   * Opens a folder, which need not exist.
   *
   * @throws InputException if there is no such file system, or it cannot be reached
   */
  static Store at(URI folder, Configuration configuration) {
    // Files of checksums beside each image are not part of a gallery.
    configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    try {
      Path path = new Path(folder);
      return new Store(path, path.getFileSystem(configuration), configuration);
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException("cannot use " + folder + ": " + e.getMessage(), e);
    }
  }

  boolean isLocal() {
    return "file".equals(folder.toUri().getScheme());
  }

  private Path path(String name) {
    return new Path(folder, name);
  }

  private static InputException fault(String what, Path path, IOException e) {
    return new InputException("cannot " + what + " " + path + ": " + e.getMessage(), e);
  }

  boolean exists(String name) {
    try {
      return files.exists(path(name));
    } catch (IOException e) {
      throw fault("read", path(name), e);
    }
  }

  byte[] bytes(String name) {
    try (var in = files.open(path(name))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw fault("read", path(name), e);
    }
  }

  String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  /** Writes a file whole or not at all; one that is there is replaced. */
  void put(SharedWork.Output file) {
    Path target = path(file.name());
    try {
      if (OBJECT_STORES.contains(String.valueOf(folder.toUri().getScheme()))) {
        write(target, file.bytes());
        return;
      }
      Path half =
          new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID() + ".tmp");
      try {
        write(half, file.bytes());
        FileContext.getFileContext(folder.toUri(), configuration)
            .rename(half, target, Options.Rename.OVERWRITE);
      } catch (IOException e) {
        files.delete(half, false);
        throw e;
      }
    } catch (IOException e) {
      throw fault("write", target, e);
    }
  }

  private void write(Path path, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = files.create(path, true)) {
      out.write(bytes);
    } catch (FSError e) { // Hadoop's word for a full local disk
      throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
    }
  }

  /** The names of the files beside this one, relative to the gallery's folder. */
  Set<String> names(String file) {
    Path place = path(file).getParent();
    String prefix = file.substring(0, file.lastIndexOf('/') + 1);
    Set<String> names = new HashSet<>();
    try {
      for (FileStatus each : files.listStatus(place)) {
        names.add(prefix + each.getPath().getName());
      }
    } catch (java.io.FileNotFoundException e) {
      return Set.of();
    } catch (IOException e) {
      throw fault("read", place, e);
    }
    return names;
  }

  /** All files, relative to the gallery's folder. */
  Set<String> all() {
    Set<String> names = new HashSet<>();
    try {
      if (!files.exists(folder)) {
        return names;
      }
      Path root = files.resolvePath(folder);
      RemoteIterator<LocatedFileStatus> each = files.listFiles(root, true);
      while (each.hasNext()) {
        names.add(root.toUri().relativize(each.next().getPath().toUri()).getPath());
      }
      return names;
    } catch (IOException e) {
      throw fault("read", folder, e);
    }
  }

  void delete(String name) {
    try {
      files.delete(path(name), true);
    } catch (IOException e) {
      throw fault("remove", path(name), e);
    }
  }

  /** What the gallery's journal says is done. */
  FinishedWork finished() {
    FinishedWork finished = new FinishedWork();
    if (exists(Journal.NAME)) {
      Journal.read(bytes(Journal.NAME), finished::add);
    }
    return finished;
  }
}
