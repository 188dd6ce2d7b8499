package dev.phosphene.engine.onednn.natives;

import dev.phosphene.io.CacheFolder;
import dev.phosphene.io.FileFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Makes JavaCPP and JNA unpack to a folder that nobody else can change. By default, both use one
 * with a predictable name, among the temporary folders if home is not writable, and load whatever
 * they find there. {@code -Dorg.bytedeco.javacpp.cachedir} and {@code -Djna.tmpdir} name other
 * folders.
 */
public final class Natives {
  private static final String JAVACPP = "org.bytedeco.javacpp.cachedir";
  private static final String JAVACPP_TOO = "org.bytedeco.javacpp.cacheDir";
  private static final String JNA = "jna.tmpdir";

  /** Minimum size of files that are deleted at once from a temporary folder. */
  private static final long SMALL = 1 << 20;

  private static @Nullable Path temporary;

  private Natives() {}

  /**
   * Unpacks oneDNN's libraries to the user's cache or a temporary folder. Must be called before
   * JavaCPP's and JNA's own classes are used.
   *
   * @throws IOException if neither works, with the reason
   */
  public static synchronized void prepare() throws IOException {
    Path folder = folder();
    System.setProperty(JAVACPP, folder.toString());
    if (System.getProperty(JNA) == null) {
      System.setProperty(JNA, folder.toString());
    }
    Path settled = Loader.getCacheDir().toPath().toRealPath();
    if (!settled.equals(folder)) { // other code in this process used JavaCPP first
      Unpacking.into(PrivateFolder.at(settled));
    }
  }

  /**
   * Deletes mapped files, which need no name, so that little stays in a temporary folder if the
   * process is killed.
   */
  public static synchronized void loaded() {
    Path folder = temporary;
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) > SMALL) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // Deleted when the process ends.
    }
  }

  private static Path folder() throws IOException {
    String given = System.getProperty(JAVACPP, System.getProperty(JAVACPP_TOO));
    if (given != null) {
      return unpacked(PrivateFolder.at(Path.of(given)));
    }
    try {
      return unpacked(PrivateFolder.at(CacheFolder.ofUser().resolve("natives")));
    } catch (IOException | RuntimeException usual) {
      try {
        Path folder = unpacked(PrivateFolder.temporary());
        temporary = folder;
        return folder;
      } catch (IOException e) {
        e.addSuppressed(usual);
        throw new IOException(String.join("; ", List.of(reason(usual), reason(e))), e);
      }
    }
  }

  private static Path unpacked(Path folder) throws IOException {
    Unpacking.into(folder);
    return folder;
  }

  /** Returns why unpacking failed, in words. */
  public static String reason(Exception e) {
    if (e instanceof FileSystemException fault && fault.getFile() != null) {
      return fault.getFile() + ": " + FileFacts.reason(fault);
    } else if (e instanceof IOException fault) {
      return FileFacts.reason(fault);
    }
    return e instanceof UncheckedIOException fault
        ? FileFacts.reason(Objects.requireNonNull(fault.getCause()))
        : String.valueOf(e.getMessage());
  }
}
