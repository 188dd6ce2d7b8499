package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The tutorial's numbers, bit for bit. */
class PixelsTest {
  @Test
  void everyByteStartsAsTheTutorialsFloat() {
    Tensor bytes = Tensor.zeros(1, 1, 16, 16);
    for (int v = 0; v < 256; v++) {
      bytes.data()[v] = v / 255f;
    }
    float[] t = Pixels.of(bytes.shape()).startFrom(bytes);
    for (int v = 0; v < 256; v++) {
      assertThat(t[v]).isEqualTo(v / 127.5f - 1f);
    }
  }

  @Test
  void theEightBitFormOfThePictureIsThatOfTheParameters() {
    Pixels pixels = Pixels.of(Shape.of(1, 3, 64, 64));
    SplittableRandom random = new SplittableRandom(5);
    float[] t = new float[pixels.size()];
    for (int i = 0; i < t.length; i++) {
      t[i] = 3 * random.nextFloat() - 1.5f;
    }
    pixels.project(t);
    Tensor picture = Tensor.zeros(pixels.picture());
    pixels.apply(t, picture);
    for (int i = 0; i < t.length; i++) {
      assertThat(t[i]).isBetween(-1f, 1f);
      assertThat((int) (255f * picture.data()[i])).isEqualTo((int) (255f * (t[i] + 1) / 2));
    }
  }

  @Test
  void startsAsNoise() {
    Shape shape = Shape.of(1, 3, 20, 20);
    float[] noise = Pixels.of(shape).start(new SplittableRandom(1));
    for (float t : noise) {
      int v = Math.round((t + 1) * 127.5f);
      assertThat(v).isBetween(0, 254);
      assertThat(t).isEqualTo(v / 127.5f - 1f);
    }
  }

  @Test
  void refusesWhatIsNoPicture() {
    Tensor bad = Tensor.zeros(1, 1, 1, 2);
    bad.data()[1] = 1.5f;
    assertThatThrownBy(() -> Pixels.of(bad.shape()).startFrom(bad))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1.5");
  }
}
