package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealFft2Test {
  /** Every radix, products of them, primes that go through Bluestein, and the smallest sizes. */
  @ParameterizedTest
  @CsvSource({
    "1, 1", "1, 2", "2, 1", "2, 3", "3, 2", "4, 5", "5, 7", "8, 9", "16, 12", "15, 10", "22, 13",
    "14, 11", "17, 19", "3, 34", "23, 6", "20, 64"
  })
  void forwardIsTheDefinitionAndInverseUndoesIt(int h, int w) {
    long seed = Seeds.draw();
    float[] plane = VjpCheck.normal(h * w, new SplittableRandom(seed));
    RealFft2 fft = RealFft2.of(h, w);
    float[] spectrum = new float[fft.spectrumSize()];
    fft.forward(plane, 0, spectrum, 0);
    int half = w / 2 + 1;
    for (int k = 0; k < h; k++) {
      for (int l = 0; l < half; l++) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < h * w; i++) {
          int y = i / w;
          int x = i % w;
          double turns = (double) k * y / h + (double) l * x / w;
          re += plane[i] * Math.cos(2 * Math.PI * turns);
          im -= plane[i] * Math.sin(2 * Math.PI * turns);
        }
        Offset<Double> close = Offset.offset(2e-6 * h * w + 1e-5);
        assertThat((double) spectrum[k * half + l]).as("seed %d", seed).isCloseTo(re, close);
        assertThat((double) spectrum[(h + k) * half + l]).as("seed %d", seed).isCloseTo(im, close);
      }
    }
    float[] back = new float[h * w];
    fft.inverse(spectrum, 0, back, 0);
    for (int i = 0; i < back.length; i++) {
      assertThat(back[i] / (h * w)).isCloseTo(plane[i], Offset.offset(5e-6f));
    }
  }

  @Test
  void frequenciesOfTwoByThree() {
    assertThat(Fourier.frequencies(2, 3))
        .containsExactly(new float[] {0, 0.3333f, 0.5f, 0.6009f}, Offset.offset(1e-4f));
  }

  @Test
  void frequenciesOfOddAndEvenSizes() {
    assertThat(Fourier.frequencies(1, 6))
        .containsExactly(new float[] {0, 1 / 6f, 2 / 6f, 0.5f}, Offset.offset(1e-6f));
    assertThat(Fourier.frequencies(5, 1))
        .containsExactly(new float[] {0, 0.2f, 0.4f, 0.4f, 0.2f}, Offset.offset(1e-6f));
  }
}
