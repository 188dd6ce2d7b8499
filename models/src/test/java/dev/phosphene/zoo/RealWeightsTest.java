package dev.phosphene.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.SharedData;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.load.hdf5.KerasHdf5;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The architectures over real files, in which later layers are absent. */
class RealWeightsTest {
  private static final String VGG19 = "weights/vgg19_notop_blocks1-3.h5";
  private static final String INCEPTION = "weights/inception_v3_notop_to_mixed8.h5";

  @Test
  void vgg19ReadsTheBlocksThatAreThere() {
    Graph graph = Vgg.vgg19(KerasHdf5.open(SharedData.of(VGG19)));
    long read = 0;
    for (Node node : graph.nodes()) {
      if (node.name().matches("block[123].*")) {
        for (Parameter parameter : parameters(node)) {
          float[] values = parameter.values();
          assertThat(values).hasSize(parameter.shape().size());
          read += values.length;
        }
      }
    }
    assertThat(read).isEqualTo(2_325_568);
  }

  @Test
  void vgg19LacksTheFourthBlock() {
    Graph graph = Vgg.vgg19(KerasHdf5.open(SharedData.of(VGG19)));
    Parameter absent = parameters(graph.node("block4_conv1/linear")).get(0);
    assertThatThrownBy(absent::values)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("vgg19_notop_blocks1-3.h5 has no layer \"block4_conv1\"")
        .hasMessageContaining("did you mean block1_conv1");
  }

  @Test
  void firstKernelIsTheKnownOneInOurOrder() {
    Graph graph = Vgg.vgg19(KerasHdf5.open(SharedData.of(VGG19)));
    Parameter kernel = parameters(graph.node("block1_conv1/linear")).get(0);
    float[] values = kernel.values();
    assertThat(kernel.shape()).isEqualTo(Shape.of(64, 3, 3, 3));
    // The file's first values are output channels 0, 1, 2 of input channel 0 at the top left.
    assertThat(values[0]).isEqualTo(FIRST[0]);
    assertThat(values[27]).isEqualTo(FIRST[1]);
    assertThat(values[54]).isEqualTo(FIRST[2]);
  }

  @Test
  void inceptionReadsUpToMixed8() {
    Graph graph = InceptionV3.graph(KerasHdf5.open(SharedData.of(INCEPTION)));
    List<String> absent = new ArrayList<>();
    long read = 0;
    for (Node node : graph.nodes()) {
      for (Parameter parameter : parameters(node)) {
        try {
          float[] values = parameter.values();
          assertThat(values).doesNotContain(Float.NaN);
          read += values.length;
        } catch (InputException e) {
          absent.add(node.name());
        }
      }
    }
    assertThat(absent).containsExactly("conv2d_82", "conv2d_91");
    assertThat(read).isEqualTo(18_706_208);
  }

  @Test
  void inceptionVariancesArePositive() {
    Graph graph = InceptionV3.graph(KerasHdf5.open(SharedData.of(INCEPTION)));
    Op.BatchNorm norm = (Op.BatchNorm) graph.node("batch_normalization_1").op();
    assertThat(norm.variance().values()).hasSize(32);
    for (float variance : norm.variance().values()) {
      assertThat(variance).isPositive();
    }
  }

  @Test
  void shapesAreKeras() {
    Graph graph = InceptionV3.graph(RandomWeights.seeded(1));
    var shapes = graph.shapes(Shape.of(1, 3, 299, 299));
    assertThat(shapes.get("mixed0")).isEqualTo(Shape.of(1, 256, 35, 35));
    assertThat(shapes.get("mixed3")).isEqualTo(Shape.of(1, 768, 17, 17));
    assertThat(shapes.get("mixed8")).isEqualTo(Shape.of(1, 1280, 8, 8));
    assertThat(shapes.get("mixed10")).isEqualTo(Shape.of(1, 2048, 8, 8));
    assertThat(Vgg.vgg19(RandomWeights.seeded(1)).shapes(Shape.of(1, 3, 300, 300)))
        .containsEntry("block4_conv1", Shape.of(1, 512, 37, 37));
    assertThat(count(Vgg.vgg16(RandomWeights.seeded(1)))).isEqualTo(14_714_688);
    assertThat(count(Vgg.vgg19(RandomWeights.seeded(1)))).isEqualTo(20_024_384);
    assertThat(count(graph)).isEqualTo(21_802_784); // as Keras's summary says
  }

  @Test
  void randomWeightsKeepTheScaleAndTheSeed() {
    Graph graph = Vgg.vgg16(RandomWeights.seeded(7));
    Parameter kernel = parameters(graph.node("block3_conv1/linear")).get(0);
    float[] values = kernel.values();
    double square = 0;
    for (float value : values) {
      square += value * value;
    }
    assertThat(square / values.length).isCloseTo(2.0 / (128 * 9), within(1e-5));
    assertThat(kernel.values()).isEqualTo(values);
    Graph other = Vgg.vgg16(RandomWeights.seeded(8));
    assertThat(parameters(other.node("block3_conv1/linear")).get(0).values()).isNotEqualTo(values);
  }

  private static long count(Graph graph) {
    return graph.nodes().stream()
        .flatMap(node -> parameters(node).stream())
        .mapToLong(parameter -> parameter.shape().size())
        .sum();
  }

  private static List<Parameter> parameters(Node node) {
    List<Parameter> parameters = new ArrayList<>();
    if (node.op() instanceof Op.Conv conv) {
      parameters.add(conv.weight());
      if (conv.bias() != null) {
        parameters.add(conv.bias());
      }
    } else if (node.op() instanceof Op.BatchNorm norm) {
      if (norm.shift() != null) {
        parameters.add(norm.shift());
      }
      parameters.add(norm.mean());
      parameters.add(norm.variance());
    }
    return parameters;
  }

  private static final float[] FIRST = {0.34119523f, 0.095631115f, 0.017744895f};
}
