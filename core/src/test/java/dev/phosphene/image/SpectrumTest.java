package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.io.SafetensorsWriter;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpectrumTest {
  private static final int SIDE = 64;

  /** Noise of 1/f^decay in colors that natural images have, of low contrast. */
  private static Tensor noise(double decay, int seed) {
    Shape shape = Shape.of(1, 3, SIDE, SIDE);
    Parameterization image = Fourier.of(shape, ToRgb.decorrelatedClipped(), decay);
    Tensor picture = Tensor.zeros(shape);
    image.apply(image.start(new SplittableRandom(seed)), picture);
    return picture;
  }

  private static Spectrum of(double decay, int count) {
    Spectrum.Average average = Spectrum.Average.of(SIDE);
    for (int i = 0; i < count; i++) {
      average.add(noise(decay, i));
    }
    return average.spectrum("noise");
  }

  @Test
  void noiseHasTheSpectrumThatItWasMadeOf() {
    for (double decay : new double[] {0.5, 1, 1.5}) {
      assertThat(of(decay, 100).decay()).isCloseTo(decay, Offset.offset(0.05));
    }
  }

  /** One wave in brightness: a magnitude of amplitude · side / 2 at its frequency only. */
  @Test
  void magnitudesAreThoseOfAUnitaryTransform() {
    Tensor planes = Tensor.zeros(1, 3, SIDE, SIDE);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int row = i / SIDE;
      double turns = 3.0 * (i % SIDE) / SIDE - 5.0 * row / SIDE;
      planes.data()[i] = (float) (0.2 * Math.cos(2 * Math.PI * turns));
    }
    ToRgb.decorrelatedClipped().apply(planes, planes);
    Spectrum.Average average = Spectrum.Average.of(SIDE);
    average.add(planes);
    float[] at = average.spectrum("").at(SIDE, SIDE);
    int half = SIDE / 2 + 1;
    for (int i = 0; i < at.length; i++) {
      double expected = i == (SIDE - 5) * half + 3 ? 0.2 * SIDE / 2 : 0;
      assertThat((double) at[i]).isCloseTo(expected, Offset.offset(1e-4));
    }
  }

  @Test
  void isResizedByFrequency() {
    Spectrum spectrum = of(1, 40);
    int half = SIDE / 2 + 1;
    float[] own = spectrum.at(SIDE, SIDE);
    float[] small = spectrum.at(SIDE / 2, SIDE / 4);
    // (y, x) of 32×16 are the frequencies (2y, 4x) of 64×64, negative ones from the end.
    assertThat(small).hasSize(3 * 32 * 9);
    assertThat(small[5 * 9 + 2]).isEqualTo(own[10 * half + 8]);
    assertThat(small[30 * 9 + 8]).isEqualTo(own[60 * half + 32]);
    float[] large = spectrum.at(2 * SIDE, 2 * SIDE);
    int wide = SIDE + 1;
    assertThat(large[8 * wide + 6]).isEqualTo(own[4 * half + 3]);
    float between =
        0.25f * (own[4 * half + 3] + own[4 * half + 4] + own[5 * half + 3])
            + 0.25f * own[5 * half + 4];
    assertThat(large[9 * wide + 7]).isCloseTo(between, Offset.offset(1e-5f));
    assertThat(spectrum.at(7, 9)).hasSize(3 * 7 * 5);
    assertThat(spectrum.at(1, 1)).hasSize(3);
    assertThat(spectrum.brightness(7, 9)).isEqualTo(Arrays.copyOf(spectrum.at(7, 9), 35));
  }

  @Test
  void comesBackFromAFile(@TempDir Path folder) throws IOException {
    Spectrum spectrum = of(1, 3);
    Path file = Files.write(folder.resolve("noise.safetensors"), spectrum.bytes());
    Spectrum read = Spectrum.read(file);
    assertThat(read.metadata()).containsEntry("origin", "noise").containsEntry("pictures", "3");
    assertThat(read.side()).isEqualTo(SIDE);
    float[] expected = spectrum.at(SIDE, SIDE);
    float[] actual = read.at(SIDE, SIDE);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], Offset.offset(expected[i] * 0x1p-11f + 1e-7f));
    }
  }

  @Test
  void otherFilesAreRefused(@TempDir Path folder) throws IOException {
    Path other = folder.resolve("other.safetensors");
    SafetensorsWriter tensors = SafetensorsWriter.create();
    Files.write(other, tensors.f16("a", Shape.of(1), new float[1]).bytes());
    assertThatThrownBy(() -> Spectrum.read(other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("other.safetensors is not a spectrum");
    SafetensorsWriter narrow = SafetensorsWriter.create().metadata(Spectrum.FORMAT, "1");
    Files.write(other, narrow.f16(Spectrum.TENSOR, Shape.of(3, 8, 4), new float[96]).bytes());
    assertThatThrownBy(() -> Spectrum.read(other)).hasMessageContaining("3×8×4");
    float[] negative = new float[3 * 8 * 5];
    negative[7] = -1;
    SafetensorsWriter wrong = SafetensorsWriter.create().metadata(Spectrum.FORMAT, "1");
    Files.write(other, wrong.f16(Spectrum.TENSOR, Shape.of(3, 8, 5), negative).bytes());
    assertThatThrownBy(() -> Spectrum.read(other)).hasMessageContaining("-1");
    for (int side : new int[] {255, 8, 2048}) {
      assertThatThrownBy(() -> Spectrum.Average.of(side)).hasMessageContaining("not " + side);
    }
  }

  @Test
  void theShippedOneIsThatOfNaturalPictures() {
    Spectrum shipped = Spectrum.shipped();
    assertThat(shipped.metadata()).containsEntry("pictures", "1000").containsKey("origin");
    assertThat(shipped.decay()).isBetween(0.9, 1.4);
    float[] f = Fourier.frequencies(128, 128);
    float[] r = shipped.at(128, 128);
    double low = ring(f, r, 0.03, 0.06);
    double high = ring(f, r, 0.24, 0.48);
    assertThat(low / high).isBetween(6.0, 18.0); // 8 if it were exactly 1/f
    float[] magnitudes = shipped.at(40, 33);
    Maco maco = Maco.of(Shape.of(1, 3, 40, 33), magnitudes, ToRgb.decorrelated());
    Tensor picture = Tensor.zeros(maco.picture());
    maco.apply(maco.start(new SplittableRandom(1)), picture);
    for (float value : picture.data()) {
      assertThat(value).isBetween(0f, 1f);
    }
  }

  /** Mean magnitude of brightness over a ring of frequencies. */
  private static double ring(float[] f, float[] r, double from, double to) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < f.length; i++) {
      if (f[i] >= from && f[i] < to) {
        sum += r[i];
        count++;
      }
    }
    return sum / count;
  }
}
