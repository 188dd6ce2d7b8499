package dev.phosphene.gallery.site;

import dev.phosphene.output.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The site's own files: {@code index.html}, and {@code site/} with modules, style sheets and Lit.
 * They are the same for every gallery; what they show comes from its JSON files.
 */
public final class Site {
  private static final String LIT = "META-INF/resources/_static/";

  /** Where Lit's artifacts keep what stands in the folder {@code site/lib}. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "lit", LIT + "lit/3.3.1",
          "lit-html", LIT + "lit-html/3.3.3",
          "lit-element", LIT + "lit-element/4.2.2",
          "reactive-element", LIT + "reactive-element/2.1.2");

  private static final Pattern NAMED = Pattern.compile("(?:href|src)=\"(site/[^\"]+)\"");
  private static final Pattern POLICY =
      Pattern.compile("Content-Security-Policy\"\\s+content=\"([^\"]+)\"");

  private Site() {}

  /**
   * Writes the site into a gallery's folder. A file that has the right content already is left as
   * it is.
   *
   * @throws dev.phosphene.error.InputException if a file cannot be written
   */
  public static void copyTo(Path folder) {
    for (String file : files()) {
      Path target = folder.resolve(file);
      byte[] content = content(file);
      try {
        Files.createDirectories(target.getParent());
        if (Files.isRegularFile(target) && Arrays.equals(Files.readAllBytes(target), content)) {
          continue;
        }
      } catch (IOException unreadable) {
        // the reason comes up again when the file is written
      }
      AtomicFile.write(target, content);
    }
  }

  /**
   * The names of all files, relative to the gallery's folder; {@code index.html} names the rest.
   */
  public static SortedSet<String> files() {
    SortedSet<String> files = new TreeSet<>();
    files.add("index.html");
    files.add("site/pages.css");
    files.add("site/lib/LICENSE");
    Matcher named = NAMED.matcher(text("index.html"));
    while (named.find()) {
      files.add(named.group(1));
    }
    return Collections.unmodifiableSortedSet(files);
  }

  /** The content security policy that {@code index.html} asks for, for a server's header. */
  public static String policy() {
    Matcher policy = POLICY.matcher(text("index.html"));
    if (!policy.find()) {
      throw new IllegalStateException("index.html has no policy");
    }
    return policy.group(1);
  }

  static String text(String file) {
    return new String(content(file), StandardCharsets.UTF_8);
  }

  /** The bytes of one of {@link #files}. */
  static byte[] content(String file) {
    String name = file.replaceFirst("^site/", "");
    try (InputStream in = name.startsWith("lib/") ? library(name) : own(name)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static @Nullable InputStream own(String name) {
    return Site.class.getResourceAsStream(name);
  }

  private static @Nullable InputStream library(String name) {
    if (name.equals("lib/LICENSE")) {
      return resource(LIBRARIES.get("lit") + "/LICENSE");
    }
    String[] parts = name.split("/", 3); // lib, the library, its file
    return resource(LIBRARIES.get(parts[1]) + "/" + parts[2]);
  }

  private static @Nullable InputStream resource(String name) {
    return Site.class.getClassLoader().getResourceAsStream(name);
  }
}
