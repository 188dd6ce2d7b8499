package dev.phosphene.bench.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.Seeds;
import dev.phosphene.SharedData;
import dev.phosphene.bench.peers.TensorFlowEngine;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.load.onnx.OnnxFile;
import dev.phosphene.load.tensorflow.FrozenForm;
import dev.phosphene.load.tensorflow.FrozenForm.Style;
import dev.phosphene.load.tensorflow.FrozenGraph;
import dev.phosphene.load.tensorflow.LucidNames;
import dev.phosphene.load.tensorflow.SmallParts;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frozen graphs that TensorFlow wrote, read here and run on the fastest engine, against
 * TensorFlow's own run of the same file and against the network that it was made of: forward and
 * back to the image.
 *
 * <p>Images are drawn until the gradients of one agree, as a value at a kink may fall to either
 * side; activations must always agree.
 */
class FrozenPeersTest {
  private static final double TOLERANCE = 1e-4;
  private static final int IMAGES = 24;

  @TempDir private Path folder = Path.of("");

  private final SplittableRandom random = new SplittableRandom(Seeds.next("FrozenPeersTest"));

  @BeforeAll
  static void wantsTensorFlow() {
    Optional<String> reason = new TensorFlowEngine().unavailable();
    reason.ifPresent(why -> System.err.println("skipped: " + why));
    assumeTrue(reason.isEmpty(), reason.orElse(""));
  }

  /** Real weights; the whole network, with Lucid's operators and names. */
  @Test
  void lucidsInceptionV1() throws IOException {
    Graph graph = OnnxFile.graph(SharedData.of("weights/bvlc_googlenet.onnx"));
    Map<String, String> taps =
        Map.of(
            "conv2/norm2", "localresponsenorm1",
            "inception_4a/output", "mixed4a",
            "inception_5b/output", "mixed5b",
            "loss3/classifier", "softmax2_pre_activation");
    compare(
        graph,
        Shape.of(1, 3, 224, 224),
        Style.LUCID,
        LucidNames::of,
        taps,
        "loss3/classifier",
        100);
  }

  /** Real weights, to {@code mixed8}, with normalizations taken apart. */
  @Test
  void slimsInceptionV3() throws IOException {
    Path file = SharedData.of("weights/inception_v3_notop_to_mixed8.h5");
    Graph graph = Models.load("inception_v3", Optional.of(file), DownloadListener.NONE).graph();
    UnaryOperator<String> names = name -> "InceptionV3/InceptionV3/" + name;
    Map<String, String> taps =
        Map.of("mixed2", names.apply("mixed2"), "mixed8", names.apply("mixed8"));
    compare(graph, Shape.of(1, 3, 107, 107), Style.SLIM, names, taps, "mixed8", 1);
  }

  @Test
  void slimsMobileNet() throws IOException {
    Graph graph = mobileNet();
    UnaryOperator<String> names = name -> "MobilenetV1/" + name;
    Map<String, String> taps =
        Map.of("block5/relu", names.apply("block5/relu"), "logits", names.apply("logits"));
    for (Style style : List.of(Style.SLIM, Style.FUSED)) {
      compare(graph, Shape.of(1, 3, 96, 96), style, names, taps, "logits", 1);
    }
  }

  /** MobileNet v1 of a quarter of the width, table 1 of Howard et al. (arXiv:1704.04861). */
  private Graph mobileNet() {
    int[] channels = {16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256};
    List<Integer> halving = List.of(1, 3, 5, 11);
    Graph.Builder net = Graph.builder(3);
    net.add("conv", SmallParts.conv(random, 8, 3, 3, 2), "input");
    String x = activated(net, "conv", 8);
    int in = 8;
    for (int i = 0; i < channels.length; i++) {
      String block = "block" + i;
      int stride = halving.contains(i) ? 2 : 1;
      net.add(block + "/depthwise", SmallParts.depthwise(random, in, 3, stride), x);
      x = activated(net, block + "/depthwise", in);
      net.add(block, SmallParts.conv(random, channels[i], in, 1, 1), x);
      x = activated(net, block, channels[i]);
      in = channels[i];
    }
    return net.add("mean", new Op.GlobalAvgPool(), x)
        .add("logits", SmallParts.conv(random, 100, in, 1, 1), "mean")
        .add("prob", new Op.Softmax(), "logits")
        .build();
  }

