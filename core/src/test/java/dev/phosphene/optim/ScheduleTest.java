package dev.phosphene.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.error.InputException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of schedules, and what it means. */
class ScheduleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "constant",
        "constant+warm-up:20",
        "linear",
        "linear:0.1",
        "linear:2+warm-up:5",
        "cosine",
        "cosine:0.05+warm-up:100"
      })
  void printsAsItIsWritten(String text) {
    assertThat(Schedule.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({"linear:0,linear", "' cosine : .50 + warm-up:7 ',cosine:0.5+warm-up:7"})
  void printsInOneForm(String text, String printed) {
    assertThat(Schedule.parse(text)).hasToString(printed);
    assertThat(Schedule.parse(printed)).isEqualTo(Schedule.parse(text));
  }

  @Test
  void anyPaceReadsBack() {
    RandomGenerator random = new SplittableRandom(Seeds.next("PaceTest"));
    for (int i = 0; i < 60; i++) {
      for (Schedule.Curve curve : Schedule.Curve.values()) {
        double last = random.nextBoolean() ? random.nextDouble() * 1e-9 : random.nextInt(1000);
        Schedule pace =
            new Schedule(curve, curve == Schedule.Curve.CONSTANT ? 1 : last, random.nextInt(3));
        assertThat(Schedule.parse(pace.toString())).isEqualTo(pace);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "constant, 0.2, 0.2, 0.2",
    "linear, 0.2, 0.1, 0",
    "linear:0.5, 0.2, 0.15, 0.1",
    "linear:3, 0.2, 0.4, 0.6",
    "cosine, 0.2, 0.1, 0",
    "cosine:0.5, 0.2, 0.15, 0.1",
    "constant+warm-up:10, 0.02, 0.12, 0.2",
    "linear+warm-up:10, 0.02, 0.06, 0",
  })
  void isRelativeToTheStepSize(String text, float first, float middle, float last) {
    LearningRate schedule = Schedule.parse(text).schedule(0.2, 11);
    assertThat(schedule.rate(0)).isCloseTo(first, Offset.offset(1e-7f));
    assertThat(schedule.rate(5)).isCloseTo(middle, Offset.offset(1e-7f));
    assertThat(schedule.rate(10)).isCloseTo(last, Offset.offset(1e-7f));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cosin | 0 | did you mean cosine?",
        "'' | 0 | expected one of constant, linear, cosine",
        "constant:1 | 8 | expected the end",
        "linear:x | 7 | share of the learning rate",
        "linear:-1 | 7 | share of the learning rate",
        "linear+ | 7 | expected warm-up:",
        "linear+warmup:3 | 7 | expected warm-up:",
        "linear+warm-up:1.5 | 15 | expected a number of steps",
        "linear:0.1,cosine | 10 | expected the end"
      })
  void showsWhereTheFaultIs(String text, int caret, String message) {
    assertThatThrownBy(() -> Schedule.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("cannot read the schedule: ")
        .hasMessageContaining(message)
        .hasMessageEndingWith("\n  " + text + "\n  " + " ".repeat(caret) + "^");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> new Schedule(Schedule.Curve.CONSTANT, 0.5, 0))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new Schedule(Schedule.Curve.LINEAR, Double.NaN, 0))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new Schedule(Schedule.Curve.COSINE, 0, -1))
        .isInstanceOf(InputException.class);
  }
}
