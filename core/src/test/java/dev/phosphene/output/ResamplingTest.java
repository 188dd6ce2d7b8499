package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Random;
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
    Bitmap noise = TestImages.noise(256, 256, 3, 5);
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
    Bitmap waves = TestImages.gradient(40, 30);
    Tensor large = Resampling.resize(waves.toTensor(), 80, 60);
    Bitmap back = Bitmap.of(Resampling.resize(large, 40, 30));
    assertThat(TestImages.difference(back, waves)).isLessThan(1);
  }

  @Test
  void whatIsNoSizeIsRefused() {
    Tensor picture = Tensor.zeros(1, 3, 2, 2);
    assertThatThrownBy(() -> Resampling.resize(picture, 0, 5)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> Resampling.resize(picture, 5, 1 << 20))
        .isInstanceOf(InputException.class);
  }

  /** The sum over all inputs of the product of both cubics, as Pillow defines it. */
  @Test
  void agreesWithTheFormula() {
    Random random = new Random(Seeds.next("ResamplingTest"));
    for (int i = 0; i < 60; i++) {
      Tensor values = Tensor.zeros(1, 2, 1 + random.nextInt(24), 1 + random.nextInt(24));
      for (int at = 0; at < values.data().length; at++) {
        values.data()[at] = (float) (random.nextDouble() * 4 - 2);
      }
      Shape shape = values.shape();
      double cut = i % 2 == 0 ? 0 : random.nextDouble() * .7;
      Resampling.Box box = Resampling.Box.center(shape, cut);
      int width = 1 + random.nextInt(40);
      int height = 1 + random.nextInt(40);
      int[] rows = new int[1];
      Resampling.rows(
          values,
          box,
          width,
          height,
          (plane, y, row) -> {
            assertThat(plane * height + y).isEqualTo(rows[0]++);
            assertThat(row).hasSize(width);
            double[] down = weights(shape.h(), box.y(), box.height() / height, y);
            for (int x = 0; x < width; x++) {
              double[] across = weights(shape.w(), box.x(), box.width() / width, x);
              double expected = 0;
              for (int v = 0; v < down.length; v++) {
                for (int u = 0; u < across.length; u++) {
                  expected += down[v] * across[u] * values.at(0, plane, v, u);
                }
              }
              assertThat((double) row[x]).isCloseTo(expected, within(2e-6));
            }
          });
      assertThat(rows[0]).isEqualTo(2 * height);
    }
  }

  private static double[] weights(int inputs, double start, double scale, int output) {
    double center = start + (output + .5) * scale;
    double[] weights = new double[inputs];
    double sum = 0;
    for (int i = 0; i < inputs; i++) {
      double x = Math.abs(i + .5 - center) / Math.max(scale, 1);
      // Keys, equations 4 and 15.
      if (x < 1) {
        weights[i] = 1.5 * x * x * x - 2.5 * x * x + 1;
      } else if (x < 2) {
        weights[i] = -.5 * x * x * x + 2.5 * x * x - 4 * x + 2;
      }
      sum += weights[i];
    }
    for (int i = 0; i < inputs; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  @Test
  void whatIsTooFineForTheSizeBecomesGray() {
    Tensor lines = Tensor.zeros(1, 1, 120, 120);
    for (int i = 0; i < lines.data().length; i++) {
      lines.data()[i] = i % 2;
    }
    for (int side : new int[] {40, 43, 17}) {
      Tensor small = Resampling.resize(lines, side, side);
      for (int x = 1; x < side - 1; x++) { // The outermost see the end of the lines.
        assertThat(small.at(0, 0, side / 2, x)).isCloseTo(.5f, within(.02f));
      }
    }
  }

  @Test
  void onlyPicturesAreCut() {
    Tensor step = Tensor.zeros(1, 1, 1, 8);
    for (int x = 4; x < 8; x++) {
      step.data()[x] = 1;
    }
    float[] difference = Resampling.resample(step, 32, 1).data();
    float[] picture = Resampling.resize(step, 32, 1).data();
    assertThat(min(difference)).isLessThan(-.01f);
    assertThat(max(difference)).isGreaterThan(1.01f);
    assertThat(min(picture)).isZero();
    assertThat(max(picture)).isOne();
    step.data()[0] = -7;
    assertThat(Resampling.resample(step, 8, 1)).isEqualTo(step);
  }

  private static float min(float[] values) {
    float min = Float.POSITIVE_INFINITY;
    for (float value : values) {
      min = Math.min(min, value);
    }
    return min;
  }

  private static float max(float[] values) {
    float max = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  @Test
  void aPartIsEnlarged() {
    Tensor ramp = Tensor.zeros(1, 1, 4, 64);
    for (int i = 0; i < ramp.data().length; i++) {
      ramp.data()[i] = (i % 64 + .5f) / 64;
    }
    Resampling.Box box = Resampling.Box.center(ramp.shape(), .5);
    assertThat(box).isEqualTo(new Resampling.Box(16, 1, 32, 2));
    Tensor part = Resampling.resize(ramp, box, 64, 4);
    for (int x = 0; x < 64; x++) {
      assertThat(part.data()[x]).isCloseTo(.25f + (x + .5f) / 128, within(1e-5f));
    }
  }
}
