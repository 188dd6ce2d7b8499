package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Links between the Markdown pages lead to files and headings that exist. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(#[^)\\s]+)?\\)");

  @Test
  void leadSomewhere() {
    List<String> broken = new ArrayList<>();
    for (String page : DocumentedCommand.pages()) {
      Path file = DocumentedCommand.root().resolve(page);
      String text = String.join("\n", DocumentedCommand.lines(page));
      for (MatchResult link : LINK.matcher(text).results().toList()) {
        if (!link.group(1).contains(":") && !exists(file, link.group(1), link.group(2))) {
          broken.add(page + ": " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean exists(Path page, String target, @Nullable String anchor) {
    Path file = target.isEmpty() ? page : page.resolveSibling(target).normalize();
    if (anchor == null || !Files.exists(file)) {
      return Files.exists(file);
    }
    String relative = DocumentedCommand.root().relativize(file).toString();
    return DocumentedCommand.lines(relative).stream()
        .filter(line -> line.startsWith("#"))
        .anyMatch(line -> anchor.equals("#" + slug(line.replaceFirst("^#+ ", ""))));
  }

  /** As GitHub names a heading. */
  private static String slug(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }
}
