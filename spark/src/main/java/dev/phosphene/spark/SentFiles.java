package dev.phosphene.spark;

import dev.phosphene.error.InputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Arguments that name files on the driver, such as the model, labels or a spectrum: Spark sends the
 * files to the executors, and there the arguments name the copies.
 */
record SentFiles(List<String> arguments, Map<String, Path> files) {
  /** Stands before a sent file's name. */
  private static final String SENT = "phosphene-sent:";

  SentFiles {
    arguments = List.copyOf(arguments);
  }

  static SentFiles of(List<String> arguments) {
    List<String> changed = new ArrayList<>();
    Map<String, Path> files = new LinkedHashMap<>();
    for (String word : arguments) {
      int value = word.startsWith("--") ? word.indexOf('=') + 1 : 0;
      String text = word.substring(value);
      if (isFile(text) && (value > 0 || !word.startsWith("-"))) {
        Path file = Path.of(text).toAbsolutePath();
        String name = String.valueOf(file.getFileName());
        Path other = files.put(name, file);
        if (other != null && !other.equals(file)) {
          throw new InputException(
              other + " and " + file + " would have the same name on the executors; rename one");
        }
        changed.add(word.substring(0, value) + SENT + name);
      } else {
        changed.add(word);
      }
    }
    return new SentFiles(changed, files);
  }

  private static boolean isFile(String text) {
    try {
      return !text.isEmpty() && Files.isRegularFile(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** On the driver. */
  void send(JavaSparkContext spark) {
    files.values().forEach(file -> spark.addFile(file.toUri().toString()));
  }

  /** On an executor: the arguments with the copies' paths. */
  static List<String> received(List<String> arguments) {
    return arguments.stream()
        .map(
            word -> {
              int at = word.indexOf(SENT);
              return at < 0
                  ? word
                  : word.substring(0, at) + SparkFiles.get(word.substring(at + SENT.length()));
            })
        .toList();
  }
}
