package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.error.InputException;
import dev.phosphene.optim.Adam;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every parameterization must do. */
class ParameterizationTest {
  /** Odd, non-square, gray, batches, alpha, a prime beyond the small radices, one pixel wide. */
  private static final Shape[] SHAPES = {
    Shape.of(2, 3, 5, 8),
    Shape.of(1, 3, 8, 7),
    Shape.of(2, 1, 17, 9),
    Shape.of(1, 3, 6, 1),
    Shape.of(2, 4, 7, 6),
    Shape.of(2, 2, 7, 6)
  };

  private record Kind(String name, Function<Shape, Parameterization> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Those that can make any image. */
  private static Stream<Kind> complete() {
    return Stream.of(
        new Kind("pixels", Pixels::of),
        new Kind("free pixels", s -> FreePixels.of(s, ToRgb.plain())),
        new Kind("decorrelated pixels", s -> FreePixels.of(s, ToRgb.decorrelated())),
        new Kind("clipped pixels", s -> FreePixels.of(s, ToRgb.clipped())),
        new Kind("clipped fourier", s -> Fourier.of(s, ToRgb.decorrelatedClipped())),
        new Kind("fourier", s -> Fourier.of(s, ToRgb.decorrelated())),
        new Kind("fourier, decay 1.5", s -> Fourier.of(s, ToRgb.plain(), 1.5)),
        new Kind("pyramid", s -> LaplacianPyramid.of(s, ToRgb.decorrelated())),
        new Kind("shared", s -> SharedLowRes.of(s, ToRgb.decorrelated())));
  }

  private static Stream<Kind> kinds() {
    return Stream.concat(
        complete(),
        Stream.of(
            new Kind("cppn", Cppn::of),
            new Kind("maco", s -> Maco.of(s, magnitudes(s), ToRgb.decorrelated()))));
  }

  /** 1/f, as in natural images. */
  private static float[] magnitudes(Shape shape) {
    float[] frequencies = Fourier.frequencies(shape.h(), shape.w());
    float[] magnitudes = new float[shape.c() * frequencies.length];
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = 1 / Math.max(frequencies[i % frequencies.length], 0.05f);
    }
    return magnitudes;
  }

  private static Stream<Arguments> all() {
    return shapes(kinds()).filter(each -> !isMacoWithAlpha(each));
  }

  private static Stream<Arguments> everyPicture() {
    return shapes(complete());
  }

  private static Stream<Arguments> shapes(Stream<Kind> kinds) {
    return kinds.flatMap(kind -> Stream.of(SHAPES).map(shape -> Arguments.of(kind, shape)));
  }

  private static boolean isMacoWithAlpha(Arguments each) {
    return ((Kind) each.get()[0]).name.equals("maco") && ((Shape) each.get()[1]).c() % 2 == 0;
  }

  /** A random point whose image is well inside of [0, 1], where clipping is smooth. */
  private static float[] point(Parameterization image) {
    float[] point = image.start(new SplittableRandom(Seeds.draw()));
    if (image instanceof ColoredPlanes) {
      Tensor calm = pictures(image.picture());
      for (int i = 0; i < calm.data().length; i++) {
        calm.data()[i] = 0.4f + 0.2f * calm.data()[i];
      }
      float[] center = image.startFrom(calm);
      for (int i = 0; i < point.length; i++) {
        point[i] += center[i];
      }
    }
    return point;
  }

