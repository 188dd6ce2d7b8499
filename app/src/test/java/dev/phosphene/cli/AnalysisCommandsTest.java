package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking with images, from the command line, on the network in the box. */
class AnalysisCommandsTest {
  @TempDir Path folder = Path.of("");
  private Path pictures = Path.of("");
  private Path one = Path.of("");

  @BeforeEach
  void draw() throws IOException {
    pictures = Files.createDirectory(folder.resolve("pictures"));
    one = pictures.resolve("leaves0.png");
    for (int i = 0; i < 3; i++) {
      Path file = pictures.resolve("leaves" + i + ".png");
      ImageFiles.write(file, Bitmap.of(DeadLeaves.draw(40, i)));
    }
    Files.writeString(pictures.resolve("broken.png"), "no picture");
  }

  @Test
  void examplesMakeASheetAndNameWhatIsLeftOut() {
    Path sheet = folder.resolve("sheet.png");
    Cli run =
        Cli.run(
            "examples",
            "mini",
            "stage2:3",
            "logit:cat",
            "--images",
            pictures,
            "--size",
            32,
            "--sheet",
            sheet,
            "--steps",
            2,
            "--no-cache",
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("left out").contains("broken.png");
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.getAsJsonArray("units")).hasSize(2);
    assertThat(json.getAsJsonArray("units").get(1).getAsJsonObject().getAsJsonArray("examples"))
        .hasSize(3);
    assertThat(ImageFiles.provenance(sheet).text()).contains("leaves0.png").contains("stage2:3");
    assertThat(Cli.run("render", "--again", sheet).err()).contains("contact sheet");
  }

  @Test
  void activationsOfSeveralPicturesWithMaps() {
    Path map = folder.resolve("map.png");
    Cli run =
        Cli.run(
            "activations",
            "mini",
            pictures,
            "--resize",
            32,
            "--map",
            "stage2:3",
            "-o",
            map,
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.getAsJsonArray("pictures")).hasSize(3);
    assertThat(json.getAsJsonArray("labels")).hasSize(5);
    assertThat(json.getAsJsonObject("layers").keySet()).contains("stage1", "logits");
    assertThat(ImageFiles.read(map).shape().h()).isGreaterThan(3 * 256);
  }

  @Test
  void attributeAndUnitsAndDoctor() {
    Path why = folder.resolve("why.png");
    Cli attribute =
        Cli.run(
            "attribute",
            "mini",
            one,
            "--logit",
            "cat",
            "--layer",
            "stage3",
            "--size",
            32,
            "-o",
            why);
    assertThat(attribute.code()).as(attribute.err()).isZero();
    assertThat(attribute.out()).contains("for it:").contains("stage3:");
    assertThat(why).isNotEmptyFile();
    Cli usual = Cli.run("attribute", "mini", one, "--logit", "cat", "--size", 32, "-o", why);
    assertThat(usual.code()).as(usual.err()).isZero();
    assertThat(usual.err()).contains("the last one with positions is used: stage4");
    assertThat(usual.out()).contains("the units of stage4 add");
    Cli units = Cli.run("units", "mini", one + "@3,4", "--layer", "stage2", "--size", 32);
    assertThat(units.code()).as(units.err()).isZero();
    assertThat(units.out()).contains("stage2:").contains("sees");
    Cli doctor = Cli.run("doctor", "mini", "--size", 32);
    assertThat(doctor.code()).as(doctor.err()).isZero();
    assertThat(doctor.out()).contains("drawn pictures").contains("torch");
  }

  @Test
  void aBeginnerIsToldWhatIsMissing() throws IOException {
    fails("name a picture, too", "activations", "mini");
    Path missing = folder.resolve("missing").resolve("map.png");
    Cli map =
        Cli.run("activations", "mini", one, "--resize", 32, "--map", "stage2:3", "-o", missing);
    assertThat(map.code()).isEqualTo(2);
    assertThat(map.out()).as("found out before the work").isEmpty();
    Path text = folder.resolve("sheet.txt");
    Cli sheet = Cli.run("examples", "mini", "stage2:3", "--images", pictures, "--sheet", text);
    assertThat(sheet.code()).isEqualTo(2);
    assertThat(sheet.err()).contains("supported formats are");
    assertThat(sheet.out()).as("found out before the work").isEmpty();
    fails("supported formats are", "attribute", "mini", one, "--logit", "cat", "-o", text);
    fails("--steps at least 1", "units", "mini", one, "--layer", "stage2", "--steps", 0);
    Files.writeString(pictures.resolve("photo.webp"), "RIFF");
    Cli left = Cli.run("activations", "mini", pictures, "--resize", 32, "--layer", "stage1");
    assertThat(left.code()).as(left.err()).isZero();
    assertThat(left.err()).contains("left out").contains("photo.webp");
    Path network =
        new OnnxBuilder(13)
            .input("picture", 1, 3, 8, 8)
            .output("out")
            .node("GlobalAveragePool", "pool", List.of("picture"), List.of("out"))
            .write(folder.resolve("nameless.onnx"));
    Cli nameless = Cli.run("activations", network, one, "--resize", 8, "--input", "tf");
    assertThat(nameless.code()).as(nameless.err()).isZero();
    assertThat(nameless.err()).contains("--labels FILE names them");
  }

