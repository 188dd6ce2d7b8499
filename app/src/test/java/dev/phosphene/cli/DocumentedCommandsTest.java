package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.phosphene.graph.Graph;
import dev.phosphene.objective.Logit;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/**
 * The commands in README and docs.
 *
 * <p>Every command is parsed: picocli accepts it, and its layers and channels exist in the model.
 * The exceptions are models that would have to be downloaded to know their layers; for those, and
 * for {@code bvlc_googlenet.onnx} where {@code ../shared} is absent, only picocli is asked.
 *
 * <p>The commands of {@code sh} blocks on the built-in network are also run, a page at a time in a
 * folder of stand-ins (photographs, labels, an image to repeat), with two steps at 32×32. Not run,
 * only parsed: commands on other networks (their weights are downloads, and large), {@code models
 * fetch}, {@code remove} and {@code verify} (they work on the cache), {@code doctor} (it wants
 * weights), and commands between backquotes in the text.
 */
class DocumentedCommandsTest {
  private static final String OWN = "own.onnx";
  private static final String GOOGLENET = "bvlc_googlenet.onnx";
  private static final Pattern FILE =
      Pattern.compile(".*\\.(keras|pb|caffemodel|prototxt|pth?|th|bin|safetensors|pt2)");

  /** Commands that take no model, or only its layers. */
  private static final Set<String> WITHOUT_WEIGHTS =
      Set.of("info", "recipes", "spectrum", "help", "version", "completion", "layers", "models");

  /** Commands whose first operand is a model. */
  private static final Set<String> WITH_WEIGHTS =
      Set.of("render", "examples", "activations", "attribute", "units");

  @TempDir private Path folder = Path.of("");

  @Test
  void everyCommandStandsInABlockThatIsTested() {
    assertThat(DocumentedCommand.pages()).flatMap(DocumentedCommand::unread).isEmpty();
    assertThat(DocumentedCommand.of("README.md").stream().filter(DocumentedCommand::fenced))
        .hasSizeGreaterThan(10);
  }

  @TestFactory
  Stream<DynamicTest> isUnderstood() {
    return commands().map(one -> dynamicTest(one.toString(), () -> check(one)));
  }

  @Test
  void blocksRun() throws IOException, InterruptedException {
    standIns();
    List<String> failures = new ArrayList<>();
    for (String page : DocumentedCommand.pages()) {
      List<String> lines =
          DocumentedCommand.of(page).stream()
              .filter(DocumentedCommandsTest::runs)
              .map(one -> String.join("\t", shortened(one.words())))
              .toList();
      if (!lines.isEmpty()) {
        run(lines).forEach(failure -> failures.add(page + ": " + failure));
      }
    }
    assertThat(failures).isEmpty();
  }

  private static Stream<DocumentedCommand> commands() {
    return DocumentedCommand.pages().stream().flatMap(page -> DocumentedCommand.of(page).stream());
  }

  private static void check(DocumentedCommand one) throws IOException {
    CommandLine line = HelpGroups.in(NumberOptions.readBy(new CommandLine(new Main())));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    ParseResult parsed = line.parseArgs(one.words().toArray(String[]::new));
    ParseResult sub = parsed.subcommand();
    if (sub == null || !WITH_WEIGHTS.contains(sub.commandSpec().name())) {
      return;
    }
    Optional<Graph> graph = graph(model(sub));
    if (graph.isEmpty()) {
      return;
    }
    for (String text : units(sub)) {
      for (Objective objective : ObjectiveParser.parse(text, graph.get()::channels)) {
        assertThatCode(() -> exists(objective, graph.get())).as(text).doesNotThrowAnyException();
      }
    }
    for (String option : List.of("--layer", "--map")) {
      if (sub.hasMatchedOption(option)) {
        String text = sub.matchedOption(option).originalStringValues().get(0);
        assertThat(graph.get().channels(text.replaceFirst(":\\d+$", ""))).as(text).isPositive();
      }
    }
  }

  /** Every layer and channel that is read, but for classes, which a model's labels name. */
  private static void exists(Objective objective, Graph graph) {
    if (objective.has(Logit.class)) {
      return;
    }
    for (Objective.Reads reads : objective.reads()) {
      if (!reads.layer().equals(Objective.INPUT)) {
        int channels = graph.channels(reads.layer());
        assertThat(reads.channels()).as(reads.layer()).allMatch(channel -> channel < channels);
      }
    }
  }

