package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ResamplingTest {
  @Test
  void constantsStayAndShapesFollow() {
    Tensor flat = Tensor.zeros(2, 3, 11, 7);
    flat.fill(.3f);
    Tensor resized = Resampling.resize(flat, 20, 3);
    assertThat(resized.shape()).isEqualTo(Shape.of(2, 3, 3, 20));
    for (float value : resized.data()) {
      assertThat(value).isCloseTo(.3f, within(1e-6f));
    }
    assertThat(Resampling.resize(flat, 7, 11)).isEqualTo(flat);
  }

  @Test
  void aRampStaysARamp() {
    Tensor ramp = Tensor.zeros(1, 1, 1, 64);
    for (int x = 0; x < 64; x++) {
      ramp.data()[x] = (x + .5f) / 64;
    }
    for (int width : new int[] {16, 29, 64, 200}) {
      Tensor resized = Resampling.resize(ramp, width, 1);
      int edge = Math.max(3, 3 * width / 64);
      for (int x = edge; x < width - edge; x++) {
        assertThat(resized.data()[x]).isCloseTo((x + .5f) / width, within(1e-4f));
      }
    }
  }

  @Test
  void shrinkingTakesEveryPixelIntoAccount() {
    Bitmap noise = TestPictures.noise(256, 256, 3, 5);
    Tensor small = Resampling.resize(noise.toTensor(), 16, 16);
    double sum = 0;
    double squares = 0;
    for (float value : small.data()) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / small.data().length;
    assertThat(mean).isCloseTo(.5, within(.01));
    assertThat(squares / small.data().length - mean * mean).isLessThan(.002);
  }

  @Test
  void thereAndBackAgain() {
    Bitmap waves = TestPictures.gradient(40, 30);
    Tensor large = Resampling.resize(waves.toTensor(), 80, 60);
    Bitmap back = Bitmap.of(Resampling.resize(large, 40, 30));
    assertThat(TestPictures.difference(back, waves)).isLessThan(1);
  }

  @Test
  void whatIsNoSizeIsRefused() {
    Tensor picture = Tensor.zeros(1, 3, 2, 2);
    assertThatThrownBy(() -> Resampling.resize(picture, 0, 5)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> Resampling.resize(picture, 5, 1 << 20))
        .isInstanceOf(InputException.class);
  }
}