  @Test
  void unitsAreListedBeforeTheyAreRendered() {
    Path sheet = folder.resolve("units.png");
    Object[] words = {
      "units", "mini", one, "--layer", "stage2", "--size", 32, "--top", 1, "--steps", 2, "--sheet",
      sheet
    };
    Cli said = Cli.run(words);
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains("with the peak:").endsWith(sheet + System.lineSeparator());
    assertThat(said.err()).as("progress").contains("step 2/2");
    Object[] json = Arrays.copyOf(words, words.length + 1);
    json[words.length] = "--json";
    Cli told = Cli.run(json);
    assertThat(told.err()).isEmpty();
    JsonObject object = JsonParser.parseString(told.out()).getAsJsonObject();
    assertThat(object.get("place").getAsString()).endsWith("with the peak");
    assertThat(object.get("sheet").getAsString()).isEqualTo(sheet.toString());
  }

  @Test
  void inputIsRecordedAndHonouredAgain() {
    Path picture = folder.resolve("unit.png");
    Path again = folder.resolve("again.png");
    Cli made =
        Cli.run(
            "render",
            "mini",
            "stage2:3",
            "--input",
            "mean=104,117,123,bgr",
            "--size",
            24,
            "--steps",
            2,
            "-o",
            picture,
            "--quiet");
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(ImageFiles.provenance(picture).text()).contains("0..255,mean=104,117,123,bgr");
    Cli repeated = Cli.run("render", "--again", picture, "-o", again, "--quiet");
    assertThat(repeated.code()).as(repeated.err()).isZero();
    assertThat(again).hasSameBinaryContentAs(picture);
  }

  @Test
  void wrongUseIsSaid() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    fails("at least 2", "doctor", "mini", pictures, "--count", 1);
    fails("'phosphene layers' has no option --labels", "layers", "mini", "--labels", empty);
    fails("no images", "examples", "mini", "stage2:3", "--images", empty);
    fails("did you mean", "attribute", "mini", one, "--logit", "catt", "--layer", "stage2");
    fails("no channel 600", "examples", "mini", "stage3:600", "--images", pictures, "--size", 32);
    fails("not a unit", "examples", "mini", "dream(stage2)", "--images", pictures);
    fails("not a unit", "examples", "mini", "(-stage2:3)", "--images", pictures);
    fails("not a unit", "examples", "mini", "stage2:3@1,1", "--images", pictures);
    fails("shows 200 at most", "examples", "mini", "stage4:all", "--images", pictures);
    fails("did you mean tf", "activations", "mini", one, "--input", "tff");
    fails("--map", "activations", "mini", one, "-o", folder.resolve("x.png"));
    fails("no pixel", "units", "mini", one + "@99,4", "--layer", "stage2", "--size", 32);
    fails("no layer", "units", "mini", one, "--layer", "stage9", "--size", 32);
  }

  private static void fails(String why, Object... arguments) {
    Cli run = Cli.run(arguments);
    assertThat(run.code()).as(run.out()).isEqualTo(2);
    assertThat(run.err()).contains(why);
  }

  /** Found by the campaign: an internal fault. */
  @Test
  void aPictureThatReachesNoLayerIsRefused() throws IOException {
    Path tiny = folder.resolve("tiny.png");
    ImageFiles.write(tiny, Bitmap.filled(3, 2, 0x808080));
    for (String[] form : new String[][] {{}, {"--json"}}) {
      List<Object> arguments = new ArrayList<>(List.of("activations", "mini", tiny));
      arguments.addAll(List.of(form));
      Cli run = Cli.run(arguments.toArray());
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).contains("3×2", "--resize 32");
      assertThat(run.out()).isEmpty();
    }
    Cli several = Cli.run("activations", "mini", tiny, one);
    assertThat(several.code()).as(several.err()).isZero();
    assertThat(several.err()).contains("left out", "3×2");
    assertThat(several.out()).contains("logits");
  }
}
