package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gray images of every parameterization, with alpha where that can be. */
class GrayscaleTest {
  enum Kind {
    PIXELS,
    FREE_PIXELS,
    CLIPPED,
    FOURIER,
    PYRAMID,
    ALIGNED,
    CPPN,
    MACO;

    Parameterization of(Shape shape) {
      return switch (this) {
        case PIXELS -> Pixels.of(shape);
        case FREE_PIXELS -> FreePixels.of(shape, ToRgb.plain());
        case CLIPPED -> FreePixels.of(shape, ToRgb.decorrelatedClipped());
        case FOURIER -> Fourier.of(shape, ToRgb.decorrelated());
        case PYRAMID -> LaplacianPyramid.of(shape, ToRgb.decorrelated());
        case ALIGNED -> SharedLowRes.of(shape, ToRgb.decorrelated());
        case CPPN -> Cppn.of(shape);
        case MACO ->
            Maco.of(
                shape, Spectrum.shipped().brightness(shape.h(), shape.w()), ToRgb.decorrelated());
      };
    }

    boolean canBeTransparent() {
      return this != CPPN && this != MACO;
    }
  }

  private static Grayscale gray(Kind kind, int channels) {
    return Grayscale.of(Shape.of(2, channels, 6, 7), kind::of);
  }

  @ParameterizedTest
  @EnumSource
  void allThreePlanesAreOne(Kind kind) {
    Grayscale image = gray(kind, 3);
    Tensor picture = Tensor.zeros(image.picture());
    image.apply(image.start(new SplittableRandom(Seeds.draw())), picture);
    assertGray(picture);
    assertThat(image.size()).isEqualTo(kind.of(Shape.of(2, 1, 6, 7)).size());
  }

  @ParameterizedTest
  @EnumSource
  void vjpIsTheTransposedDerivative(Kind kind) {
    for (int channels = 3; channels <= (kind.canBeTransparent() ? 4 : 3); channels++) {
      Grayscale image = gray(kind, channels);
      Shape shape = image.picture();
      SplittableRandom random = new SplittableRandom(Seeds.draw());
      float[] point =
          kind.canBeTransparent()
              ? image.startFrom(calm(shape))
              : image.start(random); // off the edges, where clipping is smooth
      VjpCheck.of(
              (p, y) -> image.apply(p, new Tensor(shape, y)),
              (p, c, g) -> image.vjp(p, new Tensor(shape, c), g))
          .at(point, shape.size())
          .step(kind == Kind.CPPN ? 0.001 : 0.005)
          .tolerance(kind == Kind.MACO ? 0.01 : 0.001)
          .verify();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CPPN")
  void startsFromTheLumaOfAPhotograph(Kind kind) {
    Grayscale image = gray(kind, 3);
    Tensor photo = ParameterizationTest.pictures(image.picture());
    Tensor picture = Tensor.zeros(image.picture());
    image.apply(image.startFrom(photo), picture);
    assertGray(picture);
    if (kind != Kind.MACO) { // which takes phases alone
      for (int i = 0; i < 42; i++) {
        float luma =
            .299f * photo.at(1, 0, i / 7, i % 7)
                + .587f * photo.at(1, 1, i / 7, i % 7)
                + .114f * photo.at(1, 2, i / 7, i % 7);
        assertThat(picture.at(1, 1, i / 7, i % 7))
            .isCloseTo(luma, Offset.offset(.5f / 255 + 1e-4f));
      }
    }
    Tensor narrow = Tensor.zeros(2, 3, 6, 8);
    assertThatThrownBy(() -> image.startFrom(narrow))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(narrow.shape().toString());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CPPN", "MACO"})
  void alphaIsAPlaneOfItsOwn(Kind kind) {
    Grayscale image = gray(kind, 4);
    Tensor picture = Tensor.zeros(image.picture());
    Tensor photo = ParameterizationTest.pictures(image.picture());
    image.apply(image.startFrom(photo), picture);
    assertGray(picture);
    for (int i = 0; i < 42; i++) {
      assertThat(picture.at(0, 3, i / 7, i % 7))
          .isCloseTo(photo.at(0, 3, i / 7, i % 7), Offset.offset(1e-4f));
    }
    Tensor opaque = ParameterizationTest.pictures(Shape.of(2, 3, 6, 7));
    image.apply(image.startFrom(opaque), picture);
    assertThat(picture.at(1, 3, 5, 6)).isBetween(.998f, 1f);
  }

  private static Tensor calm(Shape shape) {
    Tensor calm = ParameterizationTest.pictures(shape);
    for (int i = 0; i < calm.data().length; i++) {
      calm.data()[i] = 0.4f + 0.2f * calm.data()[i];
    }
    return calm;
  }

  private static void assertGray(Tensor pictures) {
    Shape shape = pictures.shape();
    int area = shape.h() * shape.w();
    for (int n = 0; n < shape.n(); n++) {
      for (int i = 0; i < area; i++) {
        float red = pictures.data()[pictures.offset(n, 0) + i];
        assertThat(pictures.data()[pictures.offset(n, 1) + i]).isEqualTo(red);
        assertThat(pictures.data()[pictures.offset(n, 2) + i]).isEqualTo(red);
      }
    }
  }
}
