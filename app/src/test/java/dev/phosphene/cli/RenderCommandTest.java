package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.output.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderCommandTest {
  private static final String UNIT = "stage2_conv1:3";

  @Test
  void rendersTheSameBytesTwice(@TempDir Path folder) throws IOException {
    Path first = folder.resolve("first.png");
    Path second = folder.resolve("second.png");
    assertThat(render(UNIT, "-o", first).code()).isZero();
    assertThat(render(UNIT, "-o", second).code()).isZero();
    assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
  }

  @Test
  void makesAPictureAgain(@TempDir Path folder) throws IOException {
    Path first = folder.resolve("first.png");
    Path again = folder.resolve("again.png");
    assertThat(render(UNIT, "--seed", 9, "--transforms", "jitter", "-o", first).code()).isZero();
    Cli run = Cli.run("render", "--again", first, "-o", again, "--quiet");
    assertThat(run.err()).isEmpty();
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(first));
  }

  @Test
  void makesOnePictureOfABatchAgain(@TempDir Path folder) throws IOException {
    Path out = folder.resolve("unit.png");
    assertThat(render("stage2_conv1:3,5", "-o", out).code()).isZero();
    Path second = folder.resolve("unit-stage2_conv1-5.png");
    Path again = folder.resolve("again.png");
    assertThat(Cli.run("render", "--again", second, "-o", again).code()).isZero();
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(second));
  }

  @Test
  void makesAnAnimationOfEachNthStep(@TempDir Path folder) throws IOException {
    Path gif = folder.resolve("growth.gif");
    Path png = folder.resolve("unit.png");
    Cli run = render(UNIT, "-o", png, "--animate", gif, "--every", 2, "--frame-time", 200);
    assertThat(run.code()).isZero();
    assertThat(png).exists();
    try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("gif");
      ImageReader reader = readers.next();
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(4);
    }
    JsonObject filmed = ImageFiles.provenance(gif).toJson();
    assertThat(filmed.remove("animation").toString())
        .isEqualTo("{\"every\":2,\"frame_time\":200,\"loop\":0}");
    assertThat(filmed).isEqualTo(ImageFiles.provenance(png).toJson());
  }

  @Test
  void answersInJson(@TempDir Path folder) {
    Path out = folder.resolve("unit.jpg");
    Cli run = render(UNIT, "-o", out, "--json");
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.get("out").getAsString()).isEqualTo(out.toString());
    assertThat(json.get("steps").getAsInt()).isEqualTo(6);
    assertThat(json.get("model").getAsString()).isEqualTo("mini");
    boolean half = Engines.best().supports(Engine.Precision.BF16);
    String usual = half ? "bf16" : "f32";
    String forced = System.getProperty("phosphene.precision", "");
    assertThat(json.get("precision").getAsString()).isEqualTo(forced.isEmpty() ? usual : forced);
    assertThat(json.get("objective_last").getAsDouble())
        .isGreaterThan(json.get("objective_first").getAsDouble());
    assertThat(json.get("steps_per_second").getAsDouble()).isPositive();
  }

  @Test
  void rendersEveryUnitOfALayer(@TempDir Path folder) {
    Cli run = render("logits:all", "-o", folder.resolve("class.png"), "--json");
    assertThat(run.code()).isZero();
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.getAsJsonArray("pictures")).hasSize(10);
    assertThat(render("logitz:all").out()).isEmpty();
    assertThat(render("logitz:all").err()).contains("no layer \"logitz\"; did you mean");
  }

  @Test
  void saysWhatMadeAPicture(@TempDir Path folder) {
    Path out = folder.resolve("unit.png");
    assertThat(render(UNIT, "-o", out).code()).isZero();
    Cli info = Cli.run("info", out);
    assertThat(info.code()).isZero();
    assertThat(info.out()).contains(UNIT).contains("mini").contains("seed").contains("lucid");
    JsonObject json =
        JsonParser.parseString(Cli.run("info", out, "--json").out()).getAsJsonObject();
    assertThat(json.getAsJsonArray("curve")).hasSize(7);
  }

  @Test
  void givesDifferentObjectivesDifferentFiles(@TempDir Path folder) {
    Path out = folder.resolve("u.png");
    String[] sums = {"stage2_conv1:1 + stage2_conv1:2", "stage2_conv1:1 - stage2_conv1:2"};
    assertThat(render(sums[0], sums[1], "-o", out).code()).isZero();
    String first = Cli.run("info", folder.resolve("u-stage2_conv1-1-stage2_conv1-2.png")).out();
    String second = Cli.run("info", folder.resolve("u-stage2_conv1-1-stage2_conv1-2-2.png")).out();
    assertThat(first).contains(sums[0]);
    assertThat(second).contains(sums[1]);
  }

  @Test
  void writesASheet(@TempDir Path folder) {
    Path sheet = folder.resolve("sheet.png");
    Cli run = render("stage2_conv1:0-4", "-o", folder.resolve("u.png"), "--sheet", sheet);
    assertThat(run.code()).isZero();
    assertThat(ImageFiles.read(sheet).shape().w()).isGreaterThan(3 * 24);
  }

  @Test
  void startsFromAPictureOnlyAtItsOwnSizeUnlessToldOtherwise(@TempDir Path folder) {
    Path start = folder.resolve("start.png");
    Path out = folder.resolve("out.png");
    assertThat(render(UNIT, "-o", start).code()).isZero();
    Cli run = Cli.run("render", UNIT, "--start", start, "--steps", 1, "-o", out);
    assertThat(run.code()).isZero();
    assertThat(ImageFiles.read(out).shape().w()).isEqualTo(24);
    Cli refused = Cli.run("render", UNIT, "--start", start, "--size", 30, "-o", out);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("24×24, not 30×30").contains("--resize");
    Cli resized =
        Cli.run(
            "render", UNIT, "--start", start, "--size", 30, "--resize", "--steps", 1, "-o", out);
    assertThat(resized.code()).isZero();
    assertThat(ImageFiles.read(out).shape().w()).isEqualTo(30);
  }

  private static Cli render(Object... more) {
    Object[] usual = {"render", "mini", "--size", 24, "--steps", 6, "--quiet"};
    Object[] all = new Object[usual.length + more.length];
    System.arraycopy(usual, 0, all, 0, 2);
    System.arraycopy(more, 0, all, 2, more.length);
    System.arraycopy(usual, 2, all, 2 + more.length, usual.length - 2);
    return Cli.run(all);
  }
}
