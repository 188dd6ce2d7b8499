package dev.phosphene.cli;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A classifier whose head takes one size: what it sees must fit, not the image. */
class FixedSizeTest {
  @TempDir private Path folder = Path.of("");
  private Path model = Path.of("");
  private Path unit = Path.of("");

  /** Whichever color is strongest in the middle of 16×16 pixels. */
  @BeforeEach
  void write() {
    unit = folder.resolve("unit.png");
    float[] weights = new float[3 * 192];
    for (int color = 0; color < 3; color++) {
      for (int i = 0; i < 64; i++) {
        int x = i % 8;
        int y = i / 8;
        boolean middle = x > 1 && x < 6 && y > 1 && y < 6;
        weights[color * 192 + color * 64 + i] = middle ? 1 / 16f : 0;
      }
    }
    model =
        new OnnxBuilder(13)
            .input("image", 1, 3, 16, 16)
            .output("logits")
            .weight("w", new long[] {3, 192}, weights)
            .node(
                "AveragePool",
                "pool",
                List.of("image"),
                ints("kernel_shape", 2, 2),
                ints("strides", 2, 2))
            .node("Flatten", "flat", List.of("pool"))
            .node("Gemm", "logits", List.of("flat", "w"), integer("transB", 1))
            .write(folder.resolve("fixed.onnx"));
  }

  @Test
  void saysWhichSizeItTakesInPlaceOfTheUsualOne() {
    assertThat(rendered("--steps 1").err())
        .contains("128×128 is too large for this layer; using the model's own 16×16");
    assertThat(rendered("--steps 1 --recipe maco").err())
        .contains("crops of 128×128 are too large for this layer; using the model's own 16×16");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--size 40 --transforms crop:16x16",
        "--size 40x32 --transforms jitter:4,crop:16x16",
        "--size 12 --transforms lucid,resize:16x16",
        "--size 40 --transforms crops:2/16",
        "--size 40 --recipe maco",
        "--recipe maco",
        "--recipe crops --size 24",
        "--steps 2"
      })
  void whatTheNetworkSeesFits(String options) {
    Cli run = rendered(options);
    assertThat(run.code()).as(run.err()).isZero();
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    double value =
        json.getAsJsonArray("pictures")
            .get(0)
            .getAsJsonObject()
            .get("objective_last")
            .getAsDouble();
    Tensor small = Resampling.resize(ImageFiles.read(unit), 16, 16);
    Path seen = folder.resolve("seen.png");
    ImageFiles.write(seen, Bitmap.of(small));
    Cli checked =
        Cli.run("activations", model, seen, "--input", "0..1", "--layer", "logits", "--json");
    double mean =
        JsonParser.parseString(checked.out())
            .getAsJsonObject()
            .getAsJsonObject("layers")
            .getAsJsonArray("logits")
            .asList()
            .stream()
            .map(one -> one.getAsJsonObject())
            .filter(one -> one.get("channel").getAsInt() == 1)
            .findFirst()
            .orElseThrow()
            .get("mean")
            .getAsDouble();
    assertThat(value).isCloseTo(mean, within(.01)); // both go through 8 bits
  }

  private Cli rendered(String options) {
    List<Object> words =
        new java.util.ArrayList<>(
            List.of("render", model, "logit:1", "--input", "0..1", "--json", "-o", unit));
    words.addAll(List.of(options.split(" ")));
    if (!options.contains("--steps")) {
      words.addAll(List.of("--steps", 3));
    }
    return Cli.run(words.toArray());
  }

  @Test
  void whatDoesNotFitSaysWhatWould() {
    Cli run = rendered("--size 40");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("the network takes 16×16", "--transforms crop:16x16");
  }
}
