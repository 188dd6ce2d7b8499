package dev.phosphene.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OnBackgroundTest {
  private static Tensor seen(Transform.View view, Tensor picture) {
    Shape shape = picture.shape();
    Tensor input = Tensor.zeros(shape.n(), 3, shape.h(), shape.w());
    view.apply(picture, input);
    return input;
  }

  private static Tensor glass(Shape shape) {
    Tensor glass = Tensor.zeros(shape);
    for (int n = 0; n < shape.n(); n++) {
      for (int i = glass.offset(n, 0); i < glass.offset(n, 3); i++) {
        glass.data()[i] = 0.5f;
      }
    }
    return glass;
  }

  /** Red, green, blue and alpha; odd sizes, and alone or before other views. */
  @Test
  void vjp() {
    Transform chain = Transforms.chain(List.of(OnBackground.random(), Transforms.standard()));
    for (Transform transform : new Transform[] {OnBackground.random(), chain}) {
      for (Shape shape : new Shape[] {Shape.of(2, 4, 7, 5), Shape.of(1, 4, 8, 12)}) {
        RandomGenerator random = new SplittableRandom(Seeds.draw());
        Transform.View view = transform.draw(shape, random);
        Shape input = transform.input(shape);
        VjpCheck.of(
                (p, y) -> view.apply(new Tensor(shape, p), new Tensor(input, y)),
                (p, c, g) -> view.vjp(new Tensor(input, c), new Tensor(shape, g)))
            .at(VjpCheck.normal(shape.size(), random), input.size())
            .verify();
      }
    }
  }

  @Test
  void whatIsOpaqueStaysAndWhatIsGlassShowsTheBackground() {
    Shape shape = Shape.of(2, 4, 6, 9);
    Tensor picture = glass(shape);
    OnBackground transform = OnBackground.random();
    Tensor background = seen(transform.draw(shape, new SplittableRandom(1)), picture);
    for (int i = 0; i < 3 * 54; i++) { // one background for the whole batch
      assertThat(background.data()[3 * 54 + i]).isEqualTo(background.data()[i]);
      assertThat(background.data()[i]).isBetween(0f, 1f);
    }
    for (int i = 0; i < 54; i++) {
      picture.data()[picture.offset(1, 3) + i] = i < 10 ? 1 : 0.25f;
    }
    Tensor half = seen(transform.draw(shape, new SplittableRandom(1)), picture);
    assertThat(half.at(0, 2, 5, 8)).isEqualTo(background.at(0, 2, 5, 8));
    assertThat(half.at(1, 2, 0, 3)).isEqualTo(0.5f);
    assertThat(half.at(1, 1, 4, 4))
        .isCloseTo(0.125f + 0.75f * background.at(1, 1, 4, 4), Offset.offset(1e-6f));
  }

  @Test
  void everyDrawHasANewBackground() {
    Shape shape = Shape.of(1, 4, 64, 64);
    OnBackground transform = OnBackground.random();
    RandomGenerator random = new SplittableRandom(2);
    Tensor first = seen(transform.draw(shape, random), glass(shape));
    Tensor second = seen(transform.draw(shape, random), glass(shape));
    assertThat(first).isNotEqualTo(second);
    double squares = 0;
    for (float value : first.data()) {
      squares += (value - 0.5) * (value - 0.5);
    }
    // Before the sigmoid: .5 · √(2π ln 32 / 8) for each plane, of which .6 reach a color.
    assertThat(Math.sqrt(squares / first.data().length)).isBetween(0.08, 0.17);
    Tensor again = seen(OnBackground.random().draw(shape, new SplittableRandom(2)), glass(shape));
    assertThat(again).isEqualTo(first);
  }

  @Test
  void needsAlpha() {
    assertThatThrownBy(() -> OnBackground.random().input(Shape.of(1, 3, 4, 4)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("alpha");
  }
}
