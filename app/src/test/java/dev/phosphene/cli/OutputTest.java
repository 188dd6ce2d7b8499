package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.ascent.Liveness;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import dev.phosphene.render.RenderedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which files there are after a run, and what is said of them. */
class OutputTest {
  private static final List<String> SMALL = List.of("--size", "16", "--steps", "2", "-q");

  @TempDir private Path folder = Path.of("");

  private static Cli render(Object... words) {
    List<Object> all = new ArrayList<>(List.of("render", "mini"));
    all.addAll(List.of(words));
    all.addAll(SMALL);
    return Cli.run(all.toArray());
  }

  @Test
  void labelsOfAllLanguagesAreInTheFilesNames() throws IOException {
    List<String> names = List.of("猫", "犬", "é", "chien noir", "ü/ö", "a", "b", "c", "d", "e");
    try {
      assertThat(folder.resolve("猫")).doesNotExist();
    } catch (InvalidPathException e) {
      String reason = "skipped: this system's file names are not Unicode";
      System.err.println(reason);
      Assumptions.abort(reason);
    }
    Path labels = Files.writeString(folder.resolve("labels.txt"), String.join("\n", names));
    Path out = folder.resolve("x.png");
    Cli run =
        render(
            "logit:猫",
            "logit:犬",
            "logit:é",
            "logit:\"chien noir\"",
            "logit:\"ü/ö\"",
            "--labels",
            labels,
            "-o",
            out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(files())
        .contains(
            "x-logit-猫.png",
            "x-logit-犬.png",
            "x-logit-é.png",
            "x-logit-chien-noir.png",
            "x-logit-ü-ö.png");
  }

  @Test
  void aNameAsLongAsItMayBeIsCut() throws IOException {
    List<String> names = new ArrayList<>(List.of("猫".repeat(200)));
    for (int i = 1; i < 10; i++) {
      names.add("name " + i);
    }
    Path labels = Files.writeString(folder.resolve("labels.txt"), String.join("\n", names));
    Path out = folder.resolve("x.png");
    Cli run = render("logit:" + names.get(0), "logit:1", "--labels", labels, "-o", out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(files()).filteredOn(name -> name.endsWith(".png")).hasSize(2);
  }

  @Test
  void anAnimationIsNamed() throws IOException {
    Path png = folder.resolve("unit.png");
    Path gif = folder.resolve("unit.gif");
    Cli text = render("stage2:3", "-o", png, "--animate", gif);
    assertThat(text.out().lines().toList()).hasSize(2).last().isEqualTo(gif.toString());
    Cli json = render("stage2:3", "-o", png, "--animate", gif, "--json");
    JsonObject said = JsonParser.parseString(json.out()).getAsJsonObject();
    assertThat(said.get("out").getAsString()).isEqualTo(png.toString());
    assertThat(said.get("animation").getAsString()).isEqualTo(gif.toString());
    Cli alone = render("stage2:3", "-o", gif);
    assertThat(alone.out().lines().toList()).hasSize(1).first().asString().startsWith(gif + "  ");
  }

  @Test
  void aSheetAloneLeavesNoLoosePictures() throws Exception {
    Cli run = process("render", "mini", "stage2:0-2", "--sheet", "sheet.png");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(files()).containsExactly("sheet.png");
    assertThat(run.out()).contains("stage2:2 ").endsWith("sheet.png\n");
    run = process("render", "mini", "stage2:0-2", "--sheet", "sheet.png", "-o", "u.png");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(files()).contains("u-stage2-0.png", "u-stage2-1.png", "u-stage2-2.png").hasSize(4);
  }

  @Test
  void whatNobodyNamedIsNotReplaced() throws Exception {
    assertThat(process("render", "mini", "stage2:3").code()).isZero();
    byte[] first = Files.readAllBytes(folder.resolve("mini-stage2-3.png"));
    Cli second = process("render", "mini", "stage2:3", "--seed", "2");
    assertThat(second.out()).startsWith("mini-stage2-3-2.png  ");
    assertThat(folder.resolve("mini-stage2-3.png")).hasBinaryContent(first);
    Cli named = process("render", "mini", "stage2:3", "--seed", "2", "-o", "mini-stage2-3.png");
    assertThat(named.out()).startsWith("mini-stage2-3.png  ");
    assertThat(files()).containsExactlyInAnyOrder("mini-stage2-3.png", "mini-stage2-3-2.png");
    Path other = Files.createFile(folder.resolve("map.png"));
    assertThat(NumberedFiles.of(other)).isEqualTo(folder.resolve("map-2.png"));
  }

  /** Two that begin together choose the same name, and one is told later that it is taken. */
  @Test
  void ofTwoRunsNoneReplacesTheOthersPicture() throws Exception {
    List<Process> runs = new ArrayList<>();
    for (String seed : List.of("1", "2", "3")) {
      runs.add(
          Cli.process(
                  "render", "mini", "stage2:3", "--size=16", "--steps=1", "--quiet", "--seed", seed)
              .directory(folder.toFile())
              .start());
    }
    Set<String> seeds = new HashSet<>();
    for (Process process : runs) {
      Cli run = Cli.of(process);
      assertThat(run.code()).as(run.err()).isZero();
      Path file = folder.resolve(run.out().substring(0, run.out().indexOf("  ")));
      seeds.add(ImageFiles.provenance(file).toJson().get("seed").getAsString());
    }
    assertThat(seeds).containsExactlyInAnyOrder("1", "2", "3");
    assertThat(files())
        .containsExactlyInAnyOrder(
            "mini-stage2-3.png", "mini-stage2-3-2.png", "mini-stage2-3-3.png");
  }

  /** The same, with another run that is always faster. */
  @Test
  void aNameThatIsTakenMeanwhileIsNumbered() {
    Path usual = folder.resolve("map.png");
    Bitmap white = new Bitmap(1, 1, 3, new byte[] {-1, -1, -1});
    Bitmap black = new Bitmap(1, 1, 3, new byte[3]);
    Destination slow =
        Destination.usual(
            usual,
            name -> {
              if (!Files.exists(usual)) { // after the slower one has seen that it is free
                assertThat(Destination.of(null, usual).write(black, Optional.empty()))
                    .isEqualTo(usual);
              }
              return true;
            });
    Path second = slow.write(white, Optional.empty());
    assertThat(second).isEqualTo(folder.resolve("map-2.png"));
    assertThat(ImageFiles.read(usual).data()).containsOnly(0);
    assertThat(ImageFiles.read(second).data()).containsOnly(1);
  }

  @Test
  void aSheetThatCouldNotBeWrittenIsNotNamed() throws IOException {
    Path sheet = folder.resolve("sheet.png");
    Path full = full();
    Files.createSymbolicLink(sheet, full);
    Path out = folder.resolve("u.png");
    Cli run = render("stage2:3", "-o", out, "--sheet", sheet);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("cannot write " + sheet);
    assertThat(run.out().lines().toList()).hasSize(1).first().asString().startsWith(out + "  ");
    Cli json = render("stage2:3", "-o", out, "--sheet", sheet, "--json");
    assertThat(JsonParser.parseString(json.out()).getAsJsonObject().has("sheet")).isFalse();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void outputThatIsNotTakenIsAFault() throws Exception {
    Cli run = Cli.of(started(folder, "exec \"$@\" >" + full(), "layers", "mini"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("phosphene: cannot write to standard output: No space left on device\n");
  }

  /** The reader is gone before the program begins. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aReaderThatHasGoneEndsItAsItsSignalWould() throws Exception {
    Process process = started(folder, "read go; exec \"$@\"", "layers", "mini");
    process.getInputStream().close();
    process.getOutputStream().write('\n');
    process.getOutputStream().close();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(141);
    assertThat(err).isEmpty();
  }

  @Test
  void sheetsAndLinesTellWhatIsDeadAndWhatIsNotFinished() {
    RenderedImage dead = picture(Liveness.DEAD);
    assertThat(Sheets.caption(dead, false, "")).isEqualTo("pool:1  dead");
    assertThat(Sheets.caption(dead, true, "2/4")).isEqualTo("2/4  dead");
    assertThat(Sheets.caption(picture(Liveness.UNDECIDED), false, "")).isEqualTo("pool:1  silent");
    assertThat(Sheets.caption(picture(Liveness.ALIVE), false, "")).isEqualTo("pool:1");
    RenderedImage alive = picture(Liveness.ALIVE);
    assertThat(Report.line(new RenderJob.Saved(null, null, alive, 2)))
        .isEqualTo("pool:1 0.000 → 3.000 in 2 steps");
    assertThat(Report.line(new RenderJob.Saved(null, null, alive, 512)))
        .isEqualTo("pool:1 0.000 → 3.000 in 2 of 512 steps");
  }

  private static RenderedImage picture(Liveness life) {
    return new RenderedImage(
        "pool:1",
        Bitmap.filled(8, 8, 0),
        List.of(0., 1., 3.),
        life,
        Provenance.of(new JsonObject()));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Path full() {
    Path full = Path.of("/dev/full");
    if (!Files.exists(full)) {
      String reason = "skipped: this system has no /dev/full";
      System.err.println(reason);
      Assumptions.abort(reason);
    }
    return full;
  }

  private Cli process(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(SMALL);
    return Cli.of(Cli.process(all.toArray(String[]::new)).directory(folder.toFile()).start());
  }

  private static Process started(Path folder, String script, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    command.addAll(Cli.process(words).command());
    return new ProcessBuilder(command).directory(folder.toFile()).start();
  }
}
