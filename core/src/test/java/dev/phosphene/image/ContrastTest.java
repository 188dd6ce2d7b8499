package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.VjpCheck;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Planes keep to the contrast of photographs, and say so to the gradient. */
final class ContrastTest {
  private static final Shape RGB = Shape.of(2, 3, 9, 8);

  private record Kind(String name, BiFunction<Shape, ToRgb, Parameterization> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Kind> kinds() {
    return Stream.of(
        new Kind("free pixels", FreePixels::of),
        new Kind("fourier", Fourier::of),
        new Kind("pyramid", LaplacianPyramid::of),
        new Kind("shared", SharedLowRes::of));
  }

  private static Stream<Arguments> all() {
    return kinds()
        .flatMap(
            kind ->
                Stream.of(RGB, Shape.of(1, 1, 8, 7), Shape.of(1, 4, 6, 7))
                    .map(shape -> Arguments.of(kind, shape)));
  }

  /** Far beyond the bound, as an ascent gets there. */
  private static float[] strong(Parameterization image) {
    float[] point = image.start(new SplittableRandom(3));
    for (int i = 0; i < point.length; i++) {
      point[i] *= 1000;
    }
    return point;
  }

  @ParameterizedTest
  @MethodSource("all")
  void vjpIsTheTransposedDerivativeBeyondTheBound(Kind kind, Shape shape) {
    Parameterization image = kind.make.apply(shape, ToRgb.decorrelated().within(.05));
    VjpCheck.of(
            (p, y) -> image.apply(p, new Tensor(shape, y)),
            (p, c, g) -> image.vjp(p, new Tensor(shape, c), g))
        .at(strong(image), shape.size())
        .step(.02)
        .verify();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aPlaneComesDownToItsBound(Kind kind) {
    for (ToRgb color : new ToRgb[] {ToRgb.decorrelated(), ToRgb.plain()}) {
      ToRgb bounded = color.within(.5);
      Parameterization image = kind.make.apply(RGB, bounded);
      Tensor planes = Tensor.zeros(RGB);
      Tensor picture = Tensor.zeros(RGB);
      image.apply(strong(image), picture);
      color.inverse(picture, planes);
      for (int plane = 0; plane < 6; plane++) {
        assertThat(rms(planes, plane))
            .as("%s, plane %d", kind, plane)
            .isCloseTo(bounded.bound(plane % 3, 3), Offset.offset(.02));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aPlaneWithinItsBoundStaysAsItIs(Kind kind) {
    Parameterization free = kind.make.apply(RGB, ToRgb.decorrelated());
    Parameterization bounded = kind.make.apply(RGB, ToRgb.decorrelated().within(1));
    float[] calm = free.start(new SplittableRandom(3));
    assertThat(picture(bounded, calm)).isEqualTo(picture(free, calm));
    assertThat(gradient(bounded, calm)).isEqualTo(gradient(free, calm));
  }

  @Test
  void aPhotographToStartFromKeepsItsOwn() {
    Tensor photo = Tensor.zeros(RGB);
    for (int i = 0; i < photo.data().length; i++) {
      photo.data()[i] = i / 3 % 2 == 0 ? .02f : .98f;
    }
    Parameterization image = Fourier.of(RGB, ToRgb.decorrelated().within(.1));
    assertThat(picture(image, image.startFrom(photo))).containsExactly(photo.data(), within());
    image.start(new SplittableRandom(1));
    assertThat(picture(image, image.start(new SplittableRandom(1))))
        .as("from noise the bound is the usual one again")
        .isEqualTo(
            picture(
                Fourier.of(RGB, ToRgb.decorrelated().within(.1)),
                image.start(new SplittableRandom(1))));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void alphaIsNotBounded(int planes) {
    Shape alpha = Shape.of(1, planes, 6, 5);
    Parameterization free = FreePixels.of(alpha, ToRgb.decorrelated());
    Parameterization bounded = FreePixels.of(alpha, ToRgb.decorrelated().within(.1));
    float[] strong = strong(free);
    int last = (planes - 1) * 6 * 5;
    float[] a = picture(bounded, strong);
    float[] b = picture(free, strong);
    assertThat(Arrays.copyOfRange(a, last, a.length))
        .isEqualTo(Arrays.copyOfRange(b, last, b.length));
    assertThat(a[0]).isNotEqualTo(b[0]);
  }

  @Test
  void whatIsClippedIsNotBounded() {
    assertThat(picture(FreePixels.of(RGB, ToRgb.clipped().within(.1)), strong(free(RGB))))
        .isEqualTo(picture(FreePixels.of(RGB, ToRgb.clipped()), strong(free(RGB))));
  }

  private static Parameterization free(Shape shape) {
    return FreePixels.of(shape, ToRgb.clipped());
  }

  private static float[] picture(Parameterization image, float[] parameters) {
    Tensor picture = Tensor.zeros(image.picture());
    image.apply(parameters, picture);
    return picture.data();
  }

  private static float[] gradient(Parameterization image, float[] parameters) {
    Tensor cotangent = Tensor.zeros(image.picture());
    for (int i = 0; i < cotangent.data().length; i++) {
      cotangent.data()[i] = i % 7 - 3;
    }
    picture(image, parameters);
    float[] gradient = new float[image.size()];
    image.vjp(parameters, cotangent, gradient);
    return gradient;
  }

  private static double rms(Tensor planes, int plane) {
    int area = planes.shape().h() * planes.shape().w();
    double sum = 0;
    for (int i = plane * area; i < (plane + 1) * area; i++) {
      sum += (double) planes.data()[i] * planes.data()[i];
    }
    return Math.sqrt(sum / area);
  }

  private static Offset<Float> within() {
    return Offset.offset(2e-3f);
  }
}
