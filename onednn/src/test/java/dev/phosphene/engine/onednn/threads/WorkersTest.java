package dev.phosphene.engine.onednn.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.tensor.Parallel;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  private static final int MANY = 1 << 20;

  @BeforeAll
  static void loadLibrary() {
    Library.engine();
    assumeTrue(ThreadCount.canBeSet(), "the number of threads cannot be set here");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5})
  void stretchesCoverEverythingOnce(int threads) {
    try (OpenMpParallel workers = new OpenMpParallel(threads)) {
      Parallel parallel = workers.parallel();
      for (int size : new int[] {1, 2, 3, 7, 127, 128, 641, 10_007}) {
        for (int values : new int[] {1, MANY}) {
          AtomicIntegerArray times = new AtomicIntegerArray(size);
          parallel.run(
              size,
              values,
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  times.incrementAndGet(i);
                }
              });
          for (int i = 0; i < size; i++) {
            assertThat(times.get(i)).as("%d of %d", i, size).isOne();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void partsAreDoneOnce(int threads) {
    try (OpenMpParallel workers = new OpenMpParallel(threads)) {
      for (int round = 0; round < 200; round++) {
        AtomicIntegerArray times = new AtomicIntegerArray(1 + round % 17);
        workers.run(times.length(), MANY, times::incrementAndGet);
        for (int i = 0; i < times.length(); i++) {
          assertThat(times.get(i)).isOne();
        }
      }
    }
  }

  @Test
  void oneThreadIsTheCaller() {
    try (OpenMpParallel workers = new OpenMpParallel(1)) {
      Thread caller = Thread.currentThread();
      workers
          .parallel()
          .run(1000, MANY, (from, to) -> assertThat(Thread.currentThread()).isEqualTo(caller));
    }
  }

  @Test
  void whatFailsIsTold() {
    try (OpenMpParallel workers = new OpenMpParallel(2)) {
      Parallel parallel = workers.parallel();
      assertThatThrownBy(() -> parallel.run(100, MANY, failing(new ArithmeticException("meant"))))
          .rootCause()
          .hasMessage("meant");
      OutOfMemoryError full = new OutOfMemoryError("meant");
      assertThatThrownBy(() -> parallel.run(100, MANY, failing(full))).isSameAs(full);
      parallel.run(100, MANY, (from, to) -> {}); // and the threads are still there
    }
  }

  private static Parallel.Part failing(Throwable failure) {
    return (from, to) -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    };
  }

  @Test
  void partsAreNotCutIntoParts() {
    try (OpenMpParallel workers = new OpenMpParallel(2)) {
      assertThatThrownBy(() -> workers.run(2, MANY, outer -> workers.run(2, MANY, inner -> {})))
          .rootCause()
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void nothingIsLentWhenClosed() {
    OpenMpParallel workers = new OpenMpParallel(2);
    Parallel parallel = workers.parallel();
    workers.close();
    assertThatThrownBy(() -> parallel.run(100, MANY, (from, to) -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
