package dev.phosphene.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResNet50Test {
  /** 23,587,712 parameters is what Keras's summary says of it. */
  @Test
  void hasKerassShapesAndNumberOfParameters() {
    Graph graph = ResNet50.graph(RandomWeights.seeded(1));
    Map<String, Shape> shapes = graph.shapes(Shape.of(1, 3, 224, 224));
    assertThat(shapes)
        .containsEntry("conv1_relu", Shape.of(1, 64, 112, 112))
        .containsEntry("pool1_pool", Shape.of(1, 64, 56, 56))
        .containsEntry("conv2_block3_out", Shape.of(1, 256, 56, 56))
        .containsEntry("conv3_block4_out", Shape.of(1, 512, 28, 28))
        .containsEntry("conv4_block6_out", Shape.of(1, 1024, 14, 14))
        .containsEntry("conv5_block3_out", Shape.of(1, 2048, 7, 7));
    long parameters = 0;
    int convolutions = 0;
    for (Node node : graph.nodes()) {
      List<Parameter> own = new ArrayList<>();
      if (node.op() instanceof Op.Conv conv) {
        convolutions++;
        own.addAll(List.of(conv.weight(), Objects.requireNonNull(conv.bias())));
      } else if (node.op() instanceof Op.BatchNorm norm) {
        own.addAll(List.of(norm.mean(), norm.variance()));
        own.addAll(
            List.of(Objects.requireNonNull(norm.scale()), Objects.requireNonNull(norm.shift())));
      }
      parameters += own.stream().mapToLong(p -> p.shape().size()).sum();
    }
    assertThat(convolutions).isEqualTo(53);
    assertThat(parameters).isEqualTo(23_587_712);
  }

  /** A deeper one has the same names and more. */
  @Test
  void isToldFromDeeperOnes() {
    Collection<String> names = ResNet50.graph(RandomWeights.seeded(1)).names();
    assertThat(Architecture.of(names)).contains(Architecture.RESNET50);
    List<String> more = new ArrayList<>(names);
    more.add("conv4_block7_1_conv");
    assertThat(Architecture.of(more)).isEmpty();
  }
}
