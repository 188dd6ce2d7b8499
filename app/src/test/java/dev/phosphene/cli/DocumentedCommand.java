package dev.phosphene.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One {@code phosphene …} command of a Markdown page.
 *
 * @param page relative to the project's root
 * @param words what follows {@code phosphene}, without the shell's quotation marks
 * @param fenced whether it stands in a {@code sh} block; else in the text, between backquotes
 */
record DocumentedCommand(String page, int line, List<String> words, boolean fenced) {
  private static final Pattern FENCE = Pattern.compile("^\\s*```(\\w*)");
  private static final Pattern INLINE =
      Pattern.compile("`(?:\\./)?phosphene((?: [^`]*)?)`|`(?:\\./)phosphene`");
  private static final Pattern START =
      Pattern.compile("^\\s*(?:source <\\()?(?:\\./)?phosphene(?: (.*?)\\)?)?$");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\b[A-Z]{2,}\\b|…|\\.\\.\\. ?");
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");
  private static final Pattern PART = Pattern.compile("'[^']*'|\"[^\"]*\"|[^'\"]+");

  static Path root() {
    return Path.of(System.getProperty("phosphene.root", "..")).toAbsolutePath().normalize();
  }

  /** All Markdown pages of the project, relative to its root. */
  static List<String> pages() {
    List<String> pages = new ArrayList<>();
    for (String folder : List.of(".", "bench", "docs", "docs/adr", "docs/mini")) {
      try (Stream<Path> files = Files.list(root().resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .map(file -> root().relativize(file.normalize()).toString().replace('\\', '/'))
            .forEach(pages::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return pages.stream().sorted().toList();
  }

  static List<String> lines(String page) {
    try {
      return Files.readAllLines(root().resolve(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The commands of a page, in their order. */
  static List<DocumentedCommand> of(String page) {
    List<DocumentedCommand> found = new ArrayList<>();
    String language = null;
    List<String> lines = lines(page);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher fence = FENCE.matcher(line);
      if (fence.find()) {
        language = language == null ? fence.group(1) : null;
      } else if (language == null) {
        int number = i + 1;
        INLINE
            .matcher(line)
            .results()
            .map(result -> result.group(1) == null ? "" : result.group(1))
            .filter(text -> !PLACEHOLDER.matcher(text).find())
            .forEach(text -> found.add(new DocumentedCommand(page, number, split(text), false)));
      } else if (language.equals("sh")) {
        StringBuilder whole = new StringBuilder(line);
        int first = i + 1;
        while (whole.toString().endsWith("\\")) {
          whole.setLength(whole.length() - 1);
          whole.append(lines.get(++i).strip());
        }
        Matcher start =
            START.matcher(whole.toString().replaceFirst("\\s{2,}#.*", "").stripTrailing());
        if (start.matches()) {
          String text = start.group(1) == null ? "" : start.group(1);
          found.add(new DocumentedCommand(page, first, split(text), true));
        }
      }
    }
    return found;
  }

  /** Lines with a command in a fenced block that no test would read, since it is not {@code sh}. */
  static List<String> unread(String page) {
    List<String> found = new ArrayList<>();
    String language = null;
    for (String line : lines(page)) {
      Matcher fence = FENCE.matcher(line);
      if (fence.find()) {
        language = language == null ? fence.group(1) : null;
      } else if (language != null
          && !language.equals("sh")
          && line.strip().matches("(?:\\./)?phosphene(?: .*)?|\\./bench/run.*")) {
        found.add(page + ": " + line.strip());
      }
    }
    return found;
  }

  /** The shell's words. Quotation marks that stand inside apostrophes are the program's own. */
  private static List<String> split(String text) {
    return WORD.matcher(text)
        .results()
        .map(result -> PART.matcher(result.group()).replaceAll(DocumentedCommand::unquoted))
        .toList();
  }

  private static String unquoted(MatchResult part) {
    String text = part.group();
    char first = text.charAt(0);
    boolean quoted = first == '\'' || first == '"';
    return Matcher.quoteReplacement(quoted ? text.substring(1, text.length() - 1) : text);
  }

  @Override
  public String toString() {
    return page + ":" + line + ": phosphene " + String.join(" ", words);
  }
}
