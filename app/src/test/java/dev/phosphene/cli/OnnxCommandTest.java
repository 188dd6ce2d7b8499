package dev.phosphene.cli;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.phosphene.SharedData;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.ProtoWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model by its ONNX file, on the command line. */
class OnnxCommandTest {
  @TempDir private Path folder = Path.of("");
  private Path model = Path.of("");

  /** Whichever color has the largest mean; and a branch that is not supported. */
  @BeforeEach
  void write() {
    model =
        new OnnxBuilder(13)
            .input("picture", 1, 3, 16, 16)
            .output("share")
            .weight("w", new long[] {3, 3}, 1, 0, 0, 0, 1, 0, 0, 0, 1)
            .integers("flat", 1, 3)
            .node("MaxPool", "", List.of("picture"), List.of("pooled"), kernel())
            .node("AveragePool", "mean", List.of("pooled"), ints("kernel_shape", 8, 8))
            .node("Reshape", "features", List.of("mean", "flat"))
            .node("Gemm", "logits", List.of("features", "w"), integer("transB", 1))
            .node("Softmax", "share", List.of("logits"))
            .node("Einsum", "odd", List.of("pooled"), List.of("odd_out"))
            .write(folder.resolve("colour.onnx"));
  }

  private static ProtoWriter[] kernel() {
    return new ProtoWriter[] {ints("kernel_shape", 2, 2), ints("strides", 2, 2)};
  }

  /** Each layer's images are as large as what it sees, whoever is rendered with it. */
  @Test
  void aLayerHasThePicturesThatSuitIt() {
    Path file = SharedData.of("weights/bvlc_googlenet.onnx");
    assertThat(widths(file)).containsExactly(128, 224);
    assertThat(widths(file, "--size=96")).containsExactly(96, 96);
    assertThat(widths(file, "--recipe=maco")).containsExactly(256, 256);
  }

  private List<Integer> widths(Path file, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "render",
                file.toString(),
                "inception_3b/output:1",
                "inception_4c/output:1",
                "--input=caffe",
                "--steps=0",
                "--quiet",
                "--json",
                "--out=" + folder.resolve("unit.png")));
    arguments.addAll(List.of(options));
    Cli run = Cli.run(arguments.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    List<Integer> widths = new ArrayList<>();
    JsonParser.parseString(run.out())
        .getAsJsonObject()
        .getAsJsonArray("pictures")
        .forEach(picture -> widths.add(picture.getAsJsonObject().get("width").getAsInt()));
    return widths;
  }

  @Test
  void layersAreListedForTheFilesOwnSize() {
    Cli run = Cli.run("layers", model);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("input +input +16 × 16 +3")
        .containsPattern("pooled +max pool +8 × 8 +3")
        .containsPattern("logits +conv 1×1 +1 × 1 +3")
        .containsPattern("Not reachable of this file: odd and 1 more")
        .contains("node \"odd\" (Einsum)");
  }

  @Test
  void constantsAndOtherShapesOfTensorsAreListedOnlyIfAsked() {
    Path tokens =
        new OnnxBuilder(13)
            .input("picture", 1, 3, 4, 4)
            .output("end")
            .weight("w", new long[] {3, 2}, 1, 0, 0, 1, 1, 1)
            .weight("b", new long[] {2, 16, 1}, new float[32])
            .integers("list", 1, 3, 16)
            .integers("other", 2, 16, 1)
            .node("Reshape", "rows", List.of("picture", "list"))
            .node("Transpose", "turned", List.of("rows"), ints("perm", 0, 2, 1))
            .node("MatMul", "fc", List.of("turned", "w"))
            .node("Reshape", "odd", List.of("fc", "other"))
            .node("Add", "end", List.of("odd", "b"))
            .write(folder.resolve("tokens.onnx"));
    Cli tree = Cli.run("layers", tokens);
    assertThat(tree.code()).as(tree.err()).isZero();
    assertThat(tree.out())
        .containsPattern("(?m)^• fc +linear +16 positions +2 +6")
        .containsPattern("(?m)^  end +add +1×2×16×1 +32")
        .containsPattern("\\d more hold constants")
        .doesNotContain("fc/tokens", "constant  ");
    Cli flat = Cli.run("layers", tokens, "--flat");
    assertThat(flat.out())
        .containsPattern("(?m)^  fc/tokens +linear")
        .containsPattern("(?m)^  b +constant")
        .doesNotContain("more hold constants");
  }

  @Test
  void layersHaveTheirCosts() {
    Cli run = Cli.run("layers", model, "--flat");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("• logits +conv 1×1 +1 × 1 +3 +9 +100.0 %")
        .contains("Together 9 parameters and 9 multiply-adds");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
    Cli json = Cli.run("layers", model, "--json");
    assertThat(json.out()).contains("\"multiply_adds\":9,\"share\":1.0", "\"renderable\":true");
  }

  @Test
  void groupsHaveTheSumsOfTheirLayers() {
    Cli run = Cli.run("layers", "vgg19");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("  block1_ +38,720 +9.9 %")
        .containsPattern("•   conv2/linear +conv 3×3 +224 × 224 +64 +36,928 +9.5 %")
        .contains("Together 20,024,384 parameters and 19.51 billion multiply-adds");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void theNetworkIsDrawn() throws IOException {
    Path drawing = folder.resolve("colour.svg");
    Cli run = Cli.run("layers", model, "--graph", drawing);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Files.readString(drawing)).startsWith("<svg").contains(">logits<", ">mean<");
    Cli wrong = Cli.run("layers", model, "--graph", folder.resolve("colour.png"));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains(".svg");
  }

  @Test
  void layersOfAnotherSizeEndWithTheReason() {
    Cli run = Cli.run("layers", model, "--size", "32");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("mean +avg pool +9 × 9 +3")
        .containsPattern("features +flatten +- × - +-")
        .contains("the next layer expects 3 values");
  }

  @Test
  void labelsComeFromAFile() throws IOException {
    Path labels = Files.writeString(folder.resolve("labels.txt"), "red\ngreen\nblue\n");
    Path picture = folder.resolve("unit.png");
    Cli rendered =
        Cli.run("render", model, "logits:2", "--size", "16", "--steps", "8", "-o", picture);
    assertThat(rendered.code()).as(rendered.err()).isZero();
    Cli run = Cli.run("activations", model, picture, "--labels", labels, "--top", "1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("blue").contains("logit");
    Cli missing = Cli.run("activations", model, picture, "--labels", folder.resolve("no.txt"));
    assertThat(missing.code()).isEqualTo(2);
    Files.writeString(labels, "red\ngreen\n");
    Cli few = Cli.run("activations", model, picture, "--labels", labels);
    assertThat(few.code()).isEqualTo(2);
    assertThat(few.err()).contains("2 names").contains("3 channels");
  }

  @Test
  void aLayerBehindWhatIsNotSupportedSaysSo() {
    Cli run = Cli.run("render", model, "odd_out:0", "--steps", "1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("odd_out").contains("Einsum");
  }

  /** What a user sees first: the real network, its labels from Keras's list. */
  @Test
  void googlenetKnowsATench() {
    Path picture = SharedData.of("images/imagenet-samples/n01440764_tench.jpg");
    Cli run =
        Cli.run(
            "activations",
            SharedData.of("weights/bvlc_googlenet.onnx"),
            picture,
            "--resize",
            "224",
            "--input",
            "caffe",
            "--labels",
            SharedData.of("weights/imagenet_class_index.json"),
            "--top",
            "1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("tench");
  }
}
