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
      assertThat(Quantization.ROUND.of(v / 255f)).isEqualTo((byte) v);
      float x = v / 255f + .9f / 255f;
      assertThat(Quantization.TRUNCATE.of(x)).isEqualTo((byte) (int) (255f * Math.min(1, x)));
    }
    assertThat(Quantization.ROUND.of(-1f)).isZero();
    assertThat(Quantization.TRUNCATE.of(7f)).isEqualTo((byte) 255);
    assertThatThrownBy(() -> Quantization.ROUND.of(Float.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesOneExampleInterleaved() {
    Tensor batch = Tensor.zeros(Shape.of(2, 4, 1, 2));
    for (int i = 0; i < 16; i++) {
      batch.data()[i] = i / 255f;
    }
    Bitmap second = Bitmap.of(batch, 1, Quantization.ROUND);
    assertThat(second.data()).containsExactly(8, 10, 12, 14, 9, 11, 13, 15);
    assertThat(second.hasAlpha()).isTrue();
    Bitmap gray = Bitmap.of(new Tensor(Shape.of(1, 1, 1, 1), new float[] {1f}));
    assertThat(gray).isEqualTo(Bitmap.filled(1, 1, 0xffffff));
  }

  @Test
  void liesOverAColor() {
    Bitmap glass = new Bitmap(2, 1, 4, new byte[] {10, 20, 30, 0, 10, 20, 30, (byte) 255});
    assertThat(glass.over(0x010203).data()).containsExactly(1, 2, 3, 10, 20, 30);
  }

  @Test
  void liesOverACheckerboard() {
    byte[] data = new byte[10 * 9 * 4];
    data[4 * 89 + 1] = (byte) 200; // the last pixel: green, half there
    data[4 * 89 + 3] = (byte) 128;
    Bitmap board = new Bitmap(10, 9, 4, data).overCheckerboard();
    assertThat(board.hasAlpha()).isFalse();
    assertThat(board.at(7, 7, 0)).isEqualTo(0xf2);
    assertThat(board.at(8, 7, 1)).isEqualTo(0x99);
    assertThat(board.at(7, 8, 2)).isEqualTo(0x99);
    assertThat(board.at(8, 8, 0)).isEqualTo(0xf2);
    assertThat(board.at(9, 8, 0)).isEqualTo((0xf2 * 127 + 127) / 255);
    assertThat(board.at(9, 8, 1)).isEqualTo((200 * 128 + 0xf2 * 127 + 127) / 255);
    assertThat(board.overCheckerboard()).isSameAs(board);
  }
}
