package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.SharedData;
import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.load.onnx.SmallTransformer;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers whose positions are no places, such as tokens, and tensors without channels. */
class TensorCommandsTest {
  private static final String CRASH = "cases/activations-tensor-crash/";
  private static final String WRONG = "cases/activations-tensor-wrong/";

  @TempDir private Path folder = Path.of("");
  private Path photo = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void write() {
    photo = folder.resolve("leaves.png");
    ImageFiles.write(photo, Bitmap.of(DeadLeaves.draw(16, 3)));
    model = SmallTransformer.write(folder.resolve("small.onnx"), SmallTransformer.Head.CLASS_TOKEN);
  }

  private static JsonObject layers(Path model, String picture, String... more) {
    Object[] all = new Object[7 + more.length];
    List<Object> first =
        List.of(
            "activations",
            model,
            SharedData.of(picture),
            "--input",
            "0..1",
            "--engine",
            "reference");
    for (int i = 0; i < all.length; i++) {
      all[i] = i < first.size() ? first.get(i) : more[i - first.size()];
    }
    Cli run = Cli.run(all);
    assertThat(run.code()).as(run.err()).isZero();
    return JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonObject("layers");
  }

  private static double mean(JsonArray responses, String key, int index) {
    for (int i = 0; i < responses.size(); i++) {
      JsonObject one = responses.get(i).getAsJsonObject();
      if (one.has(key) && one.get(key).getAsInt() == index) {
        return one.get("mean").getAsDouble();
      }
    }
    throw new AssertionError("no " + key + " " + index + " in " + responses);
  }

  /** Right values by ONNX Runtime. */
  @Test
  void layersOfThreeAxesAreListed() {
    Path rank3 = SharedData.of(CRASH + "rank3.onnx");
    JsonObject all = layers(rank3, CRASH + "p8.png", "--json");
    assertThat(mean(all.getAsJsonArray("logits"), "channel", 0)).isBetween(-3.133, -3.131);
    assertThat(mean(all.getAsJsonArray("logits"), "channel", 1)).isBetween(1.228, 1.230);
    assertThat(all.keySet()).contains("leaky").doesNotContain("leaky/features");
  }

  /** Right values by ONNX Runtime. */
  @Test
  void aTensorOfFiveAxesHasTheMeansOfItsIndices() {
    Path head = SharedData.of(WRONG + "yolohead.onnx");
    for (String[] more : new String[][] {{"--json"}, {"--layer", "head", "--json"}}) {
      JsonArray values = layers(head, WRONG + "p8.png", more).getAsJsonArray("head");
      assertThat(mean(values, "index", 0)).isBetween(.48815, .48825);
      assertThat(mean(values, "index", 1)).isBetween(.54855, .54865);
      assertThat(values.get(0).getAsJsonObject().getAsJsonArray("at")).hasSize(3);
      assertThat(values.get(0).getAsJsonObject().has("x")).isFalse();
    }
    Cli map = Cli.run("activations", head, SharedData.of(WRONG + "p8.png"), "--map", "head:0");
    assertThat(map.code()).isEqualTo(2);
    assertThat(map.err()).contains("\"head\" gives a tensor of 1×2×8×8×3, which has no channels");
  }

  /** Right values by ONNX Runtime. */
  @Test
  void anImageThatIsPutTogetherOfChannelsIsOne() {
    Path shuffle = SharedData.of(WRONG + "shuffle.onnx");
    JsonArray values = layers(shuffle, WRONG + "p8.png", "--json").getAsJsonArray("join");
    assertThat(values).hasSize(1);
    assertThat(mean(values, "channel", 0)).isBetween(.49185, .49195);
    Cli map =
        Cli.run(
            "activations",
            shuffle,
            SharedData.of(WRONG + "p8.png"),
            "--map",
            "join:0",
            "-o",
            folder.resolve("map.png"));
    assertThat(map.code()).as(map.err()).isZero();
  }

  /** The file's own names lead to layers with the file's shape, without the batch. */
  @Test
  void namesOfTheFileLeadToItsShapes() {
    Path unit = folder.resolve("unit.png");
    Cli group =
        Cli.run(
            "render",
            SharedData.of("cases/layers-of-five-axes/gn.onnx"),
            "/2/Relu_output_0:3",
            "--size",
            24,
            "--steps",
            2,
            "--input",
            "0..1",
            "-o",
            unit);
    assertThat(group.code()).as(group.err()).isZero();
    Cli windows = Cli.run("layers", SharedData.of("cases/layers-of-five-axes/win.onnx"), "--flat");
    assertThat(windows.out()).containsPattern("(?m)^• /Transpose_3 +reshape +8 × 8 +16");
    Cli attended =
        Cli.run(
            "activations",
            SharedData.of("cases/layers-of-five-axes/win.onnx"),
            SharedData.of(WRONG + "p8.png"),
            "--layer",
            "attn",
            "--input",
            "0..1");
    assertThat(attended.out())
        .contains("attn 1×8×8×16: a tensor of 1×8×8×16, which has no channels")
        .containsPattern("attn\\[\\d] +mean");
  }

