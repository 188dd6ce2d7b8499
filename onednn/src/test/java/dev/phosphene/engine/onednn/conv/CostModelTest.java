package dev.phosphene.engine.onednn.conv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostModelTest {
  private static final CostModel MODEL = new CostModel(0.36, 10, 45, 6e6);

  private static Task task(int batch, int in, int out, int extent) {
    return new Task(
        false,
        Shape.of(batch, in, extent, extent),
        Shape.of(batch, out, extent, extent),
        1,
        1,
        true);
  }

  /** Far from the border between the two; measured by {@code bench convs --grid}. */
  @ParameterizedTest
  @CsvSource({
    "3, 64, 300, false",
    "16, 16, 56, false",
    "16, 32, 28, false",
    "32, 64, 14, false",
    "64, 64, 7, false",
    "256, 256, 4, false",
    "512, 512, 4, false",
    "64, 64, 56, true",
    "128, 128, 28, true",
    "128, 256, 75, true",
    "256, 256, 14, true",
    "512, 512, 28, true"
  })
  void whatIsFasterIsChosen(int in, int out, int extent, boolean winograd) {
    assertThat(MODEL.worthIt(task(1, in, out, extent))).isEqualTo(winograd);
    Task back =
        new Task(true, task(1, in, out, extent).out(), task(1, in, out, extent).in(), 1, 1, true);
    assertThat(MODEL.worthIt(back)).isEqualTo(winograd);
  }

  /** An image is to be the same alone and beside others. */
  @Test
  void aBatchMakesNoDifference() {
    assertThat(MODEL.ratio(task(8, 256, 256, 7))).isEqualTo(MODEL.ratio(task(1, 256, 256, 7)));
  }

  /** 17×17 outputs take as many tiles as 20×20. */
  @Test
  void outputsBeyondTheImageAreWasted() {
    CostModel tiles = new CostModel(1, 0, 0, 0);
    assertThat(tiles.ratio(task(1, 512, 512, 20))).isEqualTo(1);
    assertThat(tiles.ratio(task(1, 512, 512, 17))).isEqualTo(400 / 289.);
  }
}
