package dev.phosphene.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Single rows against naive bilinear sampling in float64, and the bands that they are cut into. */
class ScanlineTest {
  private static final int DRAWS = 400;

  private final long seed = Seeds.next("ScanlineTest");
  private final RandomGenerator random = new SplittableRandom(seed);

  @Test
  void aRowIsSampledAndNothingElseIsWritten() {
    for (int draw = 0; draw < DRAWS; draw++) {
      Tensor image = normal(shape(2));
      Shape p = image.shape();
      Tensor seen =
          Tensor.zeros(Shape.of(3, p.c(), 1 + random.nextInt(12), 1 + random.nextInt(40)));
      seen.fill(Float.NaN);
      Shape o = seen.shape();
      Affine map = map(p, o);
      int row = random.nextInt(o.h());
      int n = random.nextInt(p.n());
      int m = random.nextInt(o.n());
      Scanline line = new Scanline(map, p, o);
      line.row(random.nextInt(o.h())); // one that was there before leaves nothing behind
      line.row(row);
      line.gather(image, n, seen, m);
      for (int k = 0; k < o.size(); k++) {
        int c = k / o.w() / o.h() % o.c();
        boolean written = k / o.w() / o.h() / o.c() == m && k / o.w() % o.h() == row;
        double value = written ? sample(image, n, c, point(map, p, o, row, k % o.w())) : Double.NaN;
        assertThat((double) seen.data()[k])
            .as("value %d of row %d of %s from %s by %s, seed %d", k, row, o, p, map, seed)
            .matches(v -> written ? Math.abs(v - value) < 2e-5 : Double.isNaN(v), "be " + value);
      }
    }
  }

  /** All rows together, ⟨g, A x⟩ = ⟨Aᵀ g, x⟩; what is gray outside has no part in it. */
  @Test
  void scatterIsTheAdjoint() {
    for (int draw = 0; draw < DRAWS; draw++) {
      Tensor image = normal(shape(1));
      Shape p = image.shape();
      Tensor g = normal(Shape.of(1, p.c(), 1 + random.nextInt(12), 1 + random.nextInt(40)));
      Affine map = map(p, g.shape());
      Tensor seen = Tensor.zeros(g.shape());
      Tensor gray = Tensor.zeros(g.shape());
      Tensor gradient = Tensor.zeros(p);
      Scanline line = new Scanline(map, p, g.shape());
      for (int i = 0; i < g.shape().h(); i++) {
        line.row(i);
        line.gather(image, 0, seen, 0);
        line.gather(Tensor.zeros(p), 0, gray, 0);
        line.scatter(g, 0, gradient, 0);
      }
      double forward = VjpCheck.dot(g.data(), seen.data()) - VjpCheck.dot(g.data(), gray.data());
      assertThat(VjpCheck.dot(gradient.data(), image.data()))
          .as("%s from %s by %s, seed %d", g.shape(), p, map, seed)
          .isCloseTo(forward, Offset.offset(1e-6 * g.data().length + 1e-5));
    }
  }

  /**
   * Bands that cover the image add the same as the whole row does, and each only to the rows of
   * pixels that are its own: the upper ones, and the one below them.
   */
  @Test
  void bandsDivideARow() {
    for (int draw = 0; draw < DRAWS; draw++) {
      Shape p = shape(1);
      Tensor g = normal(Shape.of(1, p.c(), 1 + random.nextInt(12), 1 + random.nextInt(40)));
      Affine map = map(p, g.shape());
      int row = random.nextInt(g.shape().h());
      String what = "row %d of %s from %s by %s, seed %d".formatted(row, g.shape(), p, map, seed);
      Scanline line = new Scanline(map, p, g.shape());
      Tensor whole = Tensor.zeros(p);
      line.row(row);
      line.scatter(g, 0, whole, 0);
      double[] sums = new double[p.size()];
      for (int low = -1; low < p.h(); ) {
        int high = Math.min(p.h(), low + 1 + random.nextInt(9));
        Tensor part = Tensor.zeros(p);
        line.row(row);
        line.narrow(low, high);
        line.scatter(g, 0, part, 0);
        boolean none = true;
        for (int k = 0; k < sums.length; k++) {
          int y = k / p.w() % p.h();
          float value = part.data()[k];
          assertThat(value == 0 || (y >= low && y <= high))
              .as("pixel row %d is in [%d, %d], %s", y, low, high, what)
              .isTrue();
          none &= value == 0;
          sums[k] += value;
        }
        assertThat(none || line.reaches(row, low, high))
            .as("[%d, %d) is reached, %s", low, high, what)
            .isTrue();
        low = high;
      }
      for (int k = 0; k < sums.length; k++) {
        assertThat(sums[k])
            .as("pixel %d, %s", k, what)
            .isCloseTo(whole.data()[k], Offset.offset(1e-4));
      }
    }
  }

