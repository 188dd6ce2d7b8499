package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.graph.Scaling.Cubic;
import dev.phosphene.graph.Scaling.Linear;
import dev.phosphene.graph.Scaling.Mix;
import dev.phosphene.graph.Scaling.Nearest;
import dev.phosphene.graph.Scaling.Usual;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingTest {
  @Test
  void placesOfTheGrids() {
    assertThat(Usual.ASYMMETRIC.place(3, 4, 8, 2)).isEqualTo(1.5);
    assertThat(Usual.HALF_PIXEL.place(3, 4, 8, 2)).isEqualTo(1.25);
    assertThat(Usual.PYTORCH_HALF_PIXEL.place(0, 4, 1, 0.25)).isZero();
    assertThat(Usual.HALF_PIXEL.place(0, 4, 1, 0.25)).isEqualTo(1.5);
    assertThat(Usual.HALF_PIXEL_NEAREST.place(3, 4, 8, 2)).isEqualTo(1.75);
    assertThat(Usual.ALIGN_CORNERS.place(7, 4, 8, 2)).isEqualTo(3);
    assertThat(Usual.ALIGN_CORNERS.place(0, 4, 1, 0.25)).isZero();
    // 5 positions, of which 3.5 are asked for and 3 kept: the middle stays the middle.
    assertThat(Usual.HALF_PIXEL_SYMMETRIC.place(1, 5, 3, 0.7)).isCloseTo(2, within(1e-12));
    assertThat(new Scaling.Crop(0.25, 0.75).place(2, 5, 3, 0.6)).isEqualTo(3);
    assertThat(new Scaling.Crop(0.25, 0.75).place(0, 5, 1, 0.2)).isEqualTo(2);
    assertThat(new Scaling.Uniform(Usual.ASYMMETRIC, 2).place(3, 4, 9, 2.25)).isEqualTo(1.5);
  }

  @Test
  void theNearestPositionIsRoundedFourWays() {
    assertThat(nearest(Nearest.FLOOR)).containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(nearest(Nearest.CEIL)).containsExactly(0, 1, 1, 2, 2, 2);
    assertThat(nearest(Nearest.NEAREST_DOWN)).containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(nearest(Nearest.NEAREST_UP)).containsExactly(0, 1, 1, 2, 2, 2);
  }

  private static int[] nearest(Nearest rounding) {
    Scaling scaling = new Scaling(2, Usual.ASYMMETRIC, rounding);
    int[] places = new int[6];
    Arrays.setAll(places, o -> scaling.mix(o, 3).places()[0]);
    return places;
  }

  /** Keys's weights a quarter from a position, with a = −0.75 and −0.5. */
  @Test
  void cubicWeights() {
    assertShares(new Cubic(-0.75, false, false), -0.10546875, 0.87890625, 0.26171875, -0.03515625);
    assertShares(new Cubic(-0.5, false, false), -0.0703125, 0.8671875, 0.2265625, -0.0234375);
  }

  private static void assertShares(Cubic cubic, double... shares) {
    Mix mix = new Scaling(2, Usual.HALF_PIXEL, cubic).mix(7, 8); // at 3.25
    assertThat(mix.places()).containsExactly(2, 3, 4, 5);
    assertThat(mix.shares()).containsExactly(shares, within(1e-12));
  }

  @Test
  void theSharesOfEveryPositionAddUpToOne() {
    for (Scaling.Filter filter :
        List.of(
            new Linear(false),
            new Linear(true),
            new Cubic(-0.75, false, false),
            new Cubic(-0.5, true, false),
            new Cubic(-0.5, true, true),
            new Cubic(-0.5, false, true),
            Nearest.CEIL)) {
      for (Usual grid : Usual.values()) {
        for (double factor : new double[] {0.3, 0.5, 1, 1.7, 3}) {
          Scaling scaling = new Scaling(factor, grid, filter);
          for (int o = 0; o < scaling.extent(7); o++) {
            Mix mix = scaling.mix(o, 7);
            assertThat(Arrays.stream(mix.places())).allMatch(place -> place >= 0 && place < 7);
            assertThat(Arrays.stream(mix.shares()).sum()).isCloseTo(1, within(1e-12));
          }
        }
      }
    }
  }

  @Test
  void smoothingTakesTheMeanOfWhatIsCovered() {
    Mix mix = new Scaling(0.5, Usual.HALF_PIXEL, new Linear(true)).mix(1, 8); // at 2.5
    assertThat(mix.places()).containsExactly(1, 2, 3, 4);
    assertThat(mix.shares()).containsExactly(0.125, 0.375, 0.375, 0.125);
  }

  @Test
  void extents() {
    assertThat(new Scaling(14 / 7.0, Usual.ASYMMETRIC, Nearest.FLOOR).extent(7)).isEqualTo(14);
    assertThat(new Scaling(0.7f, Usual.ASYMMETRIC, Nearest.FLOOR).extent(10)).isEqualTo(7);
    assertThat(new Scaling(0.6, Usual.ASYMMETRIC, Nearest.FLOOR).extent(9)).isEqualTo(5);
    Scaling tiny = new Scaling(0.1, Usual.ASYMMETRIC, Nearest.FLOOR);
    assertThatIllegalArgumentException().isThrownBy(() -> tiny.extent(9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scaling(0, Usual.ASYMMETRIC, Nearest.FLOOR));
    assertThatIllegalArgumentException().isThrownBy(() -> new Scaling.Crop(-0.1, 1));
  }
}
