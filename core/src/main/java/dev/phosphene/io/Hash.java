package dev.phosphene.io;

import dev.phosphene.error.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hashes files: MD5 for publishers' values, SHA-256 for provenance. */
public final class Hash {
  private static final int BUFFER = 1 << 16;

  private Hash() {}

  /**
   * Returns the SHA-256 in hex, computed at the first call and kept.
   *
   * @return a supplier that throws {@link InputException} if the file can no longer be read
   */
  public static Supplier<String> lazily(Path file) {
    return lazily(List.of(file));
  }

  /** Returns the SHA-256 of several files' concatenated bytes, as {@link #lazily(Path)} does. */
  public static Supplier<String> lazily(List<Path> files) {
    return new Supplier<>() {
      private @Nullable String hex;

      @Override
      public synchronized String get() {
        if (hex == null) {
          hex = of(files, "SHA-256");
        }
        return hex;
      }
    };
  }

  /** Returns the SHA-256 in hex. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest("SHA-256").digest(bytes));
  }

  /**
   * Returns a file's hash in hex.
   *
   * @param algorithm such as {@code SHA-256} or {@code MD5}
   * @throws InputException if the file cannot be read
   */
  public static String of(Path file, String algorithm) {
    return of(List.of(file), algorithm);
  }

  private static String of(List<Path> files, String algorithm) {
    MessageDigest digest = digest(algorithm);
    byte[] buffer = new byte[BUFFER];
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        int read;
        while ((read = in.read(buffer)) >= 0) {
          digest.update(buffer, 0, read);
        }
      } catch (IOException e) {
        throw new InputException(FileFacts.unreadable(file, e), e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has both
    }
  }
}
