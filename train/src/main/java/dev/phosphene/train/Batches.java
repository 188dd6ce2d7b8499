package dev.phosphene.train;

import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The augmented and shuffled images of one epoch, prepared by a background thread. The same seed
 * and epoch give the same batches.
 */
final class Batches implements AutoCloseable {
  /**
   * Some images with their labels.
   *
   * @param pixels network input, float32 [n,side,side,3]
   * @param labels [n]
   */
  record Batch(float[] pixels, long[] labels) {}

  private final BlockingQueue<Batch> ready = new ArrayBlockingQueue<>(4);
  private final Thread worker;

  Batches(Cifar10 data, Augmentation augmentation, int side, int size, long seed, int epoch) {
    worker =
        new Thread(
            () -> {
              SplittableRandom random = new SplittableRandom(seed * 1_000_003 + epoch);
              int[] order = shuffled(data.count(), random);
              try {
                for (int b = 0; b + size <= order.length; b += size) {
                  ready.put(make(data, augmentation, side, size, order, b, seed, epoch, random));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "batches");
    worker.setDaemon(true);
    worker.start();
  }

  private static Batch make(
      Cifar10 data,
      Augmentation augmentation,
      int side,
      int size,
      int[] order,
      int first,
      long seed,
      int epoch,
      SplittableRandom random) {
    float[] pixels = new float[size * side * side * 3];
    long[] labels = new long[size];
    for (int i = 0; i < size; i++) {
      int index = order[first + i];
      boolean mirrored = mirrored(index, seed, epoch);
      augmentation.apply(data.pixels(), index, mirrored, random, pixels, i * side * side * 3);
      labels[i] = data.labels()[index];
    }
    return new Batch(pixels, labels);
  }

  /**
   * Returns whether to mirror an image: every other epoch, with a random first choice per image
   * (alternating flip; K. Jordan, "94% on CIFAR-10 in 3.29 seconds", 2024).
   */
  static boolean mirrored(int index, long seed, int epoch) {
    boolean first = new SplittableRandom(seed ^ (index * 0x9E3779B97F4A7C15L)).nextBoolean();
    return first ^ (epoch % 2 == 1);
  }

  static int[] shuffled(int n, SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  Batch next() throws InterruptedException {
    return ready.take();
  }

  @Override
  public void close() {
    worker.interrupt();
  }
}
