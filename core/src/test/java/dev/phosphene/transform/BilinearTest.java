package dev.phosphene.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The resampling against its definition, pixel by pixel in float64. */
class BilinearTest {
  private static final int DRAWS = 300;

  private final long seed = Seeds.next("BilinearTest");
  private final RandomGenerator random = new SplittableRandom(seed);

  @Test
  void gatherIsTheDefinition() {
    for (int draw = 0; draw < DRAWS; draw++) {
      Tensor picture = random(shape());
      Shape p = picture.shape();
      Shape o = Shape.of(p.n(), p.c(), 1 + random.nextInt(30), 1 + random.nextInt(30));
      Affine map = map();
      Tensor out = Tensor.zeros(o);
      out.fill(Float.NaN);
      Bilinear.gather(List.of(map), picture, out, Parallel.SERIAL);
      for (int k = 0; k < o.size(); k++) {
        int j = k % o.w();
        int i = k / o.w() % o.h();
        int c = k / o.w() / o.h() % o.c();
        int n = k / o.w() / o.h() / o.c();
        double u = j - 0.5 * (o.w() - 1);
        double v = i - 0.5 * (o.h() - 1);
        double x = map.a() * u + map.b() * v + map.c() + 0.5 * (p.w() - 1);
        double y = map.d() * u + map.e() * v + map.f() + 0.5 * (p.h() - 1);
        assertThat((double) out.data()[k])
            .as("%d %d %d %d of %s from %s by %s, seed %d", n, c, i, j, o, p, map, seed)
            .isCloseTo(sample(picture, n, c, x, y), Offset.offset(2e-5));
      }
    }
  }

  @Test
  void scatterIsTheAdjointOfGather() {
    for (int draw = 0; draw < DRAWS; draw++) {
      Tensor picture = random(shape());
      Shape p = picture.shape();
      Tensor cotangent = random(Shape.of(p.n(), p.c(), 1 + random.nextInt(30), 7));
      Affine map = map();
      Tensor out = Tensor.zeros(cotangent.shape());
      Tensor gray = Tensor.zeros(cotangent.shape());
      Tensor gradient = Tensor.zeros(p);
      Bilinear.gather(List.of(map), picture, out, Parallel.SERIAL);
      Bilinear.gather(List.of(map), Tensor.zeros(p), gray, Parallel.SERIAL);
      Bilinear.scatter(List.of(map), cotangent, gradient, Parallel.SERIAL);
      double forward =
          VjpCheck.dot(cotangent.data(), out.data()) - VjpCheck.dot(cotangent.data(), gray.data());
      assertThat(VjpCheck.dot(gradient.data(), picture.data()))
          .as("%s by %s, seed %d", p, map, seed)
          .isCloseTo(forward, Offset.offset(1e-6 * cotangent.data().length + 1e-5));
    }
  }

  /** The same sums as the definition's, wherever seams lie. */
  @Test
  void scatterIsTheDefinition() {
    for (int draw = 0; draw < DRAWS; draw++) {
      Shape p = shape();
      Tensor cotangent =
          random(Shape.of(p.n(), p.c(), 1 + random.nextInt(80), 1 + random.nextInt(80)));
      Affine map = map();
      Tensor gradient = Tensor.zeros(p);
      gradient.fill(Float.NaN);
      Bilinear.scatter(List.of(map), cotangent, gradient, Parallel.SERIAL);
      double[] expected = scattered(map, cotangent, p);
      for (int k = 0; k < expected.length; k++) {
        assertThat((double) gradient.data()[k])
            .as("%d of %s from %s by %s, seed %d", k, p, cotangent, map, seed)
            .isCloseTo(expected[k], Offset.offset(1e-6 * cotangent.data().length + 1e-4));
      }
    }
  }

  private static double[] scattered(Affine map, Tensor cotangent, Shape p) {
    Shape o = cotangent.shape();
    double[] sums = new double[p.size()];
    for (int k = 0; k < o.size(); k++) {
      int plane = k / o.w() / o.h();
      double u = k % o.w() - 0.5 * (o.w() - 1);
      double v = k / o.w() % o.h() - 0.5 * (o.h() - 1);
      double x = map.a() * u + map.b() * v + map.c() + 0.5 * (p.w() - 1);
      double y = map.d() * u + map.e() * v + map.f() + 0.5 * (p.h() - 1);
      for (int i = 0; i < 4; i++) {
        int px = (int) Math.floor(x) + i % 2;
        int py = (int) Math.floor(y) + i / 2;
        if (px >= 0 && px < p.w() && py >= 0 && py < p.h()) {
          double weight = (1 - Math.abs(x - px)) * (1 - Math.abs(y - py));
          sums[(plane * p.h() + py) * p.w() + px] += weight * cotangent.data()[k];
        }
      }
    }
    return sums;
  }

  @Test
  void extremeMapsStayInBounds() {
    double[] some = {0, 1, -1, 1e-12, 1e-3, 1e12, -1e300, Double.MIN_VALUE};
    int[] heights = {1, 3, 31, 32, 33, 64, 70};
    Tensor out = Tensor.zeros(1, 4, 5, 6);
    for (int draw = 0; draw < 5000; draw++) {
      Tensor picture = random(Shape.of(1, 4, heights[draw % heights.length], 2));
      double[] m = new double[6];
      for (int i = 0; i < 6; i++) {
        m[i] = some[random.nextInt(some.length)];
      }
      Affine map = new Affine(m[0], m[1], m[2], m[3], m[4], m[5]);
      out.fill(Float.NaN);
      Bilinear.gather(List.of(map), picture, out, Parallel.SERIAL);
      for (float value : out.data()) {
        assertThat(value).as("%s, seed %d", map, seed).isFinite();
      }
      Tensor gradient = Tensor.zeros(picture.shape());
      Bilinear.scatter(List.of(map), out, gradient, Parallel.SERIAL);
      for (float value : gradient.data()) {
        assertThat(value).as("%s, seed %d", map, seed).isFinite();
      }
    }
  }

  private static double sample(Tensor picture, int n, int c, double x, double y) {
    double sum = 0;
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        int px = (int) Math.floor(x) + j;
        int py = (int) Math.floor(y) + i;
        Shape p = picture.shape();
        boolean inside = px >= 0 && px < p.w() && py >= 0 && py < p.h();
        double weight = (1 - Math.abs(x - px)) * (1 - Math.abs(y - py));
        sum += weight * (inside ? picture.at(n, c, py, px) : 0.5);
      }
    }
    return sum;
  }

  private Shape shape() {
    return Shape.of(
        1 + random.nextInt(2),
        1 + random.nextInt(7),
        1 + random.nextInt(80),
        1 + random.nextInt(25));
  }

  /** Turns and scales by anything from a tenth to tenfold, or shifts by whole pixels only. */
  private Affine map() {
    if (random.nextInt(4) == 0) {
      return Affine.shift(random.nextInt(9) - 4.5 + random.nextInt(2) * 0.5, random.nextInt(9) - 4);
    }
    double scaleX = Math.exp(2.3 * (2 * random.nextDouble() - 1));
    double scaleY = random.nextBoolean() ? scaleX : -scaleX;
    return Affine.shift(4 * random.nextGaussian(), 4 * random.nextGaussian())
        .after(Affine.rotation(random.nextBoolean() ? 0 : 360 * random.nextDouble()))
        .after(Affine.scale(scaleX, scaleY));
  }

  private Tensor random(Shape shape) {
    return new Tensor(shape, VjpCheck.normal(shape.size(), random));
  }
}
