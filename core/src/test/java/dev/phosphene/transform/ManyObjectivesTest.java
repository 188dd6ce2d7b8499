package dev.phosphene.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A view that was drawn for one objective's images shows those of every objective alike. */
class ManyObjectivesTest {
  private static final Shape ONE = Shape.of(2, 3, 12, 9);
  private static final int OBJECTIVES = 3;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lucid",
        "article",
        "maco",
        "noise:0.2/0.1",
        "noise:0.1,jitter:3",
        "jitter:2,noise:0.1,roll:3,noise:0.2",
        "crops:3/8,noise:0.3",
        "blur:1,noise:0.1,resize:8x8"
      })
  void seesAllAlike(String text) {
    Transform transform = TransformSpec.parse(text).cropsOnto(8).transform();
    Shape input = transform.input(ONE);
    Transform.View view = transform.draw(ONE, new SplittableRandom(5), 0.5);

    Tensor images = random(ONE, 1);
    Tensor seen = Tensor.zeros(input);
    view.apply(images, seen);
    Tensor cotangent = random(input, 2);
    Tensor gradient = Tensor.zeros(ONE);
    view.vjp(cotangent, gradient);

    Tensor seenTogether = Tensor.zeros(times(input));
    view.apply(repeated(images), seenTogether);
    Tensor gradientTogether = Tensor.zeros(times(ONE));
    view.vjp(repeated(cotangent), gradientTogether);

    assertThat(seenTogether.data()).containsExactly(repeated(seen).data());
    assertThat(gradientTogether.data()).containsExactly(repeated(gradient).data());
  }

  @ParameterizedTest
  @ValueSource(strings = {"noise:0.2", "crops:2/8,noise:0.3"})
  void noiseDiffersWithinAnObjective(String text) {
    Transform transform = TransformSpec.parse(text).transform();
    Tensor seen = Tensor.zeros(transform.input(ONE));
    transform.draw(ONE, new SplittableRandom(5)).apply(Tensor.zeros(ONE), seen);

    int half = seen.data().length / 2;
    assertThat(Arrays.copyOf(seen.data(), half))
        .isNotEqualTo(Arrays.copyOfRange(seen.data(), half, 2 * half));
  }

  private static Shape times(Shape shape) {
    return Shape.of(shape.n() * OBJECTIVES, shape.c(), shape.h(), shape.w());
  }

  private static Tensor repeated(Tensor one) {
    Tensor all = Tensor.zeros(times(one.shape()));
    for (int i = 0; i < OBJECTIVES; i++) {
      System.arraycopy(one.data(), 0, all.data(), i * one.data().length, one.data().length);
    }
    return all;
  }

  private static Tensor random(Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) random.nextDouble();
    }
    return tensor;
  }
}
