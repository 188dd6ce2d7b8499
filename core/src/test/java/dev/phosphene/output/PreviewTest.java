package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreviewTest {
  @Test
  void twoPixelsInEachCharacter() {
    byte[] data = {1, 2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertThat(Preview.of(new Bitmap(2, 2, 3, data), 80))
        .isEqualTo("\u001b[38;2;1;2;3m\u001b[48;2;4;5;6m▀\u001b[48;2;7;8;9m▀\u001b[0m\n");
  }

  @Test
  void anOddLastRowHasNoBackground() {
    assertThat(Preview.of(Bitmap.filled(1, 1, 0x0a0b0c), 80))
        .isEqualTo("\u001b[38;2;10;11;12m▀\u001b[0m\n");
  }

  @Test
  void isShrunkToTheColumns() {
    List<String> lines = Preview.of(TestImages.waves(120, 60, 0), 40).lines().toList();
    assertThat(lines).hasSize(10);
    assertThat(lines)
        .allSatisfy(line -> assertThat(line.chars().filter(c -> c == '▀').count()).isEqualTo(40));
  }

  @Test
  void alphaLiesOnACheckerboard() {
    assertThat(Preview.of(new Bitmap(1, 1, 4, new byte[4]), 80))
        .isEqualTo("\u001b[38;2;242;242;242m▀\u001b[0m\n");
  }
}
