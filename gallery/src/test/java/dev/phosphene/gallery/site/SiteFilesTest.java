package dev.phosphene.gallery.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site's files fit together: what one names, another is. */
class SiteFilesTest {
  private static final Pattern IMPORT =
      Pattern.compile("(?:from|import)\\s*\"([^\"]+)\"|import\\(\"([^\"]+)\"\\)");
  private static final Pattern MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  @Test
  void copyingTwiceChangesNothing(@TempDir Path folder) throws IOException {
    Site.copyTo(folder);
    assertThat(written(folder)).isEqualTo(Site.files());
    FileTime old = FileTime.fromMillis(1_000_000);
    for (String file : Site.files()) {
      assertThat(folder.resolve(file)).hasBinaryContent(Site.content(file));
      Files.setLastModifiedTime(folder.resolve(file), old);
    }
    Path damaged = folder.resolve("site/app.js");
    Files.writeString(damaged, "");
    Site.copyTo(folder);
    assertThat(damaged).hasBinaryContent(Site.content("site/app.js"));
    assertThat(Files.getLastModifiedTime(folder.resolve("index.html"))).isEqualTo(old);
    assertThat(written(folder)).isEqualTo(Site.files());
  }

  private static Set<String> written(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Set<String> names = new TreeSet<>();
      files
          .filter(Files::isRegularFile)
          .forEach(file -> names.add(folder.relativize(file).toString().replace('\\', '/')));
      return names;
    }
  }

  @Test
  void thePolicyAllowsTheImportMap() throws NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(importMap().getBytes(StandardCharsets.UTF_8));
    assertThat(Site.policy())
        .contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'")
        .contains("require-trusted-types-for 'script'")
        .doesNotContain("unsafe");
  }

  /** Otherwise a browser finds out about a module only after it has read another one. */
  @Test
  void everyImportedModuleIsPreloaded() {
    Set<String> imported = new TreeSet<>();
    for (String file : Site.files()) {
      if (file.endsWith(".js")) {
        Matcher matcher = IMPORT.matcher(code(file));
        while (matcher.find()) {
          String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
          imported.add(resolved(file, name));
        }
      }
    }
    assertThat(imported).hasSizeGreaterThan(30);
    Set<String> modules = new TreeSet<>(Site.files());
    modules.removeIf(file -> !file.endsWith(".js") || file.equals("site/app.js"));
    assertThat(imported).isEqualTo(modules);
  }

  /** Without comments, in which examples stand. */
  private static String code(String file) {
    return Site.text(file).replaceAll("(?s)/\\*.*?\\*/", "");
  }

  private static String resolved(String file, String name) {
    if (name.startsWith(".")) {
      return Path.of(file).resolveSibling(name).normalize().toString().replace('\\', '/');
    }
    JsonObject map =
        JsonParser.parseString(importMap()).getAsJsonObject().getAsJsonObject("imports");
    String prefix = name;
    while (!map.has(prefix)) {
      int slash = prefix.substring(0, prefix.length() - 1).lastIndexOf('/');
      assertThat(slash).as(name + " in " + file).isPositive();
      prefix = prefix.substring(0, slash + 1);
    }
    String target = map.get(prefix).getAsString() + name.substring(prefix.length());
    return Path.of(target).normalize().toString().replace('\\', '/');
  }

  private static String importMap() {
    Matcher map = MAP.matcher(Site.text("index.html"));
    assertThat(map.find()).isTrue();
    return map.group(1);
  }

  @Test
  void noFileReachesOutside() {
    for (String file : Site.files()) {
      if (!file.startsWith("site/lib/")) {
        assertThat(Site.text(file).replace("http://www.w3.org/2000/svg", ""))
            .as(file)
            .doesNotContain("http://")
            .doesNotContain("https://");
      }
    }
  }
}
