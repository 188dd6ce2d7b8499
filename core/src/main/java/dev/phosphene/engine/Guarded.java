package dev.phosphene.engine;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Guards a network: refuses a second thread while one uses it, and any use after it is closed,
 * where the bare network might read freed memory. Closing waits for the thread that uses it.
 */
public final class Guarded implements Network {
  private final Network network;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;
  private boolean released; // guarded by the lock

  private Guarded(Network network) {
    this.network = network;
  }

  /** Returns the network with a guard. */
  public static Network of(Network network) {
    return new Guarded(network);
  }

  private <T> T alone(Supplier<T> work) {
    if (!lock.tryLock()) {
      throw new IllegalStateException(
          closed
              ? "the network is closed"
              : "the network is in use by another thread; compile one per thread");
    }
    try {
      if (closed) {
        throw new IllegalStateException("the network is closed");
      }
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Shape inputShape() {
    return network.inputShape();
  }

  @Override
  public Shape shape(String tap) {
    return network.shape(tap);
  }

  @Override
  public Tensor activation(String tap) {
    return network.activation(tap);
  }

  @Override
  public void forward(Tensor input) {
    alone(
        () -> {
          network.forward(input);
          return network;
        });
  }

  @Override
  public Tensor backward(Map<String, Tensor> cotangents) {
    return alone(() -> network.backward(cotangents));
  }

  @Override
  public Tensor redirected(Map<String, Tensor> cotangents) {
    return alone(() -> network.redirected(cotangents));
  }

  @Override
  public Parallel parallel() {
    Parallel lent = alone(network::parallel);
    return new Parallel() {
      @Override
      public void run(int size, int values, Part part) {
        alone(
            () -> {
              lent.run(size, values, part);
              return network;
            });
      }

      @Override
      public int threads() {
        return lent.threads();
      }
    };
  }

  @Override
  public void close() {
    closed = true;
    lock.lock();
    try {
      if (!released) {
        released = true;
        network.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
