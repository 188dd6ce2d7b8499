package dev.phosphene.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of a network that runs until it is let go. */
@Timeout(60)
class GuardedTest {
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Network network = Guarded.of(new Patient());
  private final Tensor tensor = Tensor.zeros(1, 1, 1, 1);

  private final class Patient implements Network {
    @Override
    public Shape inputShape() {
      return tensor.shape();
    }

    @Override
    public Shape shape(String tap) {
      return tensor.shape();
    }

    @Override
    public void forward(Tensor input) {
      inside.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      done.add("forward");
    }

    @Override
    public Tensor activation(String tap) {
      return tensor;
    }

    @Override
    public Tensor backward(Map<String, Tensor> cotangents) {
      return tensor;
    }

    @Override
    public Tensor redirected(Map<String, Tensor> cotangents) {
      return tensor;
    }

    @Override
    public void close() {
      done.add("close");
    }
  }

  @Test
  void aSecondThreadIsRefusedAndCloseWaits() throws InterruptedException {
    Parallel lent = network.parallel();
    Thread runs = new Thread(() -> network.forward(tensor));
    runs.start();
    inside.await();
    for (Runnable work :
        List.<Runnable>of(
            () -> network.forward(tensor),
            () -> network.backward(Map.of()),
            () -> network.redirected(Map.of()),
            network::parallel,
            () -> lent.run(1, 1, (from, to) -> {}))) {
      assertThatThrownBy(work::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another thread");
    }
    Thread closes = new Thread(network::close);
    closes.start();
    while (closes.getState() != Thread.State.WAITING) {
      Thread.sleep(10);
    }
    go.countDown();
    runs.join();
    closes.join();
    assertThat(done).containsExactly("forward", "close");
  }

  @Test
  void nothingRunsOnceItIsClosed() {
    Parallel lent = network.parallel();
    go.countDown();
    network.forward(tensor);
    network.close();
    network.close();
    assertThat(done).containsExactly("forward", "close");
    for (Runnable work :
        List.<Runnable>of(
            () -> network.forward(tensor),
            () -> network.backward(Map.of()),
            () -> network.redirected(Map.of()),
            () -> lent.run(1, 1, (from, to) -> {}))) {
      assertThatThrownBy(work::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }
}
