package dev.phosphene.load.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.VjpCheck;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Compares nodes that turn {@code r} into {@code m} with a definition by indices, where r is a
 * tensor that is made of the image, the image itself, and a constant. All values are integers, or
 * have a half, so that nothing is rounded.
 */
final class Moved {
  private final Path file;
  private final long seed;
  private final Random random;

  Moved(Path folder, long seed) {
    file = folder.resolve("model.onnx");
    this.seed = seed;
    random = new Random(seed + 1);
  }

  /** An array of any rank, outermost axis first. */
  record Values(int[] extents, float[] data) {
    float at(int... index) {
      int k = 0;
      for (int i = 0; i < extents.length; i++) {
        assertThat(index[i]).isBetween(0, extents[i] - 1);
        k = k * extents[i] + index[i];
      }
      return data[k];
    }
  }

  /** The value at a place of {@code m}, given all values of {@code r}. */
  interface Source {
    float at(Values values, int[] place);
  }

  /** The values in their order, in another shape. */
  static Source inOrder(int[] in, int[] out) {
    return (values, place) -> new Values(out, values.data).at(place);
  }

  /** Checks all forms: values, and the gradient where there is one. */
  void check(
      String what, long opset, int[] in, int[] out, Consumer<OnnxBuilder> nodes, Source source) {
    String about =
        "%s: %s to %s, seed %d".formatted(what, Arrays.toString(in), Arrays.toString(out), seed);
    Values values = new Values(in, integers(size(in)));
    float[] expected = all(out, source, values);
    Shape line = Shape.of(1, 1, 1, size(in));
    compare("tensor " + about, tensor(opset, in, nodes), line, values, expected);
    if (in.length == 4 && in[0] == 1 && (in[1] == 1 || in[1] == 3)) {
      OnnxBuilder image =
          new OnnxBuilder(opset).input("r", Arrays.stream(in).asLongStream().toArray());
      compare("image " + about, ended(image, nodes), Shape.of(in), values, expected);
    }
    constant(about, opset, values, expected, nodes);
  }

  /** The graph where r is a tensor that is made of an image of one line. */
  Graph tensor(long opset, int[] in, Consumer<OnnxBuilder> nodes) {
    OnnxBuilder builder = new OnnxBuilder(opset).input("x", 1, 1, 1, size(in));
    builder.integers("extents", Arrays.stream(in).asLongStream().toArray());
    return ended(builder.node("Reshape", "r", List.of("x", "extents")), nodes);
  }

  /** Twice what the nodes make, as a line. */
  private Graph ended(OnnxBuilder builder, Consumer<OnnxBuilder> nodes) {
    nodes.accept(builder);
    builder.integers("line", 1, 1, 1, -1).weight("two", new long[] {}, 2);
    builder.node("Reshape", "lined", List.of("m", "line"));
    builder.node("Mul", "y", List.of("lined", "two")).output("y");
    return OnnxFile.graph(builder.write(file));
  }

  private void compare(String about, Graph graph, Shape input, Values values, float[] expected) {
    assertThat(graph.notes().missing()).as(about).isEmpty();
    try (Network network =
        new ReferenceEngine().compile(graph, List.of("y"), input, Engine.Options.defaults())) {
      network.forward(new Tensor(input, values.data));
      float[] actual = network.activation("y").data().clone();
      float[] doubled = expected.clone();
      for (int i = 0; i < doubled.length; i++) {
        doubled[i] *= 2;
      }
      assertThat(actual).as(about).isEqualTo(doubled);
      network.forward(Tensor.zeros(input));
      float[] zero = network.activation("y").data().clone();
      Tensor cotangent = new Tensor(network.shape("y"), integers(expected.length));
      float[] gradient = network.backward(Map.of("y", cotangent)).data();
      assertThat(VjpCheck.dot(gradient, values.data))
          .as("gradient, " + about)
          .isEqualTo(VjpCheck.dot(cotangent.data(), actual) - VjpCheck.dot(cotangent.data(), zero));
    }
  }

  /** The image added to what is made of a constant. */
  private void constant(
      String about, long opset, Values values, float[] expected, Consumer<OnnxBuilder> nodes) {
    OnnxBuilder builder = new OnnxBuilder(opset).input("x", 1, 1, 1, expected.length);
    builder.weight("r", Arrays.stream(values.extents).asLongStream().toArray(), values.data);
    nodes.accept(builder);
    builder.integers("line", 1, 1, 1, -1).node("Reshape", "lined", List.of("m", "line"));
    builder.node("Add", "y", List.of("x", "lined")).output("y");
    Graph graph = OnnxFile.graph(builder.write(file));
    assertThat(graph.notes().missing()).as(about).isEmpty();
    Shape input = Shape.of(1, 1, 1, expected.length);
    try (Network network =
        new ReferenceEngine().compile(graph, List.of("y"), input, Engine.Options.defaults())) {
      network.forward(Tensor.zeros(input));
      assertThat(network.activation("y").data()).as("constant " + about).isEqualTo(expected);
    }
  }

  private static float[] all(int[] out, Source source, Values values) {
    float[] all = new float[size(out)];
    int[] place = new int[out.length];
    for (int k = 0; k < all.length; k++) {
      int rest = k;
      for (int i = out.length - 1; i >= 0; i--) {
        place[i] = rest % out[i];
        rest /= out[i];
      }
      all[k] = source.at(values, place);
    }
    return all;
  }

  private static int size(int[] extents) {
    return Arrays.stream(extents).reduce(1, (a, b) -> a * b);
  }

  /** None is zero, and hardly two are the same. */
  private float[] integers(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 1 + random.nextInt(900);
    }
    return values;
  }
}