  @Test
  void tokensAreShownAsPositions() {
    Cli brief = Cli.run("activations", model, photo, "--input", "0..1");
    assertThat(brief.code()).as(brief.err()).isZero();
    assertThat(brief.out())
        .containsPattern("(?m)^patch +8×4×4 ")
        .containsPattern("(?m)^block +8×17 ")
        .containsPattern("(?m)^out +5×1×1 ");
    Cli layer =
        Cli.run("activations", model, photo, "--input", "0..1", "--layer", "block", "--top", 1);
    assertThat(layer.out())
        .contains("17 positions with 8 channels, which are not places of the image")
        .containsPattern("block:\\d +mean \\S+ +peak \\S+ at position \\d+");
    Cli json =
        Cli.run("activations", model, photo, "--input", "0..1", "--layer", "block", "--json");
    JsonObject first =
        JsonParser.parseString(json.out())
            .getAsJsonObject()
            .getAsJsonObject("layers")
            .getAsJsonArray("block")
            .get(0)
            .getAsJsonObject();
    assertThat(first.keySet()).containsExactly("channel", "mean", "peak", "position");
  }

  @Test
  void attentionHasHeadsAndNoPlaces() {
    Cli run =
        Cli.run("activations", model, photo, "--input", "0..1", "--layer", "attention", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonArray heads =
        JsonParser.parseString(run.out())
            .getAsJsonObject()
            .getAsJsonObject("layers")
            .getAsJsonArray("attention");
    assertThat(heads).hasSize(2);
    for (int i = 0; i < 2; i++) {
      double mean = heads.get(i).getAsJsonObject().get("mean").getAsDouble();
      assertThat(mean).isBetween(.0588, .0589); // 1/17: a softmax over 17 tokens
      assertThat(heads.get(i).getAsJsonObject().has("x")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "block:1@center",
        "block:1@0,0",
        "block:1@0,0-3",
        "patch:1 - 0.1*tv(block)",
        "patch:1 - 0.1*blur(block)"
      })
  void noPlaceOfTokensIsRendered(String objective) {
    Cli run = Cli.run("render", model, objective, "--size", 16, "--steps", 1);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("\"block\" gives 17 positions with 8 channels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"block:1", "dream(block)", "like(block, PHOTO)", "logit:3", "patch:1@1,2"})
  void whatNeedsNoPlaceIsRendered(String objective) {
    Path unit = folder.resolve("unit.png");
    String text = objective.replace("PHOTO", '"' + photo.toString() + '"');
    Cli run = Cli.run("render", model, text, "--size", 16, "--steps", 2, "-o", unit);
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void aTensorsViewIsNamed() {
    Cli run = Cli.run("render", model, "block/tokens:0", "--size", 16, "--steps", 1);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("no channels and positions to look at").contains("\"block\"");
  }

  @Test
  void noMapOfTokensIsDrawn() {
    Cli run =
        Cli.run("activations", model, photo, "--map", "block:1", "-o", folder.resolve("m.png"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("\"block\" gives 17 positions").contains("cannot be drawn");
    assertThat(folder.resolve("m.png")).doesNotExist();
  }

  @Test
  void examplesAndUnitsOfTokensNameNoPlaces() {
    Path sheet = folder.resolve("sheet.png");
    Cli examples =
        Cli.run(
            "examples",
            model,
            "block:1",
            "--images",
            folder,
            "--sheet",
            sheet,
            "--steps",
            0,
            "--no-cache");
    assertThat(examples.code()).as(examples.err()).isZero();
    assertThat(examples.out())
        .contains("17 positions, which are not places of the image")
        .containsPattern("at position \\d+  .*leaves.png")
        .doesNotContain("sees");
    Cli units = Cli.run("units", model, photo, "--layer", "block");
    assertThat(units.code()).as(units.err()).isZero();
    Cli placed = Cli.run("units", model, photo + "@3,4", "--layer", "block");
    assertThat(placed.code()).isEqualTo(2);
    assertThat(placed.err()).contains("\"block\" gives 17 positions");
    Cli tensor = Cli.run("units", model, photo, "--layer", "block/tokens");
    assertThat(tensor.code()).isEqualTo(2);
    assertThat(tensor.err()).contains("look at \"block\"");
  }

  @ParameterizedTest
  @EnumSource(
      value = SmallTransformer.Head.class,
      names = {"CLASS_TOKEN", "MEAN", "EVERY_TOKEN"})
  void attributionSaysWhichLayerHasPlaces(SmallTransformer.Head head) {
    Path file = SmallTransformer.write(folder.resolve("other.onnx"), head);
    Path out = folder.resolve("why.png");
    Cli usual = Cli.run("attribute", file, photo, "--logit", "3", "-o", out);
    assertThat(usual.code()).isEqualTo(2);
    assertThat(usual.err())
        .contains("turns the image into tokens after layer \"patch\"")
        .contains("--layer \"patch\"");
    Cli tokens = Cli.run("attribute", file, photo, "--logit", "3", "--layer", "block", "-o", out);
    assertThat(tokens.code()).isEqualTo(2);
    assertThat(tokens.err()).contains("\"block\" gives 17 positions");
    Cli patch = Cli.run("attribute", file, photo, "--logit", "3", "--layer", "patch", "-o", out);
    assertThat(patch.code()).as(patch.err()).isZero();
  }

  @Test
  void layersAreListedAsWhatTheyAre() {
    Cli run = Cli.run("layers", model, "--flat");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("(?m)^• patch +conv 4×4 +4 × 4 +8")
        .containsPattern("(?m)^• block +tokens +17 positions +8")
        .containsPattern("(?m)^  block/tokens +add +1×1×17×8")
        .containsPattern("(?m)^• out +reshape +1 × 1 +5");
    Cli json = Cli.run("layers", model, "--json");
    assertThat(json.out()).contains("\"positions\":17,\"renderable\":true", "\"extents\":[1,17,8]");
    Cli doctor = Cli.run("doctor", model, "--size", 16);
    assertThat(doctor.code()).as(doctor.err()).isZero();
  }
}
