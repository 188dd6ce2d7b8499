package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.caffe.CaffeForm;
import dev.phosphene.load.onnx.OnnxFile;
import dev.phosphene.load.tensorflow.FrozenForm;
import dev.phosphene.load.tensorflow.LucidNames;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model by its frozen graph, and by its Caffe model, on the command line. */
class GraphFilesCommandTest {
  @TempDir private Path folder = Path.of("");

  private static Graph googLeNet() {
    return OnnxFile.graph(SharedData.of("weights/bvlc_googlenet.onnx"));
  }

  private Path frozen() throws IOException {
    byte[] file =
        FrozenForm.of(
            googLeNet(),
            Shape.of(1, 3, 224, 224),
            FrozenForm.Style.LUCID,
            LucidNames::of,
            Map.of("output2", "softmax2"));
    return Files.write(folder.resolve("InceptionV1.pb"), file);
  }

  @Test
  void lucidsGraphIsListedAndRendered() throws IOException {
    Path file = frozen();
    Cli layers = Cli.run("layers", file);
    assertThat(layers.code()).as(layers.err()).isZero();
    assertThat(layers.out()).contains("mixed4a", "softmax2", "conv2d2");
    Path out = folder.resolve("unit.png");
    for (String unit : new String[] {"mixed4a:476", "mixed4a_pre_relu:476", "logit:1"}) {
      Cli run = Cli.run("render", file, unit, "--size=64", "--steps=1", "-o", out);
      boolean logit = unit.startsWith("logit"); // its layer takes 224×224 alone
      assertThat(run.code()).as(unit + run.err()).isEqualTo(logit ? 2 : 0);
    }
    assertThat(Cli.run("info", out).out()).contains("mixed4a_pre_relu:476");
    Cli wrong = Cli.run("render", file, "mixed4z:1", "--steps=1");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("no layer \"mixed4z\"", "mixed4a");
  }

  /** What it sees is right without a word about its input: BGR minus the mean. */
  @Test
  void caffesGoogLeNetKnowsATench() throws IOException {
    Path file = Files.write(folder.resolve("net.caffemodel"), CaffeForm.of(googLeNet(), 224, true));
    Cli run =
        Cli.run(
            "activations",
            file,
            SharedData.of("images/imagenet-samples/n01440764_tench.jpg"),
            "--resize",
            "224",
            "--labels",
            SharedData.of("weights/imagenet_class_index.json"),
            "--top",
            "1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("tench");
  }

  @Test
  void aFileThatIsCutShortIsRefusedOnOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(frozen());
    Path cut = Files.write(folder.resolve("cut.pb"), Arrays.copyOf(whole, whole.length / 2));
    Cli run = Cli.run("layers", cut);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).contains("cut.pb is damaged, or no frozen TensorFlow graph", "cut short");
    byte[] caffe = CaffeForm.of(googLeNet(), 224, false);
    Path half =
        Files.write(folder.resolve("cut.caffemodel"), Arrays.copyOf(caffe, caffe.length / 2));
    Cli other = Cli.run("layers", half);
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("cut.caffemodel is damaged, or no Caffe model");
  }
}
