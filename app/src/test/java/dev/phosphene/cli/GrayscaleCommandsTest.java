package dev.phosphene.cli;

import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.SharedData;
import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.graph.Luma;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network of one channel, on the command line: it sees luma and renders gray. */
class GrayscaleCommandsTest {
  @TempDir private Path folder = Path.of("");
  private Path model = Path.of("");
  private Path colors = Path.of("");
  private Path luma = Path.of("");

  @BeforeEach
  void write() throws IOException {
    Random random = new Random(4);
    model =
        new OnnxBuilder(13)
            .input("picture", 1, 1, 24, 24)
            .output("logits")
            .weight("k", new long[] {6, 1, 3, 3}, values(random, 54))
            .weight("w", new long[] {6, 3}, values(random, 18))
            .integers("flat", 1, 6)
            .node("Conv", "conv", List.of("picture", "k"))
            .node("Relu", "relu", List.of("conv"))
            .node("AveragePool", "mean", List.of("relu"), ints("kernel_shape", 22, 22))
            .node("Reshape", "features", List.of("mean", "flat"))
            .node("Gemm", "logits", List.of("features", "w"))
            .write(folder.resolve("grey.onnx"));
    Tensor leaves = DeadLeaves.draw(24, 5);
    colors = picture("colours", leaves);
    luma = picture("luma", Luma.inAllPlanes(Bitmap.of(leaves).toTensor()));
  }

  private Path picture(String name, Tensor picture) throws IOException {
    Path file = Files.createDirectories(folder.resolve(name)).resolve("one.png");
    ImageFiles.write(file, Bitmap.of(picture));
    return file;
  }

