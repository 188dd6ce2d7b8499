package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.tensor.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fourier pixels have the same contrast for every decay. */
class DecayTest {
  private static final int[][] SIZES = {{8, 6}, {7, 9}, {5, 8}, {1, 6}};

  /**
   * The sum of the squares of what each parameter alone makes: a plane's variance, but a factor.
   */
  private static double energy(int h, int w, double decay) {
    Planes planes = Fourier.planes(Shape.of(1, 1, h, w), decay);
    float[] one = new float[planes.size()];
    float[] plane = new float[h * w];
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      one[i] = 1;
      planes.apply(one, plane);
      for (float value : plane) {
        sum += (double) value * value;
      }
      one[i] = 0;
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1.5, 2, 4})
  void theExpectedVarianceIsThatOfOne(double decay) {
    for (int[] size : SIZES) {
      double usual = energy(size[0], size[1], 1);
      assertThat(energy(size[0], size[1], decay)).isCloseTo(usual, within(1e-5 * usual));
    }
  }

  /** Lucid's scale, bit for bit. */
  @Test
  void oneIsAsItWas() {
    int h = 5;
    int w = 8;
    Planes planes = Fourier.planes(Shape.of(1, 1, h, w), 1);
    float[] parameters = new float[planes.size()];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextGaussian();
    }
    float[] found = new float[h * w];
    planes.apply(parameters, found);
    float[] frequencies = Fourier.frequencies(h, w);
    float[] scale = new float[frequencies.length];
    double norm = .25 * Math.sqrt((double) w * h) / ((double) w * h);
    for (int k = 0; k < scale.length; k++) {
      scale[k] = (float) (norm * Math.pow(1 / Math.max(frequencies[k], 1.0 / w), 1));
    }
    PlaneSpectra fft = new PlaneSpectra(Shape.of(1, 1, h, w));
    float[] expected = new float[h * w];
    fft.inverse(parameters, fft.factors(scale), expected);
    assertThat(found).isEqualTo(expected);
  }
}
