package dev.phosphene.engine.onednn.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.onednn.OneDnnEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.zoo.Architecture;
import dev.phosphene.zoo.RandomWeights;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which networks the formula takes for faster in bfloat16, with the constants for AVX-512. */
final class Bfloat16CostModelTest {
  @BeforeEach
  void oneDnn() {
    assumeTrue(new OneDnnEngine().unavailable().isEmpty(), "oneDNN does not load here");
  }

  @Test
  void networksOfManyKindsOfConvolutionsAreFasterInBfloat16() {
    assertThat(model("inception_v3", "mixed4", 300).halfIsFaster()).isTrue();
    assertThat(model("resnet50", "conv4_block6_out", 224).halfIsFaster()).isTrue();
  }

  /** VGG's layers by Winograd's algorithm take about as long as in bfloat16. */
  @Test
  void theTwoAreCloseForVgg() {
    Bfloat16CostModel vgg = model("vgg16", "block5_conv1", 224);
    assertThat(vgg.float32() / vgg.bfloat16()).isBetween(.9, 1.2);
  }

  @Test
  void whereWinogradIsFasterFloat32IsTaken() {
    Parameter weight = Parameter.of("w", Shape.of(512, 512, 3, 3), new float[512 * 512 * 9]);
    Op conv = new Op.Conv(weight, null, Window.same(3, 1), 1);
    Graph wide = Graph.builder(512).add("wide", conv, "input").build();
    assertThat(
            Bfloat16CostModel.of(wide, Shape.of(1, 512, 64, 64), CostModel.AVX512).halfIsFaster())
        .isFalse();
  }

  @Test
  void productsThatAreNoConvolutionsCountAgainstBfloat16() {
    Parameter weight = Parameter.of("w", Shape.of(64, 64), new float[64 * 64]);
    Graph linear = Graph.builder(1).add("linear", new Op.Linear(weight, null), "input").build();
    assertThat(Bfloat16CostModel.of(linear, Shape.of(1, 1, 1, 64), CostModel.AVX512).halfIsFaster())
        .isFalse();
  }

  @Test
  void withoutProductsFloat32IsTaken() {
    assertThat(model("vgg16", "input", 64)).isEqualTo(new Bfloat16CostModel(0, 0));
    assertThat(model("vgg16", "input", 64).halfIsFaster()).isFalse();
  }

  private static Bfloat16CostModel model(String name, String layer, int side) {
    Graph graph = Architecture.named(name).orElseThrow().graph(RandomWeights.seeded(1));
    return Bfloat16CostModel.of(
        Cut.at(graph, Set.of(layer)), Shape.of(1, 3, side, side), CostModel.AVX512);
  }
}
