package dev.phosphene.engine.onednn.winograd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.engine.onednn.winograd.Bands.Band;
import dev.phosphene.tensor.Shape;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BandsTest {
  @Test
  void eachRowIsWrittenOnceAndWhatItNeedsIsReadOrZero() {
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      int top = random.nextInt(3);
      int bottom = random.nextInt(3);
      int n = 1 + random.nextInt(3);
      Shape in = Shape.of(n, 1 + random.nextInt(64), 3 + random.nextInt(60), 9);
      Shape out = Shape.of(n, 1 + random.nextInt(64), in.h() + top + bottom - 2, 9);
      Bands bands = Bands.of(in, out, top, 1 + random.nextInt(9));
      assertThat(bands.across()).isEqualTo(3);
      Set<Integer> written = new HashSet<>();
      for (Band band : bands.list()) {
        assertThat(band.form().tiles()).isEqualTo(bands.down());
        for (int row = band.to(); row < band.to() + band.form().out(); row++) {
          assertThat(written.add(band.example() * out.h() + row)).isTrue();
        }
        int first = band.to() - top;
        int end = first + 4 * band.form().tiles() + 2;
        assertThat(band.from()).isEqualTo(Math.max(0, first));
        assertThat(band.form().before()).isEqualTo(band.from() - first);
        assertThat(band.from() + band.form().in()).isEqualTo(Math.min(in.h(), end));
        assertThat(band.form().whole()).isEqualTo(first >= 0 && end <= in.h());
      }
      assertThat(written).hasSize(n * out.h());
    }
  }
}
