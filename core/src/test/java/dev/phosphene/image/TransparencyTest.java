package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TransparencyTest {
  private static final Shape SHAPE = Shape.of(2, 4, 5, 3);
  private static final int AREA = 15;

  /** Some objective of one example, above zero: a sum of squares with weights. */
  private static double objective(float[] picture, float[] weights, int n) {
    double sum = 1;
    for (int i = 4 * AREA * n; i < 4 * AREA * (n + 1); i++) {
      sum += weights[i] * weights[i] * picture[i] * picture[i];
    }
    return sum;
  }

  /** What is said to count as a constant is held at the point. */
  @Test
  void vjp() {
    SplittableRandom random = new SplittableRandom(Seeds.draw());
    float[] weights = VjpCheck.normal(SHAPE.size(), random);
    Tensor point = ParameterizationTest.pictures(SHAPE);
    float[] held = point.data().clone();
    VjpCheck.of(
            (p, y) -> {
              for (int n = 0; n < 2; n++) {
                y[n] = (float) value(objective(p, weights, n), p, held, n);
              }
            },
            (p, c, g) -> {
              Tensor gradient = new Tensor(SHAPE, g);
              double[] objectives = new double[2];
              for (int n = 0; n < 2; n++) {
                objectives[n] = objective(p, weights, n);
              }
              for (int i = 0; i < g.length; i++) {
                g[i] = 2 * weights[i] * weights[i] * p[i];
              }
              Transparency.of(SHAPE).vjp(objectives, new Tensor(SHAPE, p), gradient);
              for (int i = 0; i < g.length; i++) {
                g[i] *= c[i / (4 * AREA)];
              }
            })
        .at(point.data(), 2)
        .verify();
  }

  /** By the definition, with B of another image. */
  private static double value(double objective, float[] picture, float[] blurred, int n) {
    double alpha = 0;
    double squares = 0;
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 3; x++) {
        double sum = 0;
        double weights = 0;
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            int v = y + dy;
            int u = x + dx;
            if (v >= 0 && v < 5 && u >= 0 && u < 3) {
              double weight = dy == 0 && dx == 0 ? 1 : 0.5;
              sum += weight * blurred[(4 * n + 3) * AREA + v * 3 + u];
              weights += weight;
            }
          }
        }
        double a = picture[(4 * n + 3) * AREA + y * 3 + x];
        alpha += a / AREA;
        squares += (a - sum / weights) * (a - sum / weights);
      }
    }
    return objective * (1 - alpha) - 0.1 * 0.5 * squares;
  }

  @Test
  void valueIsTheDefinition() {
    Tensor picture = ParameterizationTest.pictures(SHAPE);
    for (int n = 0; n < 2; n++) {
      double expected = value(3.5, picture.data(), picture.data(), n);
      assertThat(Transparency.of(SHAPE).value(3.5, picture, n))
          .isCloseTo(expected, Offset.offset(1e-6));
    }
  }

  @Test
  void evenAlphaCostsOnlyItsMean() {
    Tensor picture = Tensor.zeros(1, 4, 6, 6);
    picture.fill(0.25f);
    assertThat(Transparency.of(picture.shape()).value(8, picture, 0))
        .isCloseTo(6, Offset.offset(1e-6));
    picture.fill(1);
    assertThat(Transparency.of(picture.shape()).value(8, picture, 0)).isZero();
  }

  @Test
  void needsAlpha() {
    assertThatThrownBy(() -> Transparency.of(Shape.of(1, 3, 4, 4)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