  private String activated(Graph.Builder net, String name, int channels) {
    net.add(name + "/norm", SmallParts.norm(random, channels, true), name);
    net.add(name + "/relu", SmallParts.relu6(), name + "/norm");
    return name + "/relu";
  }

  /**
   * Compares.
   *
   * @param taps from the nodes of {@code graph} to the file's
   * @param last the tap that the gradient is of
   * @param bound values of the image lie between it and its negative
   */
  private void compare(
      Graph graph,
      Shape input,
      Style style,
      UnaryOperator<String> names,
      Map<String, String> taps,
      String last,
      double bound)
      throws IOException {
    String placeholder = names.apply("input");
    byte[] ours = FrozenForm.of(graph, input, style, names, Map.of());
    byte[] oracle = FrozenForm.of(graph, input, Style.ORACLE, names, Map.of());
    List<String> own = List.copyOf(taps.keySet());
    List<String> theirs = own.stream().map(tap -> taps.getOrDefault(tap, "")).toList();
    Engine.Options options = Engine.Options.defaults();
    try (TensorFlowFile peer = new TensorFlowFile(ours, placeholder);
        TensorFlowFile forGradient = new TensorFlowFile(oracle, placeholder)) {
      Path file = Files.write(folder.resolve("graph.pb"), peer.written());
      Graph read = FrozenGraph.model("m", file).graph();
      assertThat(read.notes().missing()).isEmpty();
      try (Network network = Engines.best().compile(Cut.at(read, theirs), theirs, input, options);
          Network original = Engines.best().compile(Cut.at(graph, own), own, input, options)) {
        double nearest = 1;
        for (int i = 0; i < IMAGES && nearest > TOLERANCE; i++) {
          Tensor image = drawn(input, bound);
          network.forward(image);
          original.forward(image);
          List<Tensor> expected = peer.forward(theirs, image);
          for (int tap = 0; tap < theirs.size(); tap++) {
            Tensor actual = network.activation(theirs.get(tap));
            assertThat(distance(actual, expected.get(tap)))
                .as(theirs.get(tap) + " and TensorFlow's")
                .isLessThan(TOLERANCE);
            assertThat(distance(actual, original.activation(own.get(tap))))
                .as(theirs.get(tap) + " and the network's")
                .isLessThan(TOLERANCE);
          }
          String end = taps.getOrDefault(last, "");
          Tensor cotangent = drawn(network.shape(end), 1);
          Tensor gradient = network.backward(Map.of(end, cotangent));
          double peers = distance(gradient, forGradient.backward(end, cotangent, image));
          double files = distance(gradient, original.backward(Map.of(last, cotangent)));
          System.err.printf("%s: gradients differ by %.2g, %.2g%n", end, peers, files);
          nearest = Math.min(nearest, Math.max(peers, files));
        }
        assertThat(nearest).isLessThan(TOLERANCE);
      }
    }
  }

  private Tensor drawn(Shape shape, double bound) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return tensor;
  }

  /** ‖a − b‖ / ‖b‖. */
  private static double distance(Tensor a, Tensor b) {
    assertThat(a.shape()).isEqualTo(b.shape());
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.data().length; i++) {
      difference += Math.pow((double) a.data()[i] - b.data()[i], 2);
      norm += Math.pow(b.data()[i], 2);
    }
    assertThat(norm).as("nothing to compare: all zeros").isPositive();
    return Math.sqrt(difference / norm);
  }
}
