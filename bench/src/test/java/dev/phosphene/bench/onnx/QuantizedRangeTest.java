package dev.phosphene.bench.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.OnnxFile;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quantized values of the image: within half a step of ONNX Runtime's, with the same range. */
class QuantizedRangeTest {
  private static final int UINT8 = 2;
  private static final int INT8 = 3;
  private static final int UINT16 = 4;
  private static final int INT16 = 5;

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    UINT8 + ", 0.01, 0", // as a ReLU that ends at 2.55
    UINT8 + ", 0.02, 100",
    INT8 + ", 0.03, -128",
    INT8 + ", 0.01, 0",
    INT16 + ", 0.0001, 0",
    UINT16 + ", 0.0001, 32768"
  })
  void isKept(int type, float scale, long zero) {
    OnnxBuilder builder =
        new OnnxBuilder(21)
            .input("x", 1, 1, 16, 16)
            .output("y")
            .weight("s", new long[] {}, scale)
            .tensor(OnnxBuilder.head("z", type).packed(5, new long[] {zero}))
            .node("QuantizeLinear", "q", List.of("x", "s", "z"))
            .node("DequantizeLinear", "y", List.of("q", "s", "z"));
    Shape shape = Shape.of(1, 1, 16, 16);
    Tensor input = Tensor.zeros(shape);
    for (int i = 0; i < 256; i++) {
      input.data()[i] = (i - 128) * 0.04f;
    }
    Graph graph = OnnxFile.graph(builder.write(folder.resolve("model.onnx")));
    try (Ort oracle = new Ort(builder.toBytes());
        Network network =
            new ReferenceEngine().compile(graph, List.of("y"), shape, Engine.Options.defaults())) {
      network.forward(input);
      float[] expected = oracle.run(input);
      float[] actual = network.activation("y").data();
      for (int i = 0; i < 256; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(scale * 0.5001f + 1e-6f));
      }
    }
  }
}
