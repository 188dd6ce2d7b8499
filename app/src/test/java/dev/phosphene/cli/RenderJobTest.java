package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.render.Render;
import dev.phosphene.render.RunRecord;
import dev.phosphene.tensor.Shape;
import dev.phosphene.zoo.Models;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a job prints and writes, in which batches, and how it ends. */
class RenderJobTest {
  private static final Recipe SMALL =
      Recipe.LUCID.with(Setting.SIZE, new Size(16, 16)).with(Setting.STEPS, 2);

  private final Path folder;
  private final OutputOptions output = new OutputOptions();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Model model = Models.load("mini");
  private boolean sizeFree;

  RenderJobTest(@TempDir Path folder) {
    this.folder = folder;
    output.out = folder.resolve("u.png");
    output.quiet = true;
  }

  private int run(Recipe recipe, String... objectives) {
    return run(recipe, null, objectives);
  }

  private int run(Recipe recipe, @Nullable RunRecord again, String... objectives) {
    List<Objective> parsed = Stream.of(objectives).map(ObjectiveParser::parseOne).toList();
    EngineOptions engine = new EngineOptions();
    engine.precision = Render.Precision.F32;
    RenderJob.Plan plan =
        new RenderJob.Plan(model, recipe, sizeFree, Start.noise(), false, 3, engine, again);
    output.check();
    out.getBuffer().setLength(0);
    return new RenderJob(plan, output, new PrintWriter(out, true), new PrintWriter(err, true))
        .run(parsed);
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static RunRecord record(Path file) {
    return RunRecord.of(ImageFiles.provenance(file));
  }

  /** Neighbors that read the same layer are computed together; the order stays. */
  @Test
  void aLineAndAFileForEach() throws IOException {
    output.quiet = false;
    assertThat(run(SMALL, "stage2:3", "stage2:5", "pool2:1", "stage2:7")).isZero();
    List<String> units = List.of("stage2:3", "stage2:5", "pool2:1", "stage2:7");
    assertThat(lines()).hasSize(4);
    for (int i = 0; i < 4; i++) {
      Path file = file("u-" + units.get(i).replace(':', '-') + ".png");
      assertThat(lines().get(i))
          .startsWith(file + "  " + units.get(i) + " ")
          .contains(" → ")
          .contains(" in 2 steps");
      assertThat(ImageFiles.read(file).shape()).isEqualTo(Shape.of(1, 3, 16, 16));
      assertThat(record(file).objectives()).containsExactly(units.get(i)); // not the batch's
      assertThat(record(file).index()).isZero();
      assertThat(record(file).seed()).isEqualTo(3);
    }
    assertThat(files()).hasSize(4);
    assertThat(err.toString())
        .contains("stage2:3 and 1 more  step 2/2", "pool2:1  step 2/2", "stage2:7  step 2/2");
  }

  @Test
  void noMoreThanFitSideBySide() {
    Recipe once = SMALL.with(Setting.STEPS, 1);
    output.quiet = false;
    String[] units = IntStream.range(0, 17).mapToObj(i -> "stage2:" + i).toArray(String[]::new);
    assertThat(run(once, units)).isZero();
    assertThat(err.toString()).contains("stage2:0 and 15 more  step 1/1", "stage2:16  step 1/1");
    Recipe wide = once.with(Setting.SIZE, new Size(6000, 60)); // one is as much as four usual ones
    assertThat(run(wide, "stage1:0", "stage1:1")).isZero();
    assertThat(err.toString()).contains("stage1:0  step 1/1", "stage1:1  step 1/1");
  }

  /** Several images of each objective have numbers, and are on the sheet side by side. */
  @Test
  void severalOfEach() throws IOException {
    output.sheet = file("sheet.png");
    assertThat(run(SMALL.with(Setting.BATCH, 2), "stage2:3", "stage2:5")).isZero();
    assertThat(files())
        .containsExactly(
            "sheet.png",
            "u-stage2-3-2.png",
            "u-stage2-3.png",
            "u-stage2-5-2.png",
            "u-stage2-5.png");
    assertThat(record(file("u-stage2-5.png")).index()).isZero();
    assertThat(record(file("u-stage2-5-2.png")).index()).isEqualTo(1);
    assertThat(lines()).hasSize(5).last().isEqualTo(file("sheet.png").toString());
  }

  @Test
  void aSheetAlone() throws IOException {
    output.out = null;
    output.sheet = file("sheet.png");
    assertThat(run(SMALL, "stage2:3", "stage2:5")).isZero();
    assertThat(files()).containsExactly("sheet.png");
    assertThat(lines()).hasSize(3).last().isEqualTo(file("sheet.png").toString());
    assertThat(lines().get(0)).startsWith("stage2:3 ").contains(" in 2 steps");
  }

  @Test
  void withoutProvenance() {
    assertThat(run(SMALL, "stage2:3")).isZero();
    output.out = file("plain.png");
    output.anonymous = true;
    assertThat(run(SMALL, "stage2:3")).isZero();
    assertThat(ImageFiles.read(file("plain.png"))).isEqualTo(ImageFiles.read(file("u.png")));
    assertThatThrownBy(() -> ImageFiles.provenance(file("plain.png")))
        .isInstanceOf(InputException.class);
  }

  @Test
  void oneObjectOfJson() {
    output.json = true;
    output.sheet = file("sheet.png");
    output.animate = file("u.gif");
    assertThat(run(SMALL, "stage2:3", "pool2:5")).isZero();
    JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
    assertThat(json.getAsJsonArray("pictures")).hasSize(2);
    assertThat(json.get("complete").getAsBoolean()).isTrue();
    assertThat(json.get("model").getAsString()).isEqualTo("mini");
    assertThat(json.get("sheet").getAsString()).isEqualTo(output.sheet.toString());
    JsonObject second = json.getAsJsonArray("pictures").get(1).getAsJsonObject();
    assertThat(second.get("out").getAsString()).isEqualTo(file("u-pool2-5.png").toString());
    assertThat(second.get("animation").getAsString()).isEqualTo(file("u-pool2-5.gif").toString());
    assertThat(second.get("steps").getAsInt()).isEqualTo(2);
    assertThat(second.get("steps_planned").getAsInt()).isEqualTo(2);
    assertThat(json.get("objective"))
        .isEqualTo(json.getAsJsonArray("pictures").get(0).getAsJsonObject().get("objective"));
  }

  /** Each layer's images have the size that suits it, and so are no neighbors of others. */
  @Test
  void sizesByLayer() {
    model = new Model("wide", wide(), model.preprocessing(), List.of(), "a test", model.digest());
    sizeFree = true;
    assertThat(run(Recipe.LUCID.with(Setting.STEPS, 1), "near:0", "far:0", "near:1")).isZero();
    assertThat(ImageFiles.read(file("u-near-0.png")).shape().w()).isEqualTo(128);
    assertThat(ImageFiles.read(file("u-far-0.png")).shape().w()).isEqualTo(160);
    assertThat(ImageFiles.read(file("u-near-1.png")).shape().w()).isEqualTo(128);
  }

  /** A unit of {@code near} sees 3 pixels, one of {@code far} 3 + 2 · 64. */
  private Graph wide() {
    float[] first = new float[2 * 3 * 9];
    float[] second = new float[2 * 2 * 9];
    for (int i = 0; i < first.length; i++) {
      first[i] = i % 5 - 2;
      second[i % second.length] = i % 7 - 3;
    }
    Path file =
        new OnnxBuilder(13)
            .input("x", 1, 3, -1, -1)
            .weight("v", new long[] {2, 3, 3, 3}, first)
            .weight("w", new long[] {2, 2, 3, 3}, second)
            .node("Conv", "near", List.of("x", "v"), OnnxBuilder.ints("pads", 1, 1, 1, 1))
            .node(
                "Conv",
                "far",
                List.of("near", "w"),
                OnnxBuilder.ints("pads", 64, 64, 64, 64),
                OnnxBuilder.ints("dilations", 64, 64))
            .output("far")
            .write(file("wide.onnx"));
    return Models.load(file.toString()).graph();
  }

  /** Of a batch only the image that is wanted, in the same bytes, and no further than it was. */
  @Test
  void again() throws IOException {
    assertThat(run(SMALL, "stage2:3", "stage2:5")).isZero();
    RunRecord made = record(file("u-stage2-5.png"));
    output.out = file("again.png");
    assertThat(run(SMALL, made, "stage2:5")).isZero();
    assertThat(file("again.png")).hasSameBinaryContentAs(file("u-stage2-5.png"));
    assertThat(lines()).hasSize(1).first().asString().startsWith(file("again.png") + "  stage2:5 ");
    RunRecord shorter =
        new RunRecord(
            made.model(),
            made.sha256(),
            made.preprocessing(),
            made.objectives(),
            made.index(),
            made.recipe(),
            made.start(),
            made.startSha256(),
            made.files(),
            made.fitted(),
            made.seed(),
            made.engine(),
            made.engineVersion(),
            made.precision(),
            made.threads(),
            1);
    assertThat(run(SMALL, shorter, "stage2:5")).isZero();
    assertThat(lines()).hasSize(1).first().asString().contains(" in 1 of 2 steps");
    assertThat(record(file("again.png")).stepsTaken()).isEqualTo(1);
    assertThat(files()).hasSize(3);
  }

  /** What can be written is, and is told; the first failure ends it at last. */
  @Test
  void aFileThatCannotBeWrittenStopsNoOther() throws IOException {
    Path full = Path.of("/dev/full");
    if (!Files.exists(full)) {
      String reason = "skipped: this system has no /dev/full";
      System.err.println(reason);
      Assumptions.abort(reason);
    }
    Files.createSymbolicLink(file("u-stage2-3.png"), full);
    assertThatThrownBy(() -> run(SMALL, "stage2:3", "pool2:5"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot write " + file("u-stage2-3.png"));
    assertThat(lines()).hasSize(1).first().asString().startsWith(file("u-pool2-5.png") + "  ");
    assertThat(record(file("u-pool2-5.png")).objectives()).containsExactly("pool2:5");
  }

  /** Before the first is rendered. */
  @Test
  void whatCannotBeRenderedIsRefused() throws IOException {
    Recipe large = SMALL.with(Setting.SIZE, new Size(10_000, 10_000)).with(Setting.BATCH, 8);
    assertThatThrownBy(() -> run(large, "stage2:3"))
        .isInstanceOf(InputException.class)
        .hasMessage("8 pictures of 10000×10000 are too large for this program");
    assertThatThrownBy(() -> run(SMALL, "stage2:3", "stage2:400"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("stage2");
    assertThat(files()).isEmpty();
    output.preview = true;
    assertThat(run(SMALL, "stage2:3")).isZero();
    assertThat(err.toString()).contains("standard error is no terminal, so there is no preview");
  }

  /** In the first of two batches: its image and the sheet of it, and nothing of the second. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void interrupted() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(
        Cli.process(
                ("render mini stage2:3 pool2:1 --size 16 --steps 1000000 -o u.png --json"
                        + " --sheet sheet.png")
                    .split(" "))
            .command());
    command.add(1, "-Dphosphene.terminal=true");
    Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
    StringBuilder seen = new StringBuilder();
    try (BufferedReader progress = process.errorReader()) {
      for (int c = progress.read(); c >= 0; c = progress.read()) {
        seen.append((char) c);
        if (seen.indexOf("steps/s") >= 0 && process.isAlive()) {
          process.toHandle().destroy(); // SIGTERM, once or more
        }
      }
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("%s %s", seen, said).isEqualTo(130);
    JsonObject json = JsonParser.parseString(said).getAsJsonObject();
    assertThat(json.get("complete").getAsBoolean()).isFalse();
    assertThat(json.getAsJsonArray("pictures")).hasSize(1);
    assertThat(json.get("sheet").getAsString()).isEqualTo("sheet.png");
    assertThat(files()).containsExactly("sheet.png", "u-stage2-3.png");
    assertThat(record(file("u-stage2-3.png")).stepsTaken()).isBetween(1, 999_999);
    assertThat(seen.toString()).doesNotContain("pool2:1");
  }
}
