package dev.phosphene.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/**
 * The {@code ./bench/run} commands in the Markdown pages: the subcommand and its options exist.
 * None is run, since each takes minutes. What follows {@code jmh} is JMH's own.
 */
class DocumentedRunsTest {
  private static final Pattern RUN = Pattern.compile("\\./bench/run([^`\n#]*)");
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^\\s'])+");

  @TestFactory
  Stream<DynamicTest> areUnderstood() throws IOException {
    Path root = Path.of(System.getProperty("phosphene.root", ".."));
    List<DynamicTest> tests = new ArrayList<>();
    for (String folder : List.of(".", "bench", "docs", "docs/adr")) {
      try (Stream<Path> files = Files.list(root.resolve(folder))) {
        for (Path page : files.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
          String text = Files.readString(page).replaceAll("\\\\\n\\s*", "");
          Matcher runs = RUN.matcher(text);
          while (runs.find()) {
            String run = runs.group(1).strip();
            tests.add(dynamicTest(page.getFileName() + ": " + run, () -> check(run)));
          }
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(20);
    return tests.stream();
  }

  private static void check(String run) {
    String[] words =
        WORD.matcher(run)
            .results()
            .map(word -> word.group().replace("'", ""))
            .toArray(String[]::new);
    if (words.length > 0 && words[0].equals("jmh")) {
      assertThat(words[1]).isEqualTo(MapsBenchmark.class.getSimpleName());
      return;
    }
    new CommandLine(Bench.class)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(Bench.named(words));
  }
}
