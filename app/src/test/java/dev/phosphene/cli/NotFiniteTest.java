package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.phosphene.SharedData;
import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Op;
import dev.phosphene.load.keras.KerasBuilder;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Numbers that no float holds end in a clear error or in a sound file, never in a fault of ours.
 */
class NotFiniteTest {
  @TempDir private Path folder = Path.of("");
  private Path photos = Path.of("");
  private Path photo = Path.of("");

  @BeforeEach
  void draw() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    photo = photos.resolve("leaves.png");
    ImageFiles.write(photo, Bitmap.of(DeadLeaves.draw(16, 1)));
  }

  @Test
  void theSharedDirectionGivesAPicture() {
    overflows(SharedData.of("cases/damaged/dir_overflow.txt"));
  }

  @Test
  void aLargeDirectionGivesAPicture() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      text.append(i % 2 == 0 ? "3e38 " : "-3e38 ");
    }
    overflows(Files.writeString(folder.resolve("large.txt"), text));
  }

  private void overflows(Path direction) {
    Path out = folder.resolve("unit.png");
    String objective = "direction(stage1_conv1, \"" + direction + "\")";
    Cli run = render("mini", objective, "--steps", 1, "-o", out, "--json");
    assertThat(run.code()).as(run.err()).isZero();
    strict(run.out());
    JsonObject made = ImageFiles.provenance(out).toJson();
    assertThat(Math.abs(made.getAsJsonArray("curve").get(1).getAsDouble())).isGreaterThan(3.5e38);
    assertThat(Cli.run("info", out, "--json").code()).isZero();
    Cli again =
        Cli.run(
            "render",
            "--again",
            out,
            "--search",
            direction.resolveSibling("."),
            "-o",
            folder.resolve("again.png"),
            "--quiet");
    assertThat(again.code()).as(again.err()).isZero();
    Cli more = render("mini", objective, "--steps", 9, "-o", out);
    assertThat(more.code()).as(more.err()).isIn(0, 2);
  }

  @Test
  void largeWeightsOfObjectivesSaySo() {
    for (String objective :
        List.of(
            "1e39*stage1_conv1:0",
            "(-1e300*stage1_conv1:0)",
            "1e300*(1e300*stage1_conv1:0)",
            "stage1_conv1:0 - 1e39*tv")) {
      Cli run = render("mini", objective, "--steps", 2, "-o", folder.resolve("unit.png"));
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains(" became ").contains("at step 0").contains("too large");
    }
    Cli dream =
        render("mini", "1e39*stage1:0", "--recipe", "deepdream", "--start", photo, "--steps", 2);
    assertThat(dream.code()).as(dream.err()).isEqualTo(2);
    Cli input = render("mini", "stage1:0", "--input", "mean=0,std=1e-39");
    assertThat(input.err()).contains("std must be above 0");
  }

  /** A ReLU would turn what comes of it into 0, and the results would look sound. */
  @Test
  void aWeightThatIsNoNumberIsNamedByEveryCommand() throws IOException {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Path model = model("bad" + wrong + ".h5", wrong, 1);
      for (Cli run : all(model)) {
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("conv").contains("kernel").contains("is " + wrong);
      }
      assertThat(Cli.run("layers", model).code()).isZero();
    }
  }

  /** Also where a weight is only the origin of the one that is used, and behind a ReLU. */
  @Test
  void aWeightThatIsNoNumberIsNamedWithItsFile() throws IOException {
    float[] kernel = new float[4 * 3 * 3 * 3];
    kernel[40] = Float.NaN;
    float[] dense = new float[8];
    dense[3] = Float.NaN;
    Path model =
        new OnnxBuilder(13)
            .input("picture", 1, 3, 16, 16)
            .output("scores")
            .weight("kernel", new long[] {4, 3, 3, 3}, kernel)
            .weight("dense", new long[] {2, 4}, dense)
            .node("Conv", "conv", List.of("picture", "kernel"))
            .node("Relu", "relu", List.of("conv"))
            .node("GlobalAveragePool", "mean", List.of("relu"))
            .node("Flatten", "flat", List.of("mean"))
            .node(
                "Gemm",
                "scores",
                List.of("flat", "dense"),
                OnnxBuilder.integer("transB", 1),
                OnnxBuilder.real("alpha", 2))
            .write(folder.resolve("own.onnx"));
    for (String layer : List.of("conv", "relu")) {
      Cli run = render(model, layer + ":1", "--steps", 1);
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains(model.toString(), "weight \"kernel\" is NaN");
    }
    Op.Conv scaled =
        Models.load(model.toString()).graph().node("scores").op() instanceof Op.Conv conv
            ? conv
            : fail("no convolution");
    assertThatThrownBy(() -> scaled.weight().values())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(model + ", weight \"dense\" is NaN at value 3 of 8");
  }

  @Test
  void layersThatOverflowLeaveEveryAnswerSound() throws IOException {
    Path model = model("large.h5", 1e30f, 1e30f);
    for (Cli run : all(model)) {
      assertThat(run.code()).as(run.err()).isIn(0, 2);
      assertThat(run.err()).doesNotContain("internal fault");
      if (run.code() == 0 && !run.out().isEmpty()) {
        strict(run.out());
      }
    }
    Cli seen = Cli.run("activations", model, photo, "--layer", "scores", "--json");
    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(seen.out()).contains("null");
    Cli render = render(model, "scores:0", "--steps", 2, "--precision", "f32");
    assertThat(render.code()).as(render.err()).isEqualTo(2);
    assertThat(render.err()).contains("layer \"scores\" of " + model).contains("not finite");
    Cli map = Cli.run("activations", model, photo, "--map", "scores:1", "-o", model + ".png");
    assertThat(map.code()).as(map.err()).isEqualTo(2);
    assertThat(map.err()).contains(model + ", layer \"scores\": a value of the map is");
  }

  /** Every command that computes with a model. */
  private List<Cli> all(Path model) {
    Path sheet = folder.resolve("sheet.png");
    List<Cli> runs = new ArrayList<>();
    runs.add(render(model, "conv:1", "--steps", 2, "-o", folder.resolve("unit.png"), "--json"));
    runs.add(render(model, "conv:0-2", "--steps", 2, "--sheet", sheet, "--json"));
    runs.add(
        render(model, "conv:1", "--recipe", "deepdream", "--start", photo, "--steps", 1, "--json"));
    runs.add(Cli.run("activations", model, photo, "--json"));
    runs.add(Cli.run("activations", model, photo, "--layer", "conv", "--json"));
    runs.add(Cli.run("activations", model, photo, "--map", "conv:1", "-o", sheet, "--json"));
    runs.add(
        Cli.run(
            "examples",
            model,
            "conv:1",
            "--images",
            photos,
            "--steps",
            1,
            "--no-cache",
            "--sheet",
            sheet,
            "--json"));
    runs.add(
        Cli.run("attribute", model, photo, "--logit", 1, "--layer", "conv", "-o", sheet, "--json"));
    runs.add(Cli.run("units", model, photo + "@8,8", "--layer", "conv", "--json"));
    runs.add(Cli.run("doctor", model, photos, "--json"));
    return runs;
  }

  private Path model(String name, float one, float others) throws IOException {
    Random random = new Random(1);
    float[] kernel = new float[3 * 3 * 3 * 4];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = others * (2 * random.nextFloat() - 1);
    }
    kernel[5] = one;
    float[] dense = new float[8];
    Arrays.fill(dense, others);
    return KerasBuilder.begin(16, 16, 3)
        .add("Conv2D", "conv", "{'filters':4,'kernel_size':3,'activation':'relu'}", "input_1")
        .weight("conv", "kernel", kernel, 3, 3, 3, 4)
        .random(random, "conv", "bias", 4)
        .add("GlobalAveragePooling2D", "mean", "{}", "conv")
        .add("Dense", "scores", "{'units':2}", "mean")
        .weight("scores", "kernel", dense, 4, 2)
        .random(random, "scores", "bias", 2)
        .h5(folder.resolve(name));
  }

  private Cli render(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("render"));
    all.addAll(List.of(arguments));
    if (!all.contains("-o")) {
      all.addAll(List.of("-o", folder.resolve("rendered.png")));
    }
    if (!all.contains("--start")) {
      all.addAll(List.of("--size", 16));
    }
    all.add("--quiet");
    return Cli.run(all.toArray());
  }

  /** JSON by its letter, without NaN. */
  private static void strict(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    assertThat(JsonParser.parseReader(reader).isJsonObject()).isTrue();
  }
}