  /** By whole pixels, where rows are copied, there is no rounding. */
  @Test
  void shiftsByWholePixelsCopy() {
    for (int draw = 0; draw < DRAWS; draw++) {
      Tensor image = normal(shape(1));
      Shape p = image.shape();
      int right = random.nextInt(9) - 4;
      int down = random.nextInt(9) - 4;
      Tensor seen = Tensor.zeros(p);
      Tensor gradient = Tensor.zeros(p);
      Scanline line = new Scanline(Affine.shift(right, down), p, p);
      for (int i = 0; i < p.h(); i++) {
        line.row(i);
        line.gather(image, 0, seen, 0);
        line.scatter(image, 0, gradient, 0);
      }
      for (int k = 0; k < p.size(); k++) {
        int c = k / p.w() / p.h();
        int y = k / p.w() % p.h();
        int x = k % p.w();
        String what = "value %d of %s by %d, %d, seed %d".formatted(k, p, right, down, seed);
        assertThat(seen.data()[k]).as(what).isEqualTo(pixel(image, c, y + down, x + right, 0.5f));
        assertThat(gradient.data()[k]).as(what).isEqualTo(pixel(image, c, y - down, x - right, 0));
      }
    }
  }

  private static float pixel(Tensor image, int c, int y, int x, float outside) {
    Shape p = image.shape();
    return y >= 0 && y < p.h() && x >= 0 && x < p.w() ? image.at(0, c, y, x) : outside;
  }

  /** The point of column j of row i, in pixels from the image's first. */
  private static double[] point(Affine map, Shape p, Shape o, int i, int j) {
    double u = j - 0.5 * (o.w() - 1);
    double v = i - 0.5 * (o.h() - 1);
    return new double[] {
      map.a() * u + map.b() * v + map.c() + 0.5 * (p.w() - 1),
      map.d() * u + map.e() * v + map.f() + 0.5 * (p.h() - 1)
    };
  }

  /** The mean of the pixels by their overlap with the point's; 0.5 stands for what is outside. */
  private static double sample(Tensor image, int n, int c, double[] point) {
    Shape p = image.shape();
    double sum = 0.5;
    for (int y = 0; y < p.h(); y++) {
      double part = Math.max(0, 1 - Math.abs(point[1] - y));
      for (int x = 0; part > 0 && x < p.w(); x++) {
        double weight = part * Math.max(0, 1 - Math.abs(point[0] - x));
        sum += weight * (image.at(n, c, y, x) - 0.5);
      }
    }
    return sum;
  }

  /** From one pixel on; with three, more and fewer channels. */
  private Shape shape(int images) {
    return Shape.of(images, 1 + random.nextInt(7), 1 + random.nextInt(40), 1 + random.nextInt(40));
  }

  /** Any map: shifts, turns by quarters, mirrors, shears, corner to corner, all from one line. */
  private Affine map(Shape p, Shape o) {
    Affine shift = Affine.shift(half(), half());
    return switch (random.nextInt(7)) {
      case 0 -> shift;
      case 1 -> new Affine(0, -1, half(), 1, 0, half());
      case 2 -> new Affine(-1, 0, half(), 0, random.nextBoolean() ? 1 : -1, half());
      case 3 -> new Affine(0, random.nextGaussian(), half(), 0, random.nextGaussian(), half());
      case 4 ->
          shift
              .after(Affine.rotation(360 * random.nextDouble()))
              .after(Affine.scale(Math.exp(random.nextGaussian()), 1));
      case 5 -> { // corner to corner, so that rounding may take the last point across a border
        double x = (p.w() - 1.0) / Math.max(1, o.w() - 1);
        double y = (p.h() - 1.0) / Math.max(1, o.h() - 1);
        yield Affine.scale(random.nextBoolean() ? x : -x, random.nextBoolean() ? y : -y);
      }
      default ->
          new Affine(
              random.nextGaussian(),
              random.nextGaussian(),
              half(),
              random.nextGaussian(),
              random.nextGaussian(),
              half());
    };
  }

  private double half() {
    return random.nextBoolean() ? (random.nextInt(21) - 10) * 0.5 : 8 * random.nextGaussian();
  }

  private Tensor normal(Shape shape) {
    return new Tensor(shape, VjpCheck.normal(shape.size(), random));
  }
}