  private static float[] values(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Cli ok(Object... arguments) {
    Cli run = Cli.run(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  /** ONNX Runtime gives 1192.28 on the luma that Pillow, OpenCV and ImageMagick make. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "reference"})
  void aRedPictureIsSeen(String engine) {
    Path files = SharedData.of("cases/one-channel-sees-green-only");
    for (String picture : List.of("red1.png", "red1_luma.png")) {
      Cli run =
          ok(
              "activations",
              files.resolve("cntk-mnist.onnx"),
              files.resolve(picture),
              "--input",
              "0..255",
              "--layer",
              "Plus214",
              "--top",
              3,
              "--engine",
              engine,
              "--json");
      JsonObject strongest =
          JsonParser.parseString(run.out())
              .getAsJsonObject()
              .getAsJsonObject("layers")
              .getAsJsonArray("Plus214")
              .get(0)
              .getAsJsonObject();
      assertThat(strongest.get("channel").getAsInt()).isEqualTo(1);
      assertThat(strongest.get("mean").getAsDouble()).isCloseTo(1192.28, within(.01));
    }
  }

  /** What is said of an image in colors is what is said of its luma, in every command. */
  @Test
  void picturesAreSeenInLuma() {
    for (String input : List.of("0..1", "0..255", "caffe", "torch", "mean=10,20,30,bgr")) {
      same("activations", model, "{}", "--input", input, "--json");
    }
    same("activations", model, "{}", "--resize", 24, "--map", "relu:1", "-o", "{map}", "--json");
    same("attribute", model, "{}", "--logit", 1, "--layer", "relu", "-o", "{map}");
    same("units", model, "{}@7,9", "--layer", "relu");
    same("examples", model, "relu:2", "--images", "{folder}", "--no-cache", "--sheet", "{map}");
    same("doctor", model, "{folder}");
  }

  private void same(Object... arguments) {
    assertThat(said("colours", arguments)).isEqualTo(said("luma", arguments)).isNotBlank();
  }

  /** The program's words, without the names of files. */
  private String said(String name, Object... arguments) {
    Path parent = folder.resolve(name);
    Object[] filled = new Object[arguments.length];
    for (int i = 0; i < filled.length; i++) {
      filled[i] =
          arguments[i]
              .toString()
              .replace("{}", parent.resolve("one.png").toString())
              .replace("{folder}", parent.toString())
              .replace("{map}", folder.resolve("map.png").toString());
    }
    return ok(filled).out().replace(parent.toString(), "").replace("\\", "/");
  }

  @Test
  void theDoctorKnowsNetworksOfOneChannel() {
    Cli run = ok("doctor", model, colors);
    assertThat(run.err()).contains("under 6 input ranges");
    assertThat(run.out()).contains("0..255", "mean=0.1307").doesNotContain("bgr", "BGR");
    assertThat(ok("layers", model).out()).containsPattern("conv +conv 3×3 +22 × 22 +6");
  }

  @Test
  void saysThatNothingIsKnownOfTheRange() {
    Cli run = ok("activations", model, luma);
    assertThat(run.err()).contains("does not say which input range").contains("grayscale in 0…1");
    assertThat(ok("activations", model, luma, "--input", "0..1").err()).doesNotContain("range");
  }

  @Test
  void everyWayOutIsGray() throws IOException {
    Path png = folder.resolve("out.png");
    Path jpg = folder.resolve("out.jpg");
    Path gif = folder.resolve("grow.gif");
    Path sheet = folder.resolve("sheet.png");
    render("relu:1", "-o", png, "--animate", gif, "--every", 2);
    assertGray(png);
    assertGray(gif);
    render("relu:1", "-o", jpg);
    assertGray(jpg);
    render("relu:0-2", "--sheet", sheet, "-o", png);
    assertGray(folder.resolve("out-relu-2.png"));
    render("relu:1", "--alpha", "learned", "-o", png);
    assertGray(png);
    render("relu:1", "--recipe", "accentuate", "--start", colors, "-o", png);
    assertGray(png);
    render("relu:1", "--recipe", "maco", "--transforms", "none", "-o", png);
    assertGray(png);
    render("dream(relu)", "--recipe", "deepdream", "--octaves", 2, "--start", colors, "-o", png);
    assertGray(png);
    render("relu:1", "--start", colors, "--steps", 0, "-o", png);
    assertThat(ImageFiles.read(png)).isEqualTo(ImageFiles.read(luma));
    Path again = folder.resolve("again.png");
    ok("render", "--again", png, "--search", colors.resolveSibling("."), "-o", again);
    assertThat(again).hasSameBinaryContentAs(png);
  }

  /** The value in the image's provenance is what the saved image has. */
  @Test
  void aRenderedPictureIsWorthWhatItSays() {
    Path png = folder.resolve("out.png");
    render("relu:1", "--input", "0..1", "-o", png);
    JsonElement value =
        ImageFiles.provenance(png).toJson().getAsJsonArray("curve").asList().stream()
            .reduce((first, second) -> second)
            .orElseThrow();
    Cli seen = ok("activations", model, png, "--layer", "relu", "--input", "0..1", "--json");
    JsonObject layers =
        JsonParser.parseString(seen.out()).getAsJsonObject().getAsJsonObject("layers");
    double mean =
        layers.getAsJsonArray("relu").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .filter(one -> one.get("channel").getAsInt() == 1)
            .findFirst()
            .orElseThrow()
            .get("mean")
            .getAsDouble();
    assertThat(mean).isCloseTo(value.getAsDouble(), within(.02 * Math.abs(value.getAsDouble())));
  }

  private void render(String objective, Object... more) {
    List<Object> all = new ArrayList<>(List.of("render", model, objective, "--size", 24));
    all.addAll(List.of(more));
    if (!all.contains("--steps")) {
      all.addAll(List.of("--steps", 3));
    }
    ok(all.toArray());
  }

  /** Red, green and blue of every pixel of every frame. */
  private static void assertGray(Path file) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      ImageReader reader = readers.next();
      reader.setInput(in);
      int frames = reader.getNumImages(true);
      assertThat(frames).isPositive();
      for (int frame = 0; frame < frames; frame++) {
        BufferedImage image = reader.read(frame);
        for (int y = 0; y < image.getHeight(); y++) {
          for (int x = 0; x < image.getWidth(); x++) {
            int rgb = image.getRGB(x, y);
            assertThat(rgb >> 16 & 255).as("%s, %d,%d", file, x, y).isEqualTo(rgb & 255);
            assertThat(rgb >> 8 & 255).isEqualTo(rgb & 255);
          }
        }
      }
      reader.dispose();
    }
  }
}
