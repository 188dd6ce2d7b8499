package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import java.util.Arrays;
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

  /** Planes that go together come out as they do alone, whatever was there before. */
  @ParameterizedTest
  @CsvSource({"1, 1", "5, 8", "8, 5", "17, 19", "34, 3", "3, 64", "40, 2"})
  void severalAreAsOne(int h, int w) {
    long seed = Seeds.draw();
    SplittableRandom random = new SplittableRandom(seed);
    RealFft2 one = RealFft2.of(h, w);
    RealFft2 some = RealFft2.of(h, w, 3);
    int size = one.spectrumSize();
    float[] scale = VjpCheck.normal(size / 2, random);
    for (int count : new int[] {3, 1, 2}) {
      float[] planes = VjpCheck.normal(count * h * w, random);
      float[] spectra = new float[count * size];
      float[] back = new float[planes.length];
      some.forward(count, planes, 0, some.factors(scale), spectra, 0);
      some.inverse(count, spectra, 0, some.factors(scale), back, 0);
      for (int p = 0; p < count; p++) {
        float[] spectrum = new float[size];
        float[] plane = new float[h * w];
        one.forward(planes, p * h * w, spectrum, 0);
        times(scale, spectrum);
        assertThat(spectrum)
            .as("plane %d of %d, seed %d", p, count, seed)
            .isEqualTo(Arrays.copyOfRange(spectra, p * size, (p + 1) * size));
        times(scale, spectrum);
        one.inverse(spectrum, 0, plane, 0);
        assertThat(plane)
            .as("plane %d of %d, seed %d", p, count, seed)
            .isEqualTo(Arrays.copyOfRange(back, p * h * w, (p + 1) * h * w));
      }
    }
  }

  private static void times(float[] scale, float[] spectrum) {
    for (int i = 0; i < spectrum.length; i++) {
      spectrum[i] *= scale[i % scale.length];
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
