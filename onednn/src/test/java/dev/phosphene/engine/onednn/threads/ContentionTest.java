package dev.phosphene.engine.onednn.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the machine counts as busy, and what Linux says of it; nothing is timed. */
final class ContentionTest {
  private static final long LOOK = 20_000_000;
  private static final int SECOND = 50; // looks

  private final Contention contention = new Contention(new RunDelay(List.of()), 2, 0);
  private long now;

  @Test
  void aQuietMachinesSmallProgramsDoNotMakeItBusy() {
    for (int look = 0; look < 20 * SECOND; look++) {
      assertThat(isBusy(look % 5 == 0 ? .2 : .01)).isFalse();
    }
  }

  @Test
  void oneBusyProgramDoesAndItsEndIsNoticed() {
    look(.4, 10);
    assertThat(isBusy(.4)).isTrue();
    look(.02, SECOND / 10);
    assertThat(isBusy(.02)).as("a tenth of a second is not enough").isTrue();
    look(.02, SECOND);
    assertThat(isBusy(.02)).isFalse();
  }

  @Test
  void betweenBothBoundsItStaysAsItIs() {
    look(.12, 2 * SECOND);
    assertThat(isBusy(.12)).isFalse();
    look(.9, 10);
    look(.12, 20 * SECOND);
    assertThat(isBusy(.12)).isTrue();
  }

  /** Beside a busy program a thread that works alone is in nobody's way: it seems quiet. */
  @Test
  void whatSeemsQuietAgainAndAgainIsTriedLessAndLessOften() {
    int changes = 0;
    boolean before = false;
    for (int look = 0; look < 60 * SECOND; look++) {
      boolean busy = isBusy(before ? 0 : .9);
      changes += busy == before ? 0 : 1;
      before = busy;
    }
    assertThat(changes).isBetween(20, 50);
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
      assertThat(none.longest()).isZero();
    }
  }

  private void look(double share, int times) {
    for (int i = 0; i < times; i++) {
      isBusy(share);
    }
  }

  private boolean isBusy(double share) {
    now += LOOK;
    return contention.isBusy(share, now);
  }
}
