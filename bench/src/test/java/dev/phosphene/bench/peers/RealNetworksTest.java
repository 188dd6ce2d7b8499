package dev.phosphene.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.SharedData;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.load.hdf5.KerasHdf5;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.InceptionV3;
import dev.phosphene.zoo.Vgg;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Our fastest engine against TensorFlow on trained weights and photographs, from RGB in [0, 1] to
 * the layer and back.
 *
 * <p>A ReLU or a maximum whose inputs lie within rounding of its kink may fall to either side; both
 * gradients are right, and they differ by up to a percent. That happens in about one photograph of
 * six (the others agree to 1e-6), and in which one depends on the processor. So half of them must
 * agree to the tolerance: if something were wrong, none would. Where they do not, TensorFlow is not
 * believed before the reference engine was asked: its own oneDNN has been wrong on a processor
 * where ours was right.
 */
class RealNetworksTest {
  private static final double TOLERANCE = 1e-4;
  private static final double KINK = 0.05;
  private static final List<String> PICTURES =
      List.of(
          "n01440764_tench",
          "n01531178_goldfinch",
          "n01644373_tree_frog",
          "n01514859_hen",
          "n01608432_kite",
          "n01632777_axolotl");

  @Test
  void vgg19() throws IOException {
    Path weights = SharedData.of("weights/vgg19_notop_blocks1-3.h5");
    Graph graph = Preprocessing.CAFFE.before(Vgg.vgg19(KerasHdf5.open(weights)));
    check(graph, "block3_conv4", 64);
  }

  @Test
  void inceptionV3() throws IOException {
    Path weights = SharedData.of("weights/inception_v3_notop_to_mixed8.h5");
    Graph graph = Preprocessing.TF.before(InceptionV3.graph(KerasHdf5.open(weights)));
    check(graph, "mixed3", 64);
    check(graph, "mixed8", 96);
  }

  private static void check(Graph graph, String tap, int size) throws IOException {
    TensorFlowEngine tensorFlow = new TensorFlowEngine();
    Optional<String> reason = tensorFlow.unavailable();
    reason.ifPresent(why -> System.err.println("skipped: " + why));
    assumeTrue(reason.isEmpty(), reason.orElse(""));
    Engine ours = Engines.best();
    assertThat(ours.name()).isNotEqualTo("reference");
    List<String> taps = List.of(tap);
    Shape input = Shape.of(1, 3, size, size);
    List<Double> differences = differences(ours, tensorFlow, graph, taps, input);
    System.out.printf("gradients at %s differ from TensorFlow's by %s%n", tap, differences);
    if (differences.get(PICTURES.size() / 2 - 1) > TOLERANCE) {
      differences = differences(ours, Engines.named("reference"), graph, taps, input);
      System.out.printf("and from the reference engine's by %s%n", differences);
    }
    assertThat(differences.get(PICTURES.size() / 2 - 1))
        .as("differences of the gradient at %s: %s", tap, differences)
        .isLessThanOrEqualTo(TOLERANCE);
    assertThat(differences)
        .as("gradients at %s", tap)
        .allSatisfy(difference -> assertThat(difference).isLessThanOrEqualTo(KINK));
  }

  /** Of the gradient for each image, the least first; activations must agree. */
  private static List<Double> differences(
      Engine ours, Engine oracle, Graph graph, List<String> taps, Shape input) throws IOException {
    List<Double> differences = new ArrayList<>();
    try (Network actual = ours.compile(graph, taps, input, Engine.Options.defaults());
        Network expected = oracle.compile(graph, taps, input, Engine.Options.defaults())) {
      for (String name : PICTURES) {
        Path file = SharedData.of("images/imagenet-samples/" + name + ".jpg");
        differences.add(
            PeerAgreement.gradients(actual, expected, taps, picture(file, input.h()), TOLERANCE));
      }
    }
    Collections.sort(differences);
    return differences;
  }

  /** A square near the upper left of the image, RGB in [0, 1]. */
  private static Tensor picture(Path file, int size) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    Tensor tensor = Tensor.zeros(1, 3, size, size);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int rgb = image.getRGB(x, y + 21);
        for (int c = 0; c < 3; c++) {
          tensor.data()[tensor.offset(0, c, y, x)] = (rgb >> (16 - 8 * c) & 255) / 255f;
        }
      }
    }
    return tensor;
  }
}
