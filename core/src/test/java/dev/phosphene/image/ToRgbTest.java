package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.VjpCheck;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ToRgbTest {
  @Test
  void theMatrixIsLucidsOverItsLargestColumn() {
    float[][] expected = {
      {0.5628f, 0.1948f, 0.0433f}, {0.5845f, 0, -0.1082f}, {0.5845f, -0.1948f, 0.0649f}
    };
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        assertThat(ToRgb.decorrelated().weight(r, c))
            .isCloseTo(expected[r][c], Offset.offset(1e-4f));
      }
    }
    assertThat(ToRgb.decorrelated().weight(0, 0))
        .isCloseTo(0.26f / 0.4619524f, Offset.offset(1e-7f));
  }

  private static final ToRgb[] COLORS = {
    ToRgb.decorrelated(), ToRgb.plain(), ToRgb.clipped(), ToRgb.decorrelatedClipped()
  };

  @Test
  void thereAndBack() {
    for (ToRgb color : COLORS) {
      for (int channels : new int[] {1, 2, 3, 4}) {
        Tensor photo = ParameterizationTest.pictures(Shape.of(2, channels, 9, 7));
        Tensor planes = Tensor.zeros(photo.shape());
        Tensor picture = Tensor.zeros(photo.shape());
        color.inverse(photo, planes);
        color.apply(planes, picture);
        assertThat(picture.data()).containsExactly(photo.data(), Offset.offset(1e-5f));
      }
    }
  }

  /** Off the edges, where every color is smooth. */
  @Test
  void vjp() {
    for (ToRgb color : COLORS) {
      for (int channels : new int[] {1, 2, 3, 4}) {
        Shape shape = Shape.of(2, channels, 3, 5);
        Tensor planes = ParameterizationTest.pictures(shape);
        for (int i = 0; i < planes.data().length; i++) {
          planes.data()[i] = 0.4f + 0.2f * planes.data()[i];
        }
        color.inverse(planes, planes);
        Tensor picture = Tensor.zeros(shape);
        VjpCheck.of(
                (p, y) -> {
                  color.apply(new Tensor(shape, p), picture);
                  System.arraycopy(picture.data(), 0, y, 0, y.length);
                },
                (p, c, g) -> color.vjp(picture, new Tensor(shape, c), new Tensor(shape, g)))
            .at(planes.data(), shape.size())
            .verify();
      }
    }
  }

  @Test
  void clippedPlanesAreAroundTheMeanColor() {
    Tensor planes = Tensor.zeros(1, 4, 1, 2);
    Tensor picture = Tensor.zeros(planes.shape());
    ToRgb.decorrelatedClipped().apply(planes, picture);
    assertThat(picture.data()).containsExactly(.48f, .48f, .46f, .46f, .41f, .41f, .5f, .5f);
    planes.data()[1] = 0.1f; // brightness of the second pixel
    ToRgb.decorrelatedClipped().apply(planes, picture);
    assertThat(picture.at(0, 0, 0, 1))
        .isCloseTo(.48f + .1f * .26f / .4619524f, Offset.offset(1e-6f));
    Tensor gray = Tensor.zeros(1, 1, 1, 1);
    ToRgb.decorrelatedClipped().apply(gray, gray);
    assertThat(gray.data()[0]).isCloseTo(.45f, Offset.offset(1e-6f));
  }

  /** At the edge what points outward is dropped, what points inward passes. */
  @Test
  void clippedGradientsStayInside() {
    Tensor planes = new Tensor(Shape.of(1, 3, 1, 2), new float[] {-.5f, 0, 1, 1.5f, .25f, .75f});
    Tensor picture = Tensor.zeros(planes.shape());
    ToRgb.clipped().apply(planes, picture);
    assertThat(picture.data()).containsExactly(0, 0, 1, 1, .25f, .75f);
    for (int sign : new int[] {-1, 1}) {
      Tensor gradient = Tensor.zeros(planes.shape());
      gradient.fill(sign);
      ToRgb.clipped().vjp(picture, gradient, gradient);
      float dark = sign < 0 ? 0 : 1;
      float light = sign < 0 ? -1 : 0;
      assertThat(gradient.data()).containsExactly(dark, dark, light, light, sign, sign);
    }
  }

  @Test
  void alphaIsASigmoidOfItsOwnPlane() {
    for (ToRgb color : COLORS) {
      Tensor planes = Tensor.zeros(1, 4, 1, 1);
      Tensor before = Tensor.zeros(planes.shape());
      Tensor after = Tensor.zeros(planes.shape());
      color.apply(planes, before);
      planes.data()[3] = 2;
      color.apply(planes, after);
      assertThat(after.data()[3]).isCloseTo((float) (1 / (1 + Math.exp(-2))), Offset.offset(1e-6f));
      assertThat(before.data()).startsWith(after.data()[0], after.data()[1], after.data()[2]);
    }
  }
}
