package dev.phosphene.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every view must do. */
class ViewTest {
  private static Stream<String> kinds() {
    return Stream.of(
        "none",
        "jitter:5",
        "lucid",
        "article",
        "pad:3",
        "scale:0.5+2+1.37",
        "rotate:-180..180/7.5",
        "flip",
        "flip,crop:8x9",
        "crop:8x9,resize:5",
        "lucid,resize:33x19",
        "roll:40",
        "blur:1.5",
        "blur:0",
        "blur:30",
        "noise:0.5/0.25",
        "crops:5/9",
        "crops:2/31/1..0.3",
        "roll:3,lucid,resize:15x17,blur:1,crops:2/6,noise:0.1");
  }

  private static Stream<Arguments> all() {
    return kinds()
        .flatMap(
            kind ->
                Stream.of(
                        Shape.of(2, 3, 23, 14),
                        Shape.of(1, 1, 11, 31),
                        Shape.of(1, 4, 16, 16),
                        Shape.of(1, 7, 1, 5))
                    .map(shape -> Arguments.of(kind, shape)));
  }

  private static Transform transform(String views) {
    return TransformSpec.parse(views).transform();
  }

  /** All views are affine in the image, so that any step will do. */
  @ParameterizedTest
  @MethodSource("all")
  void vjpIsTheAdjoint(String kind, Shape shape) {
    Transform transform = transform(kind);
    Shape in = transform.input(shape);
    RandomGenerator random = new SplittableRandom(Seeds.draw());
    for (int draw = 0; draw < 5; draw++) {
      Transform.View view = transform.draw(shape, random, draw / 5.0);
      VjpCheck.of(
              (x, y) -> view.apply(new Tensor(shape, x), new Tensor(in, y)),
              (x, c, g) -> view.vjp(new Tensor(in, c), new Tensor(shape, g)))
          .at(VjpCheck.normal(shape.size(), random), in.size())
          .step(1)
          .tolerance(1e-4)
          .verify();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theSameSeedGivesTheSameView(String kind) {
    Transform transform = transform(kind);
    Shape shape = Shape.of(1, 3, 40, 30);
    Tensor picture = new Tensor(shape, VjpCheck.normal(shape.size(), new SplittableRandom(1)));
    Tensor a = Tensor.zeros(transform.input(shape));
    Tensor b = Tensor.zeros(transform.input(shape));
    transform.draw(shape, new SplittableRandom(3)).apply(picture, a);
    transform.draw(shape, new SplittableRandom(3)).apply(picture, b);
    assertThat(a).isEqualTo(b);
  }

  @Test
  void identityLeavesTheBytes() {
    Shape shape = Shape.of(2, 3, 13, 9);
    Tensor picture = new Tensor(shape, VjpCheck.normal(shape.size(), new SplittableRandom(1)));
    for (Transform transform :
        new Transform[] {
          Transforms.none(),
          GeometricTransform.of(),
          transform("pad:3,rotate:0"),
          transform("roll:0")
        }) {
      Tensor input = Tensor.zeros(shape);
      Tensor gradient = Tensor.zeros(shape);
      Transform.View view = transform.draw(shape, new SplittableRandom(1));
      view.apply(picture, input);
      view.vjp(picture, gradient);
      assertThat(input).isEqualTo(picture);
      assertThat(gradient).isEqualTo(picture);
    }
    assertThat(Transforms.none().draw(shape, new SplittableRandom(1)).identity()).isTrue();
  }

  @Test
  void constantGrayStaysGrayWithAnyChain() {
    Shape shape = Shape.of(1, 3, 33, 21);
    Tensor picture = Tensor.zeros(shape);
    picture.fill(0.5f);
    Tensor input = Tensor.zeros(shape);
    Transforms.standard().draw(shape, new SplittableRandom(9)).apply(picture, input);
    float[] gray = new float[shape.size()];
    Arrays.fill(gray, 0.5f);
    assertThat(input.data()).containsExactly(gray, Offset.offset(1e-6f));
  }

  @Test
  void noiseHasItsDeviationAndPassesTheGradient() {
    Tensor picture = Tensor.zeros(1, 3, 100, 100);
    Tensor input = Tensor.zeros(picture.shape());
    Transform.View view = new Noise(0.08, 0.04).draw(picture.shape(), new SplittableRandom(2));
    view.apply(picture, input);
    double variance = VjpCheck.dot(input.data(), input.data()) / input.data().length;
    assertThat(Math.sqrt(variance))
        .isCloseTo(Math.sqrt(0.08 * 0.08 + 0.04 * 0.04 / 3), Offset.offset(0.002));
    Tensor again = Tensor.zeros(picture.shape());
    view.apply(picture, again);
    assertThat(again).isEqualTo(input);
    view.vjp(input, again);
    assertThat(again).isEqualTo(input);
  }

  /** Pixels 3 apart from the bright one in a blur of deviation 2, by the definition. */
  @Test
  void blurIsGaussian() {
    Tensor picture = Tensor.zeros(1, 1, 21, 21);
    picture.data()[picture.offset(0, 0, 10, 10)] = 1;
    Tensor input = Tensor.zeros(picture.shape());
    transform("blur:2").draw(picture.shape(), new SplittableRandom(1)).apply(picture, input);
    double sum = 0;
    for (int d = -6; d <= 6; d++) {
      sum += Math.exp(-d * d / 8.0);
    }
    assertThat(input.at(0, 0, 10, 13))
        .isCloseTo((float) (Math.exp(-9 / 8.0) / sum / sum), Offset.offset(1e-6f));
    assertThat(input.at(0, 0, 7, 9))
        .isCloseTo((float) (Math.exp(-10 / 8.0) / sum / sum), Offset.offset(1e-6f));
    assertThat(input.at(0, 0, 3, 10)).isZero();
  }

  @Test
  void blurKeepsTheMean() {
    Tensor picture = Tensor.zeros(1, 1, 9, 11);
    picture.fill(0.7f);
    Tensor input = Tensor.zeros(picture.shape());
    transform("blur:2").draw(picture.shape(), new SplittableRandom(1)).apply(picture, input);
    for (float value : input.data()) {
      assertThat(value).isCloseTo(0.7f, Offset.offset(1e-5f));
    }
  }

  @Test
  void scaleMagnifiesAboutTheCenter() {
    Tensor picture = Tensor.zeros(1, 1, 1, 5);
    picture.data()[2] = 1;
    Tensor input = Tensor.zeros(1, 1, 1, 5);
    GeometricTransform.of(new GeometricStep.Scale(2))
        .draw(picture.shape(), new SplittableRandom(1))
        .apply(picture, input);
    assertThat(input.data()).containsExactly(0, 0.5f, 1, 0.5f, 0);
  }

  @Test
  void jitterMovesByWholePixels() {
    Tensor picture = Tensor.zeros(1, 1, 7, 7);
    picture.data()[picture.offset(0, 0, 3, 3)] = 2;
    RandomGenerator random = new SplittableRandom(1);
    for (int i = 0; i < 20; i++) {
      Tensor input = Tensor.zeros(1, 1, 7, 7);
      Transforms.jitter(4).draw(picture.shape(), random).apply(picture, input);
      assertThat(input.data()).containsOnlyOnce(2f);
      for (float value : input.data()) {
        assertThat(value).isIn(0f, 0.5f, 2f);
      }
    }
  }
}
