package dev.phosphene.bench.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.OnnxFile;
import dev.phosphene.load.onnx.ProtoWriter;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operators of one kind in small models, in all their forms: our engines compute what ONNX Runtime
 * does. Together the classes that extend this have a model for every operator.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OperatorSuite {
  private static final Shape INPUT = Shape.of(2, 6, 9, 8);

  /** A model that reads {@code x} and puts out {@code y}. */
  record Case(String name, long opset, Consumer<OnnxBuilder> nodes) {
    @Override
    public String toString() {
      return name + ", operator set " + opset;
    }
  }

  private final List<Case> cases = new ArrayList<>();
  private final Random weights = new Random(17);

  @TempDir private Path folder = Path.of("");

  /** Adds the models to be compared, each with {@link #add} or {@link #unary}. */
  abstract void models();

  Stream<Case> cases() {
    cases.clear();
    models();
    return cases.stream();
  }

  /** A model of any nodes. */
  final void add(String name, long opset, Consumer<OnnxBuilder> nodes) {
    cases.add(new Case(name, opset, nodes));
  }

  /** A model of one node on {@code x}. */
  final void unary(String op, long opset, ProtoWriter... attributes) {
    add(op, opset, b -> b.node(op, "y", List.of("x"), attributes));
  }

  /** A weight with random values, none of them large. */
  final void weight(OnnxBuilder builder, String name, int... extents) {
    int size = 1;
    long[] wide = new long[extents.length];
    for (int i = 0; i < extents.length; i++) {
      size *= extents[i];
      wide[i] = extents[i];
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) weights.nextGaussian() / 2;
    }
    builder.weight(name, wide, values);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithOnnxRuntime(Case operator) {
    OnnxBuilder builder = new OnnxBuilder(operator.opset).input("x", 2, 6, 9, 8).output("y");
    operator.nodes.accept(builder);
    Path file = builder.write(folder.resolve("model.onnx"));
    Random random = new Random(Seeds.next(getClass().getSimpleName() + " " + operator));
    Tensor input = Tensor.zeros(INPUT);
    for (int i = 0; i < input.data().length; i++) {
      input.data()[i] = (float) random.nextGaussian();
    }
    float[] expected;
    try (Ort oracle = new Ort(builder.toBytes())) {
      expected = oracle.run(input);
    }
    Graph graph = OnnxFile.graph(file);
    assertThat(graph.notes().missing()).isEmpty();
    for (Engine engine : Engines.all()) {
      if (engine.unavailable().isEmpty()) {
        assertClose(engine, graph, input, expected);
      }
    }
  }

  private static void assertClose(Engine engine, Graph graph, Tensor input, float[] expected) {
    try (Network network = engine.compile(graph, List.of("y"), INPUT, Engine.Options.defaults())) {
      network.forward(input);
      float[] actual = network.activation("y").data();
      assertThat(actual).as(engine.name()).hasSameSizeAs(expected);
      double scale = 1e-6;
      double worst = 0;
      for (int i = 0; i < actual.length; i++) {
        scale = Math.max(scale, Math.abs(expected[i]));
        worst = Math.max(worst, Math.abs((double) actual[i] - expected[i]));
      }
      assertThat(worst / scale).as(engine.name()).isLessThan(1e-5);
    }
  }
}
