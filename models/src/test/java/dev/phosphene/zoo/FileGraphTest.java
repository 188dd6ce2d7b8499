package dev.phosphene.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.SharedData;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.hdf5.KerasHdf5;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileGraphTest {
  @Test
  void theLayersThatAFileLacksAreMissing() {
    Path file = SharedData.of("weights/inception_v3_notop_to_mixed8.h5");
    Graph graph = FileGraph.of(Architecture.INCEPTION_V3, KerasHdf5.open(file), file);
    assertThat(graph.names()).contains("mixed8", "conv2d_81").doesNotContain("conv2d_82", "mixed9");
    assertThatThrownBy(() -> graph.node("mixed10"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "layer \"mixed10\" cannot be computed: "
                + file
                + " ends at mixed8; it has no layer \"conv2d_82\"");
  }

  @Test
  void theWeightsOfAnotherNetworkAreRefused() {
    Path file = SharedData.of("weights/vgg19_notop_blocks1-3.h5");
    KerasHdf5 weights = KerasHdf5.open(file);
    assertThat(FileGraph.of(Architecture.VGG19, weights, file).names()).contains("block3_conv4");
    for (Architecture other :
        new Architecture[] {Architecture.VGG16, Architecture.INCEPTION_V3, Architecture.RESNET50}) {
      assertThatThrownBy(() -> FileGraph.of(other, weights, file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("holds the layers of vgg19, not of " + other.name());
    }
  }
}
