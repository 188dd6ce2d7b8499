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
  private record Kind(String name, Transform transform) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Kind> kinds() {
    return Stream.of(
        new Kind("none", Transforms.none()),
        new Kind("jitter", Transforms.jitter(5)),
        new Kind("standard", Transforms.standard()),
        new Kind("article", Transforms.article()),
        new Kind("standard onto 19×33", Transforms.standard().onto(19, 33)),
        new Kind("crop", Geometric.of(new Move.Flip(), new Move.Crop(9, 8))),
        new Kind("crop onto 5×5", Geometric.of(new Move.Crop(9, 8)).onto(5, 5)),
        new Kind("roll", new Roll(40)),
        new Kind("blur", Blur.of(1.5)),
        new Kind("no blur", Blur.of(0)),
        new Kind("maco's crops", Crops.of(5, 9)),
        new Kind(
            "chain",
            Transforms.chain(
                new Roll(3), Transforms.standard().onto(17, 15), Blur.of(1), Crops.of(2, 6))));
  }

  private static Stream<Arguments> all() {
    return kinds()
        .flatMap(
            kind ->
                Stream.of(Shape.of(2, 3, 23, 14), Shape.of(1, 1, 11, 31))
                    .map(shape -> Arguments.of(kind, shape)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void vjpIsTheAdjoint(Kind kind, Shape shape) {
    long seed = Seeds.draw();
    RandomGenerator random = new SplittableRandom(seed);
    for (int draw = 0; draw < 10; draw++) {
      Shape in = kind.transform.input(shape);
      Transform.View view = kind.transform.draw(shape, random, draw / 10.0);
      Tensor x = new Tensor(shape, VjpCheck.normal(shape.size(), random));
      Tensor y = new Tensor(in, VjpCheck.normal(in.size(), random));
      Tensor ax = Tensor.zeros(in);
      Tensor zero = Tensor.zeros(in);
      Tensor ay = Tensor.zeros(shape);
      ax.fill(Float.NaN);
      ay.fill(Float.NaN);
      view.apply(x, ax);
      view.apply(Tensor.zeros(shape), zero);
      view.vjp(y, ay);
      double expected = VjpCheck.dot(y.data(), ax.data()) - VjpCheck.dot(y.data(), zero.data());
      assertThat(VjpCheck.dot(ay.data(), x.data()))
          .as("-Dphosphene.seed=%d", seed)
          .isCloseTo(expected, Offset.offset(1e-4));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theSameSeedGivesTheSameView(Kind kind) {
    Shape shape = Shape.of(1, 3, 40, 30);
    Tensor picture = new Tensor(shape, VjpCheck.normal(shape.size(), new SplittableRandom(1)));
    Tensor a = Tensor.zeros(kind.transform.input(shape));
    Tensor b = Tensor.zeros(kind.transform.input(shape));
    kind.transform.draw(shape, new SplittableRandom(3)).apply(picture, a);
    kind.transform.draw(shape, new SplittableRandom(3)).apply(picture, b);
    assertThat(a).isEqualTo(b);
  }

  @Test
  void identityLeavesTheBytes() {
    Shape shape = Shape.of(2, 3, 13, 9);
    Tensor picture = new Tensor(shape, VjpCheck.normal(shape.size(), new SplittableRandom(1)));
    for (Transform transform :
        new Transform[] {
          Transforms.none(), Geometric.of(), Geometric.of(new Move.Pad(3), new Move.Rotate(0))
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
  void constantGreyStaysGreyWithAnyChain() {
    Shape shape = Shape.of(1, 3, 33, 21);
    Tensor picture = Tensor.zeros(shape);
    picture.fill(0.5f);
    Tensor input = Tensor.zeros(shape);
    Transforms.standard().draw(shape, new SplittableRandom(9)).apply(picture, input);
    float[] grey = new float[shape.size()];
    Arrays.fill(grey, 0.5f);
    assertThat(input.data()).containsExactly(grey, Offset.offset(1e-6f));
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

  @Test
  void blurKeepsTheMean() {
    Tensor picture = Tensor.zeros(1, 1, 9, 11);
    picture.fill(0.7f);
    Tensor input = Tensor.zeros(picture.shape());
    Blur.of(2).apply(picture, input);
    for (float value : input.data()) {
      assertThat(value).isCloseTo(0.7f, Offset.offset(1e-5f));
    }
  }

  @Test
  void scaleMagnifiesAboutTheCentre() {
    Tensor picture = Tensor.zeros(1, 1, 1, 5);
    picture.data()[2] = 1;
    Tensor input = Tensor.zeros(1, 1, 1, 5);
    Geometric.of(new Move.Scale(2))
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