  /** The model's graph, if it is here; the known networks tell their layers without weights. */
  private static Optional<Graph> graph(String model) throws IOException {
    if (model.equals(ModelChoice.BUILT_IN)) {
      return Optional.of(Models.load(model).graph());
    }
    if (model.endsWith(GOOGLENET)) {
      Path file = DocumentedCommand.root().resolve("../shared/weights").resolve(GOOGLENET);
      return Files.exists(file)
          ? Optional.of(Models.load(file.toString()).graph())
          : Optional.empty();
    }
    if (model.equals(OWN)) {
      Path file = Files.createTempFile("own", ".onnx");
      try {
        writeOwn(file);
        return Optional.of(Models.load(file.toString()).graph());
      } finally {
        Files.delete(file);
      }
    }
    if (FILE.matcher(model).matches()) {
      return Optional.empty(); // a file that only its owner has
    }
    assertThat(Models.names()).contains(model);
    return Models.layers(model);
  }

  private static String model(ParseResult sub) {
    String first = operands(sub).stream().findFirst().orElse("");
    boolean named = !first.isEmpty() && !isUnit(first) && !isImage(first);
    return named ? first : ModelChoice.BUILT_IN;
  }

  private static List<String> units(ParseResult sub) {
    Set<String> taking = Set.of("render", "examples");
    return taking.contains(sub.commandSpec().name())
        ? operands(sub).stream().filter(DocumentedCommandsTest::isUnit).toList()
        : List.of();
  }

  private static List<String> operands(ParseResult sub) {
    return sub.matchedPositionals().stream()
        .map(ArgSpec::originalStringValues)
        .flatMap(List::stream)
        .toList();
  }

  private static boolean isUnit(String text) {
    return text.contains(":") || text.contains("(");
  }

  private static boolean isImage(String text) {
    return text.matches(".*\\.(png|jpe?g|gif)(@.*)?");
  }

  private static boolean runs(DocumentedCommand one) {
    if (!one.fenced()) {
      return false;
    }
    if (one.words().isEmpty()) {
      return true;
    }
    String name = one.words().get(0);
    if (name.equals("models")) {
      return one.words().size() == 1 || one.words().get(1).startsWith("-");
    }
    if (name.equals("layers")) {
      return !one.words().get(1).endsWith(GOOGLENET) && !FILE.matcher(one.words().get(1)).matches();
    }
    ParseResult parsed = new CommandLine(new Main()).parseArgs(one.words().toArray(String[]::new));
    return WITHOUT_WEIGHTS.contains(name)
        || (WITH_WEIGHTS.contains(name) && model(parsed.subcommand()).equals(ModelChoice.BUILT_IN));
  }

  /** With two steps at 32×32; a run that is made again has its own. */
  private static List<String> shortened(List<String> words) {
    if (words.isEmpty() || !words.get(0).equals("render") || words.contains("--again")) {
      return words;
    }
    List<String> few = new ArrayList<>(words);
    for (String option : List.of("--steps", "--size")) {
      int at = few.indexOf(option);
      if (at >= 0) {
        few.subList(at, at + 2).clear();
      }
    }
    few.addAll(List.of("--steps", "2", "--size", "32"));
    return few;
  }

  /** What the pages take for granted: photographs, labels, an ONNX file, an image of ours. */
  private void standIns() throws IOException, InterruptedException {
    byte[] values = new byte[3 * 64 * 64];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i * 31 % 251);
    }
    Bitmap noise = new Bitmap(64, 64, 3, values);
    Files.createDirectory(folder.resolve("photos"));
    for (String name : List.of("photo.jpg", "cat.jpg", "photos/a.jpg", "photos/b.jpg")) {
      ImageFiles.write(folder.resolve(name), noise);
    }
    writeOwn(folder.resolve(OWN));
    assertThat(run(List.of("render\tmini\tstage2:1\t--steps\t2\t--size\t32\t-o\tunit.png\t-q")))
        .isEmpty();
  }

  /** A small network as PyTorch exports it; its weights are not stored. */
  private static void writeOwn(Path file) throws IOException {
    try (InputStream packed =
            Objects.requireNonNull(
                DocumentedCommandsTest.class.getResourceAsStream(
                    "/torchvision/resnet_basic.onnx.gz"));
        InputStream unpacked = new GZIPInputStream(packed)) {
      Files.write(file, unpacked.readAllBytes());
    }
  }

  /** Runs commands in the folder, in one process; what went wrong. */
  private List<String> run(List<String> lines) throws IOException, InterruptedException {
    Path script = Files.write(folder.resolve("script"), lines);
    Path report = folder.resolve("report");
    Files.deleteIfExists(report);
    ProcessBuilder builder = Cli.process(script.toString(), report.toString());
    List<String> command = new ArrayList<>(builder.command());
    command.set(command.indexOf("dev.phosphene.cli.Main"), CommandScript.class.getName());
    builder.command(command);
    builder.environment().put("PHOSPHENE_HOME", folder.resolve("home").toString());
    Path log = folder.resolve("log");
    builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended && Files.exists(report)).as(() -> lines + "\n" + read(log)).isTrue();
    return Files.readAllLines(report);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
