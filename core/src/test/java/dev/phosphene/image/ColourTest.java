package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ColourTest {
  @Test
  void theMatrixIsLucidsOverItsLargestColumn() {
    float[][] expected = {
      {0.5628f, 0.1948f, 0.0433f}, {0.5845f, 0, -0.1082f}, {0.5845f, -0.1948f, 0.0649f}
    };
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        assertThat(Colour.decorrelated().weight(r, c))
            .isCloseTo(expected[r][c], Offset.offset(1e-4f));
      }
    }
    assertThat(Colour.decorrelated().weight(0, 0))
        .isCloseTo(0.26f / 0.4619524f, Offset.offset(1e-7f));
  }

  @Test
  void thereAndBack() {
    Tensor photo = ParameterisationTest.photo(9, 7);
    for (Colour colour : new Colour[] {Colour.decorrelated(), Colour.plain()}) {
      Tensor planes = Tensor.zeros(photo.shape());
      Tensor picture = Tensor.zeros(photo.shape());
      colour.inverse(photo, planes);
      colour.apply(planes, picture);
      assertThat(picture.data()).containsExactly(photo.data(), Offset.offset(1e-5f));
    }
  }

  @Test
  void vjp() {
    Shape shape = Shape.of(2, 3, 3, 5);
    for (Colour colour : new Colour[] {Colour.decorrelated(), Colour.plain()}) {
      Tensor picture = Tensor.zeros(shape);
      VjpCheck.of(
              (p, y) -> {
                colour.apply(new Tensor(shape, p), picture);
                System.arraycopy(picture.data(), 0, y, 0, y.length);
              },
              (p, c, g) -> colour.vjp(picture, new Tensor(shape, c), new Tensor(shape, g)))
          .at(VjpCheck.normal(shape.size(), new SplittableRandom(Seeds.draw())), shape.size())
          .verify();
    }
  }

  @Test
  void theFastSigmoidIsTheSigmoid() {
    float[] x = new float[4001];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 2000) / 100f;
    }
    float[] y = x.clone();
    Curves.sigmoid(y, 0, y.length);
    for (int i = 0; i < x.length; i++) {
      assertThat((double) y[i]).isCloseTo(1 / (1 + Math.exp(-x[i])), Offset.offset(5e-7));
      assertThat(y[i]).isBetween(0f, 1f);
    }
  }
}
