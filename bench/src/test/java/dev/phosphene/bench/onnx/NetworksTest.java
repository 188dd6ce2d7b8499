package dev.phosphene.bench.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.SharedData;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.Parity;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real networks in ONNX files, beside ONNX Runtime and in both engines. */
class NetworksTest {
  /** BGR in 0…255 minus the mean: what GoogLeNet was trained with. */
  private static final Preprocessing GOOGLENET =
      new Preprocessing(List.of(2, 1, 0), List.of(255f, 255f, 255f), List.of(-104f, -117f, -123f));

  /** Relative to the largest value. */
  private static final double TOLERANCE = 1e-4;

  /** Of a layer by Winograd's way, relative to its largest value. */
  private static final double ROUNDING = 1e-5;

  private static final Shape PICTURE = Shape.of(1, 3, 224, 224);

  private static Model googlenet() {
    return Models.load(SharedData.of("weights/bvlc_googlenet.onnx").toString()).with(GOOGLENET);
  }

  /** Its classes are in the order of the images' names. */
  @Test
  void googlenetLabelsPicturesAsOnnxRuntimeDoes() throws IOException {
    Model model = googlenet();
    List<Path> pictures = samples();
    int same = 0;
    int right = 0;
    int pixels = PICTURE.h() * PICTURE.w();
    byte[] file = Files.readAllBytes(SharedData.of("weights/bvlc_googlenet.onnx"));
    try (Ort oracle = new Ort(file);
        Network network =
            Engines.best()
                .compile(
                    model.withPreprocessing(),
                    List.of("prob"),
                    PICTURE,
                    Engine.Options.defaults())) {
      for (int i = 0; i < pictures.size(); i += 5) {
        Tensor picture = crop(ImageFiles.read(pictures.get(i)));
        network.forward(picture);
        int ours = strongest(network.activation("prob").data());
        Tensor input = Tensor.zeros(PICTURE);
        for (int c = 0; c < 3; c++) {
          for (int p = 0; p < pixels; p++) {
            input.data()[c * pixels + p] =
                255 * picture.data()[(2 - c) * pixels + p] + GOOGLENET.shift().get(c);
          }
        }
        same += ours == strongest(oracle.run(input)) ? 1 : 0;
        right += ours == i ? 1 : 0;
      }
    }
    System.out.println("GoogLeNet: " + same + " of 200 as ONNX Runtime, " + right + " right");
    assertThat(same).isGreaterThanOrEqualTo(199);
    assertThat(right).isBetween(156, 158);
  }

  @Test
  void googlenetsGradientIsThatOfTheReference() {
    Graph graph = googlenet().graph();
    assertThat(graph.notes().missing()).isEmpty();
    // 64×64 is too small for the classifier, and fine up to it.
    assertGradient(graph, List.of("inception_4a/output", "pool1/norm1_1"), Shape.of(2, 3, 64, 64));
  }

  @Test
  void googlenetEndsWhereItsReshapeIsForAnotherSize() {
    Graph graph = googlenet().graph();
    Shape large = Shape.of(1, 3, 320, 320);
    assertThat(Cut.at(graph, List.of("pool5/7x7_s1")).shapes(large).get("pool5/7x7_s1"))
        .isEqualTo(Shape.of(1, 1024, 4, 4));
    assertThatThrownBy(() -> Cut.at(graph, List.of("loss3/classifier")).shapes(large))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("flatten")
        .hasMessageContaining("1024 values");
    Graph.Reach reach = graph.reach(large);
    assertThat(reach.shapes()).containsKey("pool5/7x7_s1").doesNotContainKey("flatten");
    assertThat(reach.ends()).containsOnlyKeys("flatten", "loss3/classifier", "prob");
  }

  @Test
  void squeezenetIsWhatOnnxRuntimeMakesOfIt() throws IOException {
    Path file = SharedData.of("weights/squeezenet1_1_features.onnx");
    Graph graph = Models.load(file.toString()).graph();
    Shape shape = Shape.of(2, 3, 131, 120);
    Tensor input = noise(shape, new Random(Seeds.next("squeezenet")));
    float[] expected;
    try (Ort oracle = new Ort(Files.readAllBytes(file))) {
      expected = oracle.run(input);
    }
    try (Network network =
        Engines.best()
            .compile(graph, List.of("fire9/concat_out"), shape, Engine.Options.defaults())) {
      network.forward(input);
      assertClose(network.activation("fire9/concat_out").data(), expected);
    }
  }

  @Test
  void squeezenetsGradientIsThatOfTheReference() {
    Path file = SharedData.of("weights/squeezenet1_1_features.onnx");
    Graph graph = Models.load(file.toString()).graph();
    assertGradient(graph, List.of("fire9/concat", "conv1/relu"), Shape.of(2, 3, 64, 63));
  }

  /** Every image, in the order of names. */
  private static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(SharedData.of("images/imagenet-samples"))) {
      return files.sorted().toList();
    }
  }

  private static Tensor crop(Tensor picture) {
    Tensor crop = Tensor.zeros(PICTURE);
    int top = (picture.shape().h() - PICTURE.h()) / 2;
    int left = (picture.shape().w() - PICTURE.w()) / 2;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < PICTURE.h(); y++) {
        System.arraycopy(
            picture.data(),
            picture.offset(0, c, top + y, left),
            crop.data(),
            crop.offset(0, c, y, 0),
            PICTURE.w());
      }
    }
    return crop;
  }

  private static int strongest(float[] values) {
    int best = 0;
    for (int i = 0; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static Tensor noise(Shape shape, Random random) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }

  private static void assertGradient(Graph graph, List<String> taps, Shape shape) {
    Random random = new Random(Seeds.next("NetworksTest"));
    new Parity(Engines.best(), TOLERANCE, ROUNDING)
        .check(Cut.at(graph, taps), taps, shape, random, "NetworksTest");
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double scale = 1e-6;
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs((double) actual[i] - expected[i]));
    }
    assertThat(worst / scale).isLessThan(TOLERANCE);
  }
}
