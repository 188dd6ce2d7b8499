package dev.phosphene.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.SharedFiles;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.load.KerasHdf5;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.InceptionV3;
import dev.phosphene.zoo.Vgg;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Our fastest engine against TensorFlow on trained weights and photographs, from RGB in [0, 1] to
 * the layer and back.
 */
class RealNetworksTest {
  private static final double TOLERANCE = 1e-4;
  private static final int SIZE = 128;

  @Test
  void vgg19() throws IOException {
    Path weights = SharedFiles.of("weights/vgg19_notop_blocks1-3.h5");
    Graph graph = Preprocessing.CAFFE.before(Vgg.vgg19(KerasHdf5.open(weights)));
    check(graph, List.of("block3_conv4"), 0);
  }

  @Test
  void inceptionV3() throws IOException {
    Path weights = SharedFiles.of("weights/inception_v3_notop_to_mixed8.h5");
    Graph graph = Preprocessing.TF.before(InceptionV3.graph(KerasHdf5.open(weights)));
    check(graph, List.of("mixed3", "mixed8"), 21);
  }

  private static void check(Graph graph, List<String> taps, int top) throws IOException {
    TensorFlowEngine tensorFlow = new TensorFlowEngine();
    Optional<String> reason = tensorFlow.unavailable();
    assumeTrue(reason.isEmpty(), reason.orElse(""));
    Engine ours = Engines.best();
    assertThat(ours.name()).isNotEqualTo("reference");
    Shape input = Shape.of(1, 3, SIZE, SIZE);
    try (Network actual = ours.compile(graph, taps, input, Engine.Options.defaults());
        Network expected = tensorFlow.compile(graph, taps, input, Engine.Options.defaults())) {
      for (String name : List.of("n01440764_tench", "n01531178_goldfinch", "n01644373_tree_frog")) {
        Path file = SharedFiles.of("images/imagenet-samples/" + name + ".jpg");
        Agreement.check(actual, expected, taps, picture(file, top, SIZE), TOLERANCE);
      }
    }
  }

  /** A square from the upper left of the picture, {@code top} rows down, RGB in [0, 1]. */
  static Tensor picture(Path file, int top, int size) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    Tensor tensor = Tensor.zeros(1, 3, size, size);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int rgb = image.getRGB(x, y + top);
        for (int c = 0; c < 3; c++) {
          tensor.data()[tensor.offset(0, c, y, x)] = (rgb >> (16 - 8 * c) & 255) / 255f;
        }
      }
    }
    return tensor;
  }
}
