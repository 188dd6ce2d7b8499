package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import dev.phosphene.optim.Adam;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each parameterization fits a real photograph by gradient ascent on −½Σ(difference)². */
class PhotographTest {
  private static final int W = 48;
  private static final int H = 40;

  private record Kind(String name, int n, int c, Function<Shape, Parameterization> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Kind> kinds() {
    return Stream.of(
        new Kind("tutorial's pixels", 1, 3, Pixels::of),
        new Kind("free pixels", 1, 3, s -> FreePixels.of(s, ToRgb.plain())),
        new Kind("decorrelated pixels", 1, 3, s -> FreePixels.of(s, ToRgb.decorrelated())),
        new Kind("clipped pixels", 1, 3, s -> FreePixels.of(s, ToRgb.clipped())),
        new Kind("clipped axes", 1, 3, s -> FreePixels.of(s, ToRgb.decorrelatedClipped())),
        new Kind("fourier", 1, 3, s -> Fourier.of(s, ToRgb.decorrelated())),
        new Kind("clipped fourier", 1, 3, s -> Fourier.of(s, ToRgb.decorrelatedClipped())),
        new Kind("pyramid", 1, 3, s -> LaplacianPyramid.of(s, ToRgb.decorrelated())),
        new Kind("shared", 2, 3, s -> SharedLowRes.of(s, ToRgb.decorrelated())),
        new Kind("alpha", 1, 4, s -> Fourier.of(s, ToRgb.decorrelated())),
        new Kind("clipped alpha", 2, 4, s -> Fourier.of(s, ToRgb.decorrelatedClipped())));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void fitsWithinAThousandStepsOfAdam(Kind kind) {
    Tensor target = target(photo(W, H), kind.n, kind.c);
    Parameterization image = kind.make.apply(target.shape());
    float[] start = image.start(new SplittableRandom(1));
    assertThat(bestOf(image, start, target, 0.05, 1000)).isLessThan(0.01);
  }

  /** Magnitudes, brightness and contrast are the photograph's; all phases are random. */
  @Test
  void macoFindsThePhasesOfItsOwnPhotograph() {
    Tensor photo = photo(W, H);
    Maco maco = Maco.of(photo, ToRgb.decorrelated());
    float[] phases = maco.startFrom(photo);
    assertThat(error(maco, phases, photo)).isLessThan(1e-5);
    float[] random = Planes.normal(phases.length, 1, new SplittableRandom(1));
    assertThat(error(maco, random, photo)).isGreaterThan(0.1);
    assertThat(bestOf(maco, random, photo, 0.05, 1000)).isLessThan(0.01);
  }

  /** With standardized planes it has a brightness and a contrast of its own: it comes nearer. */
  @Test
  void macoFromNoiseComesNearer() {
    Tensor photo = photo(W, H);
    Maco maco = Maco.of(photo, ToRgb.decorrelated());
    float[] start = maco.start(new SplittableRandom(1));
    double before = error(maco, start, photo);
    assertThat(bestOf(maco, start, photo, 0.05, 200)).isBetween(0.02, 0.5 * before);
  }

  /** It is made of smooth functions: this many pixels it fits, at its own rate. */
  @Test
  void aCppnFitsATinyPhotograph() {
    Tensor photo = photo(12, 10);
    Parameterization image = Cppn.of(photo.shape());
    float[] start = image.start(new SplittableRandom(1));
    assertThat(bestOf(image, start, photo, 0.005, 1000)).isLessThan(0.01);
  }

  /** The least mean |error| on the way; stops when it is below 0.01. */
  private static double bestOf(
      Parameterization image, float[] parameters, Tensor target, double rate, int steps) {
    Tensor picture = Tensor.zeros(image.picture());
    Tensor cotangent = Tensor.zeros(image.picture());
    float[] gradient = new float[image.size()];
    Adam adam = Adam.of(rate);
    double best = 1;
    for (int step = 0; step <= steps && best >= 0.01; step++) {
      image.apply(parameters, picture);
      best = Math.min(best, difference(picture, target));
      for (int i = 0; i < cotangent.data().length; i++) {
        cotangent.data()[i] = target.data()[i] - picture.data()[i];
      }
      image.vjp(parameters, cotangent, gradient);
      adam.step(parameters, gradient);
      image.project(parameters);
    }
    return best;
  }

  private static double error(Parameterization image, float[] parameters, Tensor target) {
    Tensor picture = Tensor.zeros(image.picture());
    image.apply(parameters, picture);
    return difference(picture, target);
  }

  private static double difference(Tensor a, Tensor b) {
    double sum = 0;
    for (int i = 0; i < a.data().length; i++) {
      sum += Math.abs(a.data()[i] - b.data()[i]);
    }
    return sum / a.data().length;
  }

  /** The photograph, its negative as the second example, and a soft disc as alpha. */
  private static Tensor target(Tensor photo, int n, int c) {
    int area = photo.shape().h() * photo.shape().w();
    Tensor target = Tensor.zeros(n, c, photo.shape().h(), photo.shape().w());
    for (int e = 0; e < n; e++) {
      for (int i = 0; i < 3 * area; i++) {
        float value = photo.data()[i];
        target.data()[target.offset(e, 0) + i] = e == 0 ? value : 1 - value;
      }
      for (int i = 0; c == 4 && i < area; i++) {
        int row = i / W;
        double r = Math.hypot(i % W - 0.5 * W, row - 0.5 * H) - 15;
        target.data()[target.offset(e, 3) + i] = (float) (0.1 + 0.8 / (1 + Math.exp(r)));
      }
    }
    return target;
  }

  /** The middle of a photograph, of the form w:h, at w × h pixels. */
  private static Tensor photo(int w, int h) {
    Tensor whole = ImageFiles.read(SharedData.of("images/imagenet-samples/n02123045_tabby.jpg"));
    int k = Math.min(whole.shape().w() / w, whole.shape().h() / h);
    int left = (whole.shape().w() - k * w) / 2;
    int top = (whole.shape().h() - k * h) / 2;
    Tensor middle = Tensor.zeros(1, 3, k * h, k * w);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < k * h; y++) {
        int from = whole.offset(0, c, top + y, left);
        System.arraycopy(whole.data(), from, middle.data(), middle.offset(0, c, y, 0), k * w);
      }
    }
    return Resampling.resize(middle, w, h);
  }
}