  @ParameterizedTest
  @MethodSource("all")
  void vjpIsTheTransposedDerivative(Kind kind, Shape shape) {
    Parameterization image = kind.make.apply(shape);
    assertThat(image.picture()).isEqualTo(shape);
    VjpCheck.of(
            (p, y) -> image.apply(p, new Tensor(shape, y)),
            (p, c, g) -> image.vjp(p, new Tensor(shape, c), g))
        .at(point(image), shape.size())
        .step(image instanceof Cppn ? 0.001 : kind.name.contains("clipped") ? 0.005 : 0.02)
        .verify();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theSameSeedGivesTheSameStart(Kind kind) {
    Shape shape = Shape.of(1, 3, 12, 10);
    float[] a = kind.make.apply(shape).start(new SplittableRandom(7));
    float[] b = kind.make.apply(shape).start(new SplittableRandom(7));
    float[] c = kind.make.apply(shape).start(new SplittableRandom(8));
    assertThat(a).isEqualTo(b).isNotEqualTo(c).hasSize(kind.make.apply(shape).size());
  }

  @ParameterizedTest
  @MethodSource("complete")
  void fitsAPhotograph(Kind kind) {
    Tensor photo = photo(48, 40);
    Parameterization image = kind.make.apply(photo.shape());
    Tensor picture = Tensor.zeros(photo.shape());
    Tensor cotangent = Tensor.zeros(photo.shape());
    float[] gradient = new float[image.size()];
    float[] parameters = image.start(new SplittableRandom(1));
    Adam adam = Adam.of(0.05);
    double error = 1;
    int steps = 0;
    while (error >= 0.01 && steps < 1000) {
      image.apply(parameters, picture);
      error = error(picture, photo);
      for (int i = 0; i < cotangent.data().length; i++) {
        cotangent.data()[i] = photo.data()[i] - picture.data()[i];
      }
      image.vjp(parameters, cotangent, gradient);
      adam.step(parameters, gradient);
      image.project(parameters);
      steps++;
    }
    assertThat(error).as("after %d steps", steps).isLessThan(0.01);
  }

  @ParameterizedTest
  @MethodSource("everyPicture")
  void startsFromAPhotograph(Kind kind, Shape shape) {
    Tensor photo = pictures(shape);
    Parameterization image = kind.make.apply(shape);
    Tensor picture = Tensor.zeros(shape);
    image.apply(image.startFrom(photo), picture);
    assertThat(error(picture, photo)).isLessThan(1e-4);
    Tensor narrow = Tensor.zeros(shape.n(), shape.c(), shape.h(), shape.w() + 1);
    assertThatThrownBy(() -> image.startFrom(narrow))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(shape.toString())
        .hasMessageContaining(narrow.shape().toString());
    photo.data()[3] = Float.NaN;
    assertThatThrownBy(() -> image.startFrom(photo))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("NaN");
  }

  @ParameterizedTest
  @MethodSource("complete")
  void aPictureWithoutAlphaIsOpaque(Kind kind) {
    Shape shape = Shape.of(2, 4, 6, 5);
    Tensor photo = pictures(Shape.of(2, 3, 6, 5));
    Parameterization image = kind.make.apply(shape);
    Tensor picture = Tensor.zeros(shape);
    image.apply(image.startFrom(photo), picture);
    for (int i = 0; i < 30; i++) {
      assertThat(picture.at(1, 3, i / 5, i % 5)).isBetween(0.998f, 1f);
      assertThat(picture.at(1, 2, i / 5, i % 5))
          .isCloseTo(photo.at(1, 2, i / 5, i % 5), Offset.offset(1e-4f));
    }
  }

  @Test
  void aCppnSaysThatItCannotStartFromAPicture() {
    Tensor photo = photo(5, 4);
    assertThatThrownBy(() -> Cppn.of(photo.shape()).startFrom(photo))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("fourier");
  }

  @Test
  void aCppnFitsXor() {
    Tensor xor = new Tensor(Shape.of(1, 1, 2, 2), new float[] {0, 1, 1, 0});
    Parameterization image = Cppn.of(xor.shape());
    float[] parameters = image.start(new SplittableRandom(3));
    float[] gradient = new float[image.size()];
    Tensor picture = Tensor.zeros(xor.shape());
    Tensor cotangent = Tensor.zeros(xor.shape());
    Adam adam = Adam.of(0.01);
    for (int step = 0; step < 200; step++) {
      image.apply(parameters, picture);
      for (int i = 0; i < 4; i++) {
        cotangent.data()[i] = xor.data()[i] - picture.data()[i];
      }
      image.vjp(parameters, cotangent, gradient);
      adam.step(parameters, gradient);
    }
    assertThat(error(picture, xor)).isLessThan(0.02);
  }

  /** The lower half of the batch may differ from the upper, but they share what is coarse. */
  @Test
  void sharedPlanesAlignABatch() {
    Shape shape = Shape.of(4, 3, 16, 16);
    Parameterization image = SharedLowRes.of(shape, ToRgb.decorrelated());
    float[] gradient = new float[image.size()];
    float[] parameters = image.start(new SplittableRandom(1));
    Tensor picture = Tensor.zeros(shape);
    image.apply(parameters, picture);
    Tensor cotangent = Tensor.zeros(shape);
    Arrays.fill(cotangent.data(), 0, shape.size() / 4, 1);
    image.vjp(parameters, cotangent, gradient);
    Adam.of(0.5).step(parameters, gradient);
    Tensor after = Tensor.zeros(shape);
    image.apply(parameters, after);
    assertThat(after.at(3, 0, 8, 8)).isGreaterThan(picture.at(3, 0, 8, 8));
  }

  private static double error(Tensor a, Tensor b) {
    double sum = 0;
    for (int i = 0; i < a.data().length; i++) {
      sum += Math.abs(a.data()[i] - b.data()[i]);
    }
    return sum / a.data().length;
  }

  /** Photographs for every example, the second a negative of the first; the fourth plane alpha. */
  static Tensor pictures(Shape shape) {
    Tensor photo = photo(shape.h(), shape.w());
    Tensor pictures = Tensor.zeros(shape);
    for (int n = 0; n < shape.n(); n++) {
      for (int c = 0; c < shape.c(); c++) {
        for (int i = 0; i < shape.h() * shape.w(); i++) {
          float value = photo.data()[photo.offset(0, c % 3) + i];
          pictures.data()[pictures.offset(n, c) + i] = n % 2 == 0 ? value : 1 - value;
        }
      }
    }
    return pictures;
  }

  /** Soft shading, hard edges and a fine texture, in colors, from .05 to .95. */
  static Tensor photo(int h, int w) {
    Tensor photo = Tensor.zeros(1, 3, h, w);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
          double u = (double) x / w;
          double v = (double) y / h;
          double shade = 0.5 + 0.25 * Math.sin(3 * u + 2 * v + c);
          double disc = Math.hypot(u - 0.4, v - 0.5) < 0.3 ? 0.25 - 0.15 * c : 0;
          double grain = 0.08 * Math.sin(1.9 * x + c) * Math.cos(2.3 * y);
          double value = Math.min(0.95, Math.max(0.05, shade + disc + grain));
          photo.data()[photo.offset(0, c, y, x)] = (float) value;
        }
      }
    }
    return photo;
  }
}
