package dev.phosphene.objective;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** File names for objectives and units. */
public final class FileNames {
  private FileNames() {}

  /** Returns the last name of a path; the text itself if it is not a path. */
  public static String last(String path) {
    try {
      Path name = Path.of(path).getFileName();
      return name == null ? path : name.toString();
    } catch (InvalidPathException e) {
      return path;
    }
  }

  /** Returns, for each path, its last name, or as many of its last names as make it unique. */
  public static Map<String, String> shortest(Collection<String> paths) {
    for (int count = 1; ; count++) {
      Map<String, String> names = new LinkedHashMap<>();
      boolean shorter = false;
      for (String text : paths) {
        Path path = Path.of(text);
        int all = path.getNameCount();
        shorter |= count < all;
        names.put(text, all == 0 ? text : path.subpath(Math.max(0, all - count), all).toString());
      }
      Set<String> distinct = new HashSet<>(names.values());
      if (distinct.size() == names.size() || !shorter) {
        return names;
      }
    }
  }

  /** Returns an objective's text with its files renamed by {@code names}. */
  public static String renamed(String objective, Map<String, String> names) {
    String text = objective;
    if (names.isEmpty()) {
      return text;
    }
    Map<String, String> tokens = new LinkedHashMap<>();
    names.forEach(
        (from, to) ->
            tokens.put(ObjectiveNames.quoted(Path.of(from)), ObjectiveNames.quoted(Path.of(to))));
    String any = String.join("|", tokens.keySet().stream().map(Pattern::quote).toList());
    return Pattern.compile("(?<=, )(" + any + ")(?=[,)])")
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(tokens.getOrDefault(match.group(), match.group())));
  }
}
