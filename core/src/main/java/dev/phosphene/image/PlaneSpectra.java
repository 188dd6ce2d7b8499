package dev.phosphene.image;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * {@link RealFft2} of all planes of a batch {@code [n, c, h, w]}, several at a time and these in
 * parallel: spectra {@code [n, c, 2, h, w/2+1]}.
 */
final class PlaneSpectra {
  /** Largest row length with which the buffers of usual images stay in the caches. */
  private static final int MOST_COLUMNS = 240;

  private final Shape shape;
  private final int planes;

  /** Number of planes transformed together; leaves work for two threads even for one image. */
  private final int together;

  /** Plans that no thread is using. */
  private final ConcurrentLinkedDeque<RealFft2> plans = new ConcurrentLinkedDeque<>();

  private final RealFft2 first;
  private Parallel parallel = Parallel.SERIAL;

  PlaneSpectra(Shape shape) {
    this.shape = shape;
    planes = shape.n() * shape.c();
    int columns = Math.max(shape.w() / 2 + 1, (shape.h() + 1) / 2);
    together = Math.max(1, Math.min((planes + 1) / 2, MOST_COLUMNS / columns));
    first = plan();
    plans.add(first);
  }

  private RealFft2 plan() {
    return RealFft2.of(shape.h(), shape.w(), together);
  }

  /** Lends threads to all further transforms. */
  void use(Parallel threads) {
    parallel = threads;
  }

  /** Returns the number of values of one plane's spectrum: 2·h·(w/2+1). */
  int size() {
    return first.spectrumSize();
  }

  /** Returns the real factors of each plane's spectrum, {@code [h, w/2+1]}, in internal format. */
  float[][] factors(float[] plane) {
    return first.factors(plane);
  }

  /** Runs {@link RealFft2#inverse} on the spectra times {@code factors}. */
  void inverse(float[] spectra, float[][] factors, float[] to) {
    int area = shape.h() * shape.w();
    run((fft, plane, n) -> fft.inverse(n, spectra, plane * size(), factors, to, plane * area));
  }

  /** Runs {@link RealFft2#forward}, and multiplies the spectra by {@code factors}. */
  void forward(float[] from, float[][] factors, float[] spectra) {
    int area = shape.h() * shape.w();
    run((fft, plane, n) -> fft.forward(n, from, plane * area, factors, spectra, plane * size()));
  }

  private interface Together {
    /** Transforms {@code count} planes starting at {@code plane}. */
    void transform(RealFft2 fft, int plane, int count);
  }

  private void run(Together work) {
    parallel.run(
        (planes + together - 1) / together,
        shape.size(),
        (from, to) -> {
          RealFft2 plan = plans.poll();
          RealFft2 fft = plan == null ? plan() : plan;
          try {
            for (int i = from; i < to; i++) {
              int plane = i * together;
              work.transform(fft, plane, Math.min(together, planes - plane));
            }
          } finally {
            plans.push(fft);
          }
        });
  }
}
