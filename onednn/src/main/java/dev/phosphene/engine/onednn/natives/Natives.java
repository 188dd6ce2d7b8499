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
 * Makes JavaCPP and JNA unpack to a folder that nobody else can change. Left alone, both take one
 * of a name that everybody can guess, among the temporary ones where home cannot be written to, and
 * load what they find there. {@code -Dorg.bytedeco.javacpp.cachedir} and {@code -Djna.tmpdir} name
 * other folders.
 */
public final class Natives {
  private static final String JAVACPP = "org.bytedeco.javacpp.cachedir";
  private static final String JAVACPP_TOO = "org.bytedeco.javacpp.cacheDir";
  private static final String JNA = "jna.tmpdir";

  /** What is deleted at once from a temporary folder is larger. */
  private static final long SMALL = 1 << 20;

  private static @Nullable Path temporary;

  private Natives() {}

  /**
   * Unpacks oneDNN's libraries, in the user's cache or a temporary folder. To be called before
   * JavaCPP's and JNA's own classes are used.
   *
   * @throws IOException if neither will do; says why
   */
  public static synchronized void prepare() throws IOException {
    Path folder = folder();
    System.setProperty(JAVACPP, folder.toString());
    if (System.getProperty(JNA) == null) {
      System.setProperty(JNA, folder.toString());
    }
    Path settled = Loader.getCacheDir().toPath().toRealPath();
    if (!settled.equals(folder)) { // another user of JavaCPP in this process was first
      Unpacking.into(PrivateFolder.at(settled));
    }
  }

  /**
   * What is mapped needs no name. So little is left behind in a temporary folder if the process is
   * killed.
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
      // It is deleted when the process ends.
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

  /** Why it cannot be unpacked, in words. */
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
