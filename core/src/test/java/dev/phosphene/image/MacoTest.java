package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MacoTest {
  private static float[] flat(Shape shape) {
    float[] magnitudes = new float[shape.c() * shape.h() * (shape.w() / 2 + 1)];
    Arrays.fill(magnitudes, 2);
    return magnitudes;
  }

  private static Tensor make(Maco maco, float[] parameters) {
    Tensor picture = Tensor.zeros(maco.picture());
    maco.apply(parameters, picture);
    return picture;
  }

  /** Gray and colors, odd and even. */
  @Test
  void makesThePictureWhosePhasesAndMagnitudesItHas() {
    for (Shape shape : new Shape[] {Shape.of(1, 3, 9, 14), Shape.of(1, 1, 8, 7)}) {
      Tensor photo = ParameterizationTest.pictures(shape);
      for (ToRgb color : new ToRgb[] {ToRgb.decorrelated(), ToRgb.decorrelatedClipped()}) {
        Maco maco = Maco.of(photo, color);
        Tensor picture = make(maco, maco.startFrom(photo));
        assertThat(picture.data()).containsExactly(photo.data(), Offset.offset(1e-4f));
      }
    }
  }

  /** What it makes from a photograph has the given magnitudes, up to scale, and its phases. */
  @Test
  void keepsItsMagnitudesAndThePhotographsPhases() {
    Shape shape = Shape.of(2, 3, 12, 10);
    Tensor photo = ParameterizationTest.pictures(shape);
    Maco maco = Maco.of(shape, flat(shape), ToRgb.decorrelated());
    Tensor picture = make(maco, maco.startFrom(photo));
    Tensor planes = Tensor.zeros(shape);
    Tensor given = Tensor.zeros(shape);
    ToRgb.decorrelated().inverse(picture, planes);
    ToRgb.decorrelated().inverse(photo, given);
    RealFft2 fft = RealFft2.of(12, 10);
    int half = fft.spectrumSize() / 2;
    float[] ours = new float[2 * half];
    float[] theirs = new float[2 * half];
    for (int plane = 0; plane < 6; plane++) {
      fft.forward(planes.data(), plane * 120, ours, 0);
      fft.forward(given.data(), plane * 120, theirs, 0);
      double unit = Math.hypot(ours[8], ours[half + 8]);
      for (int i = 1; i < half; i++) { // not the mean, which is standardized
        double product = ours[i] * theirs[i] + ours[half + i] * theirs[half + i];
        double length = Math.hypot(ours[i], ours[half + i]);
        double cosine = product / length / Math.hypot(theirs[i], theirs[half + i]);
        assertThat(length).isCloseTo(unit, Offset.offset(0.02 * unit));
        assertThat(cosine).isGreaterThan(0.999);
      }
    }
    assertThat(deviation(planes)).isCloseTo(deviation(given), Offset.offset(0.01));
  }

  private static double deviation(Tensor planes) {
    double sum = 0;
    double squares = 0;
    int count = planes.data().length / 2; // of the first example
    for (int i = 0; i < count; i++) {
      sum += planes.data()[i];
      squares += planes.data()[i] * planes.data()[i];
    }
    return Math.sqrt(squares / count - sum * sum / count / count);
  }

  @Test
  void vjpAfterAStartFromAPicture() {
    Shape shape = Shape.of(2, 3, 6, 7);
    Maco maco = Maco.of(shape, flat(shape), ToRgb.decorrelated());
    float[] point = maco.startFrom(ParameterizationTest.pictures(shape));
    float[] noise = VjpCheck.normal(point.length, new SplittableRandom(Seeds.draw()));
    for (int i = 0; i < point.length; i++) {
      point[i] += 0.3f * noise[i];
    }
    VjpCheck.of(
            (p, y) -> maco.apply(p, new Tensor(shape, y)),
            (p, c, g) -> maco.vjp(p, new Tensor(shape, c), g))
        .at(point, shape.size())
        .verify();
  }

  @Test
  void startsAnewAsIfNothingHadBeen() {
    Shape shape = Shape.of(1, 3, 8, 8);
    Maco used = Maco.of(shape, flat(shape), ToRgb.decorrelated());
    used.startFrom(ParameterizationTest.pictures(shape));
    Maco fresh = Maco.of(shape, flat(shape), ToRgb.decorrelated());
    assertThat(make(used, used.start(new SplittableRandom(4))))
        .isEqualTo(make(fresh, fresh.start(new SplittableRandom(4))));
  }

  @Test
  void refusesWhatItCannotMake() {
    assertThatThrownBy(() -> Maco.of(Shape.of(1, 4, 8, 8), new float[160], ToRgb.plain()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("alpha");
    assertThatThrownBy(() -> Maco.of(Shape.of(1, 3, 8, 8), new float[7], ToRgb.plain()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("120 values, not 7");
    assertThatThrownBy(() -> Maco.of(Tensor.zeros(2, 3, 8, 8), ToRgb.plain()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("one image");
  }
}
