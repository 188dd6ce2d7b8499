package dev.phosphene.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The program's version, set by the build. */
public final class Version {
  /** Such as {@code 1.2.0}. */
  public static final String TEXT = read();

  /**
   * Counts the changes after which the same settings give other bytes; images made before it was
   * written have 1. With 2, an image no longer depends on those that it is rendered beside.
   */
  public static final int PIXELS = 2;

  private Version() {}

  private static String read() {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      byte[] bytes = Objects.requireNonNull(in, "version.txt is missing").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
