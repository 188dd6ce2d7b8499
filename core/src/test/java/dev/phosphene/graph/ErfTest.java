package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErfTest {
  /** Values to 16 digits. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0.5204998778130465",
    "1, 0.8427007929497149",
    "2, 0.9953222650189527",
    "3, 0.9999779095030014",
    "4, 0.9999999845827421"
  })
  void isExactToFourteenDigitsAndOdd(double x, double value) {
    assertThat(Erf.of(x)).isCloseTo(value, within(1e-14));
    assertThat(Erf.of(-x)).isEqualTo(-Erf.of(x));
  }

  @Test
  void isContinuousWhereTheFormulaChanges() {
    for (double x : new double[] {3, 6}) {
      assertThat(Erf.of(Math.nextDown(x))).isCloseTo(Erf.of(x), within(1e-14));
    }
  }

  @Test
  void endsAtOneAndHandsOnWhatIsNoNumber() {
    assertThat(Erf.of(0)).isZero();
    assertThat(Erf.of(50)).isEqualTo(1);
    assertThat(Erf.of(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(Erf.of(Double.NaN)).isNaN();
    assertThat(Erf.of(1e-9)).isCloseTo(2e-9 / Math.sqrt(Math.PI), within(1e-23));
  }
}
