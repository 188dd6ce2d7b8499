package dev.phosphene.engine.onednn.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the machine counts as busy, and what Linux says of it; nothing is timed. */
final class ContentionTest {
  private final Contention contention = new Contention(new RunDelay(List.of()));

  @Test
  void aQuietMachinesSmallProgramsDoNotMakeItBusy() {
    for (int look = 0; look < 100; look++) {
      assertThat(contention.isBusy(look % 5 == 0 ? .2 : .01)).isFalse();
    }
  }

  @Test
  void oneBusyProgramDoesAndItsEndIsNoticed() {
    look(.7, 10);
    assertThat(contention.isBusy(.7)).isTrue();
    assertThat(contention.isBusy(.02)).as("one look is not enough").isTrue();
    look(.02, 20);
    assertThat(contention.isBusy(.02)).isFalse();
  }

  @Test
  void betweenBothBoundsItStaysAsItIs() {
    look(.12, 50);
    assertThat(contention.isBusy(.12)).isFalse();
    look(.9, 10);
    look(.12, 50);
    assertThat(contention.isBusy(.12)).isTrue();
  }

  /** A thread that ended takes its sum with it. */
  @Test
  void aSumThatShrankCountsAsNothing() {
    look(-100, 10);
    assertThat(contention.isBusy(0)).isFalse();
    look(.7, 10);
    assertThat(contention.isBusy(.7)).isTrue();
  }

  @Test
  void readsTheSecondNumberOfALine() {
    byte[] line = "123 4567890123 42\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(RunDelay.second(line, line.length)).isEqualTo(4_567_890_123L);
    assertThat(RunDelay.second(line, -1)).as("an empty file").isZero();
  }

  @Test
  void aThreadThatIsNotThereHasWaitedForNothing() {
    try (RunDelay none = new RunDelay(List.of(0, -1))) {
      assertThat(none.nanoseconds()).isZero();
    }
  }

  private void look(double share, int times) {
    for (int i = 0; i < times; i++) {
      contention.isBusy(share);
    }
  }
}
