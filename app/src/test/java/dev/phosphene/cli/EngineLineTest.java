package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A computation by the slow engine is never silent. In processes of their own. */
@Timeout(240)
class EngineLineTest {
  private static final String[] RENDER = {
    "render", "mini", "stage1:0", "--size=16", "--steps=1", "--quiet", "--json", "-o", "u.png"
  };

  @TempDir private Path folder = Path.of("");

  private record Run(int code, String out, String err) {}

  private Run run(String classes, List<String> options, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("--enable-native-access=ALL-UNNAMED"); // as the jar's manifest says
    command.addAll(options);
    command.addAll(List.of("-cp", classes, "dev.phosphene.cli.Main"));
    command.addAll(List.of(words));
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // Java says that it has picked them up
    builder.environment().put("PHOSPHENE_HOME", folder.resolve("home").toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out, Files.readString(err));
  }

  private static String classes() {
    return System.getProperty("java.class.path");
  }

  /** Without oneDNN's binding. */
  private static String fewerClasses() {
    return Arrays.stream(classes().split(java.io.File.pathSeparator))
        .filter(place -> !place.matches(".*[/\\\\](dnnl|javacpp)-[^/\\\\]*"))
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private void check(Run run) {
    assertThat(run.err())
        .startsWith(
            "phosphene: the engine is reference, which is very slow: onednn cannot run here")
        .hasLineCount(1);
    assertThat(run.code()).isZero();
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.get("engine").getAsString()).isEqualTo("reference");
    assertThat(json.get("engine_version").getAsString()).isEqualTo("plain loops, float64");
  }

  /** It takes a third of a second. */
  @Test
  void aCommandThatComputesNothingLoadsNoEngine() throws IOException, InterruptedException {
    List<String> loaded = List.of("-Xlog:class+load");
    String library = "dev.phosphene.engine.onednn.program.Library ";
    assertThat(run(classes(), loaded, "models", "--json").out()).doesNotContain(library);
    assertThat(run(classes(), loaded, "layers", "mini").out()).doesNotContain(library);
    assertThat(run(classes(), loaded, "--version").out()).contains(library);
  }

  @Test
  void aLibraryThatCannotBeUnpacked() throws IOException, InterruptedException {
    Path file = Files.createFile(folder.resolve("file"));
    List<String> nowhere = List.of("-Dorg.bytedeco.javacpp.cachedir=" + file.resolve("cache"));
    check(run(classes(), nowhere, RENDER));
    check(run(classes(), nowhere, "activations", "mini", "u.png", "--json"));
    Run version = run(classes(), nowhere, "--version");
    assertThat(version.out())
        .contains(
            "engine reference (plain loops, float64): the engine is reference",
            "cannot be unpacked");
  }

  @Test
  void aBindingThatIsNotThere() throws IOException, InterruptedException {
    check(run(fewerClasses(), List.of(), RENDER));
  }

  @Test
  void anEngineThatWasAskedForNeedsNoWarning() throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(RENDER));
    words.add("--engine=reference");
    assertThat(run(classes(), List.of(), words.toArray(String[]::new)).err()).isEmpty();
  }

  @Test
  void theVersionNamesTheEngine() {
    assertThat(Cli.run("--version").out()).matches("(?s)phosphene \\S+\\Rengine \\w+ \\(.+\\).*");
  }
}
