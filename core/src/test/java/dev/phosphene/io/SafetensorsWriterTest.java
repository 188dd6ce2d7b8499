package dev.phosphene.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class SafetensorsWriterTest {
  @Test
  void whatIsWrittenIsRead() {
    float[] a = {0, 1, -2.5f, 0x1p-24f, 65504, 1 / 3f};
    byte[] bytes =
        SafetensorsWriter.create()
            .metadata("origin", "größe \"1\"")
            .f16("a", Shape.of(2, 1, 3), a)
            .f16("b", Shape.of(1), new float[] {7})
            .bytes();
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
    Safetensors file = Safetensors.of("bytes", bytes);
    assertThat(file.names()).containsExactly("a", "b");
    assertThat(file.metadata()).containsOnlyKeys("origin").containsValue("größe \"1\"");
    assertThat(file.parameter("a").shape()).isEqualTo(Shape.of(2, 1, 3));
    assertThat(file.parameter("a").values())
        .containsExactly(0, 1, -2.5f, 0x1p-24f, 65504, 0.33325195f);
    assertThat(file.parameter("b").values()).containsExactly(7);
  }

  @Test
  void refusesWhatHalvesCannotHold() {
    for (float value : new float[] {65520, Float.NaN, Float.NEGATIVE_INFINITY}) {
      assertThatThrownBy(
              () -> SafetensorsWriter.create().f16("a", Shape.of(1), new float[] {value}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not finite in half precision");
    }
    assertThatThrownBy(() -> SafetensorsWriter.create().f16("a", Shape.of(2), new float[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
