package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Model;
import dev.phosphene.render.Render;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Models;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the documentation says may be done by several threads, done. */
@Timeout(300)
class SeveralThreadsTest {
  private static final Shape INPUT = Shape.of(1, 3, 64, 64);
  private static final int THREADS = 4;

  private final Engine engine = new OneDnnEngine();
  private final Model model = Models.load("mini");

  @BeforeEach
  void needsTheEngine() {
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
  }

  private Network network() {
    return engine.compile(
        model.graph(), List.of("stage2"), INPUT, new Engine.Options(Engine.Precision.F32, 1));
  }

  private int gradient(int value) {
    try (Network network = network()) {
      Tensor picture = Tensor.zeros(INPUT);
      picture.fill(value / 10f);
      Tensor cotangent = Tensor.zeros(network.shape("stage2"));
      cotangent.fill(1);
      for (int i = 0; i < 20; i++) {
        network.forward(picture);
        network.backward(Map.of("stage2", cotangent));
      }
      return Arrays.hashCode(network.backward(Map.of("stage2", cotangent)).data());
    }
  }

  private static <T> List<T> together(List<Callable<T>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> one : threads.invokeAll(work)) {
        results.add(one.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void networksOfTheirOwnComputeWhatTheyComputeAlone() throws Exception {
    List<Integer> values = List.of(1, 2, 3, 4);
    List<Callable<Integer>> work =
        values.stream().<Callable<Integer>>map(value -> () -> gradient(value)).toList();
    assertThat(together(work)).isEqualTo(values.stream().map(this::gradient).toList());
  }

  @Test
  void rendersShareAModel() throws Exception {
    List<Callable<Integer>> work =
        IntStream.range(0, THREADS)
            .<Callable<Integer>>mapToObj(seed -> () -> picture(seed))
            .toList();
    List<Integer> alone = new ArrayList<>();
    for (Callable<Integer> one : work) {
      alone.add(one.call());
    }
    assertThat(together(work)).isEqualTo(alone);
  }

  private int picture(int seed) {
    Render render = Render.of(model, "stage2:" + seed).size(48).steps(4).threads(1).seed(seed);
    return Arrays.hashCode(render.run().image(0).bitmap().data());
  }

  /** Many times, because what this would once have done to the process depended on the moment. */
  @Test
  void closingWaitsForWhatRuns() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < 50; i++) {
        Network network = network();
        CountDownLatch runs = new CountDownLatch(1);
        Tensor picture = Tensor.zeros(INPUT);
        Future<?> result =
            threads.submit(
                () -> {
                  while (true) {
                    network.forward(picture);
                    runs.countDown();
                  }
                });
        runs.await();
        network.close();
        assertThatThrownBy(result::get)
            .hasCauseInstanceOf(IllegalStateException.class)
            .hasMessageContaining("closed");
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
