package dev.phosphene.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinesTest {
  @Test
  void runAlongOneAxis() {
    Lines lines = Lines.along(Shape.of(2, 3, 4), 1);
    assertThat(lines).isEqualTo(new Lines(2, 3, 4));
    assertThat(lines.count()).isEqualTo(8);
    assertThat(lines.start(3)).isEqualTo(3);
    assertThat(lines.start(5)).isEqualTo(13); // second block of 12, second value
  }

  @Test
  void runAlongNeighboringAxes() {
    assertThat(Lines.along(Shape.of(2, 3, 4, 5), 1, 2)).isEqualTo(new Lines(2, 12, 5));
    assertThat(Lines.along(Shape.of(2, 3), 0)).isEqualTo(new Lines(1, 2, 3));
    assertThat(Lines.along(Shape.of(2, 3), 1).start(1)).isEqualTo(3);
  }

  /** Every value lies on exactly one line. */
  @Test
  void coverEverythingOnce() {
    Lines lines = Lines.along(Shape.of(3, 4, 5), 1);
    int[] seen = new int[60];
    for (int line = 0; line < lines.count(); line++) {
      for (int i = 0; i < lines.length(); i++) {
        seen[lines.start(line) + i * lines.inner()]++;
      }
    }
    assertThat(seen).containsOnly(1);
  }
}
