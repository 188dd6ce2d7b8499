package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import org.junit.jupiter.api.Test;

class BitmapTest {
  @Test
  void bytesComeBackExactly() {
    for (int v = 0; v < 256; v++) {
      assertThat(Quantisation.ROUND.of(v / 255f)).isEqualTo((byte) v);
      float x = v / 255f + .9f / 255f;
      assertThat(Quantisation.TRUNCATE.of(x)).isEqualTo((byte) (int) (255f * Math.min(1, x)));
    }
    assertThat(Quantisation.ROUND.of(-1f)).isZero();
    assertThat(Quantisation.TRUNCATE.of(7f)).isEqualTo((byte) 255);
    assertThatThrownBy(() -> Quantisation.ROUND.of(Float.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesOneExampleInterleaved() {
    Tensor batch = Tensor.zeros(Shape.of(2, 4, 1, 2));
    for (int i = 0; i < 16; i++) {
      batch.data()[i] = i / 255f;
    }
    Bitmap second = Bitmap.of(batch, 1, Quantisation.ROUND);
    assertThat(second.data()).containsExactly(8, 10, 12, 14, 9, 11, 13, 15);
    assertThat(second.hasAlpha()).isTrue();
    Bitmap grey = Bitmap.of(new Tensor(Shape.of(1, 1, 1, 1), new float[] {1f}));
    assertThat(grey).isEqualTo(Bitmap.filled(1, 1, 0xffffff));
  }

  @Test
  void liesOverAColour() {
    Bitmap glass = new Bitmap(2, 1, 4, new byte[] {10, 20, 30, 0, 10, 20, 30, (byte) 255});
    assertThat(glass.over(0x010203).data()).containsExactly(1, 2, 3, 10, 20, 30);
  }
}
