package dev.phosphene.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import dev.phosphene.zoo.RandomWeights;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is measured, and who takes part. */
final class WorkloadTest {

  @Test
  void saysItselfAgain() {
    Workload work = Workload.of("--model=mobilenet_v2", "--layer=block3", "--channel=2");
    Workload again = Workload.of(work.arguments().toArray(String[]::new));
    assertThat(again).hasToString(work.toString());
    assertThat(again.graph().nodes()).hasSameSizeAs(work.graph().nodes());
  }

  @Test
  void takesEveryModelThatTheProgramTakes() {
    assertThat(Workload.of("--model=mini", "--layer=stage2", "--channel=0").graph().nodes())
        .isNotEmpty();
    assertThatThrownBy(() -> Workload.of("--model=vgg20").graph())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("vgg19");
  }

  /** Table 2 of the paper: what an image of 224×224 becomes. */
  @Test
  void mobileNetHasThePapersShapes() {
    Graph graph = MobileNetV2.graph(RandomWeights.seeded(1));
    Map<String, Shape> shapes = graph.shapes(Shape.of(1, 3, 224, 224));
    assertThat(shapes)
        .containsEntry("conv1", Shape.of(1, 32, 112, 112))
        .containsEntry("block0", Shape.of(1, 16, 112, 112))
        .containsEntry("block2", Shape.of(1, 24, 56, 56))
        .containsEntry("block5", Shape.of(1, 32, 28, 28))
        .containsEntry("block9", Shape.of(1, 64, 14, 14))
        .containsEntry("block12", Shape.of(1, 96, 14, 14))
        .containsEntry("block15", Shape.of(1, 160, 7, 7))
        .containsEntry("block16", Shape.of(1, 320, 7, 7))
        .containsEntry("conv2", Shape.of(1, 1280, 7, 7));
  }

  @Test
  void bfloat16IsNotUsualWhereTheProcessorLacksIt() {
    assertThat(Contender.usual())
        .hasSize(Cpu.bfloat16() ? Contender.labels().size() : Contender.labels().size() - 4);
    assertThat(Contender.named("phosphene-bf16").half()).isTrue();
    assertThat(Contender.named("floor").half()).isFalse();
  }
}
