package dev.phosphene.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import org.junit.jupiter.api.Test;

class OctavesTest {
  @Test
  void growToThePhotograph() {
    assertThat(Octaves.GOOGLE.of(Shape.of(1, 3, 200, 300)))
        .containsExactly(
            Shape.of(1, 3, 73, 109),
            Shape.of(1, 3, 102, 153),
            Shape.of(1, 3, 143, 214),
            Shape.of(1, 3, 200, 300));
  }

  @Test
  void growBeyondThePhotograph() {
    assertThat(Octaves.TENSORFLOW.of(Shape.of(1, 3, 100, 200)))
        .containsExactly(
            Shape.of(1, 3, 59, 118),
            Shape.of(1, 3, 77, 154),
            Shape.of(1, 3, 100, 200),
            Shape.of(1, 3, 130, 260),
            Shape.of(1, 3, 169, 338));
  }

  @Test
  void neverVanish() {
    assertThat(Octaves.GOOGLE.withCount(9).of(Shape.of(1, 3, 2, 9)).get(0))
        .isEqualTo(Shape.of(1, 3, 1, 1));
  }

  @Test
  void refuseWhatMakesNoSense() {
    Octaves google = Octaves.GOOGLE;
    refused(() -> google.withCount(0), "1 to 32 octaves");
    refused(() -> google.withScale(1), "above 1");
    refused(() -> google.withScale(Double.NaN), "above 1");
    refused(() -> google.withRoll(-1), "roll");
    refused(() -> google.withTile(0, 0), "tile");
    refused(() -> google.withTile(64, 22), "0 to 21 pixels: 22");
    refused(() -> new Octaves(3, 1.4, 3, 0, 64, 0), "0 to 2 can be larger");
    refused(
        () -> new Octaves(3, 4, 2, 0, 64, 0).of(Shape.of(1, 3, 3000, 4000)),
        "4000×3000 pixels is 64000×48000");
  }

  private static void refused(Runnable what, String message) {
    assertThatThrownBy(what::run).isInstanceOf(InputException.class).hasMessageContaining(message);
  }
}
