package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stands in front of a network of one channel. */
class PreprocessingTest {
  private static final Graph GRAY =
      Graph.builder(1).add("top", new Op.Pointwise(ScalarFunction.LINEAR, 1, 0), "input").build();

  @Test
  void oneChannelSeesLuma() {
    Graph graph = Preprocessing.gray(200, -7).before(GRAY);
    assertThat(graph.inputChannels()).isEqualTo(3);
    Shape shape = Shape.of(1, 3, 1, 4);
    float[] colors = {1, 0, 0, .5f, 0, 1, 0, .25f, 0, 0, 1, .75f}; // red, green, blue, a mixture
    try (Network network =
        Engines.named("reference")
            .compile(graph, List.of("top"), shape, Engine.Options.defaults())) {
      network.forward(new Tensor(shape, colors));
      float mixture = 200 * (.299f * .5f + .587f * .25f + .114f * .75f) - 7;
      assertThat(network.activation("top").data())
          .containsExactly(
              new float[] {200 * .299f - 7, 200 * .587f - 7, 200 * .114f - 7, mixture},
              within(1e-4f));
      Tensor cotangent = Tensor.zeros(1, 1, 1, 4);
      cotangent.data()[2] = 3;
      float[] gradient = network.backward(Map.of("top", cotangent)).data();
      float[] expected = new float[12];
      expected[2] = 600 * .299f;
      expected[6] = 600 * .587f;
      expected[10] = 600 * .114f;
      assertThat(gradient).containsExactly(expected, within(1e-4f));
    }
  }

  /** A gray image under the gray form is the luma of what it is under the form for colors. */
  @Test
  void theConventionsForColorsHaveAGrayForm() {
    assertThat(Preprocessing.TF.forChannels(1)).isEqualTo(Preprocessing.gray(2, -1));
    Preprocessing caffe = Preprocessing.CAFFE.forChannels(1);
    assertThat(caffe.scale().get(0)).isEqualTo(255);
    assertThat(caffe.shift().get(0)) // the weights go by color, not by place
        .isCloseTo(-(.299f * 123.68f + .587f * 116.779f + .114f * 103.939f), within(1e-4f));
    assertThat(caffe.forChannels(1)).isSameAs(caffe);
    assertThat(Preprocessing.NONE.forChannels(3)).isSameAs(Preprocessing.NONE);
    assertThatThrownBy(() -> caffe.forChannels(3)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Preprocessing.NONE.forChannels(1).isNone()).isTrue();
    assertThat(Preprocessing.NONE.isNone()).isTrue();
    assertThat(caffe.isNone() || Preprocessing.TORCH.isNone()).isFalse();
  }

  @Test
  void aModelOfOneChannelHasTheGrayForm() {
    Model model = new Model("grey", GRAY, Preprocessing.CAFFE, List.of(), "", "");
    assertThat(model.preprocessing()).isEqualTo(Preprocessing.CAFFE.forChannels(1));
    assertThat(model.with(Preprocessing.TF).preprocessing()).isEqualTo(Preprocessing.gray(2, -1));
  }

  @Test
  void lumaStandsAlone() {
    assertThatThrownBy(() -> new Preprocessing(List.of(3, 0), List.of(1f, 1f), List.of(0f, 0f)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** As Pillow has it: (19595 R + 38470 G + 7471 B + 32768) >> 16. */
  @Test
  void grayPicturesAreThoseOfOtherPrograms() {
    int[] steps = {0, 1, 37, 76, 128, 200, 254, 255};
    for (int r : steps) {
      for (int g : steps) {
        for (int b : steps) {
          float[] rgb = {r / 255f, g / 255f, b / 255f};
          float luma = Luma.inAllPlanes(new Tensor(Shape.of(1, 3, 1, 1), rgb)).data()[1];
          assertThat(Math.round(255 * luma))
              .isEqualTo((19595 * r + 38470 * g + 7471 * b + 32768) >> 16);
          assertThat(luma).isEqualTo(Math.round(255 * luma) / 255f);
        }
      }
    }
    Tensor gray = new Tensor(Shape.of(1, 3, 1, 1), new float[] {.123f, .123f, .123f});
    assertThat(Luma.inAllPlanes(gray)).isEqualTo(gray);
  }
}
