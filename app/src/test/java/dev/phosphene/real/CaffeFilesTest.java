package dev.phosphene.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.caffe.CaffeForm;
import dev.phosphene.load.caffe.CaffeModel;
import dev.phosphene.load.onnx.OnnxFile;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GoogLeNet as Caffe stores it, in both forms, against the ONNX file of the same weights. */
class CaffeFilesTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void forwardAndBackToTheImage(boolean old) throws IOException {
    Graph expected = OnnxFile.graph(SharedData.of("weights/bvlc_googlenet.onnx"));
    Path file = Files.write(folder.resolve("g.caffemodel"), CaffeForm.of(expected, 224, old));
    Graph actual = CaffeModel.model("g", file).graph();
    String logits = "loss3/classifier";
    List<String> taps = List.of("inception_4a/output", logits);
    Shape input = Shape.of(1, 3, 224, 224);
    Engine.Options options = Engine.Options.defaults();
    try (Network a = Engines.best().compile(Cut.at(actual, taps), taps, input, options);
        Network b = Engines.best().compile(Cut.at(expected, taps), taps, input, options)) {
      Tensor image = random(input, 100);
      a.forward(image);
      b.forward(image);
      for (String tap : taps) {
        assertClose(a.activation(tap), b.activation(tap));
      }
      Map<String, Tensor> cotangent = Map.of(logits, random(a.shape(logits), 1));
      assertClose(a.backward(cotangent), b.backward(cotangent));
    }
  }

  private static Tensor random(Shape shape, double bound) {
    SplittableRandom random = new SplittableRandom(3);
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return tensor;
  }

  /** The same operations in the same order: the same numbers, but for rounding. */
  private static void assertClose(Tensor a, Tensor b) {
    assertThat(a.shape()).isEqualTo(b.shape());
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.data().length; i++) {
      difference += Math.pow((double) a.data()[i] - b.data()[i], 2);
      norm += Math.pow(b.data()[i], 2);
    }
    assertThat(norm).isPositive();
    assertThat(Math.sqrt(difference / norm)).isLessThan(1e-5);
  }
}
