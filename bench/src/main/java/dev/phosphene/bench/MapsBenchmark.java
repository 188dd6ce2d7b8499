package dev.phosphene.bench;

import dev.phosphene.image.Fourier;
import dev.phosphene.image.Parameterization;
import dev.phosphene.image.ToRgb;
import dev.phosphene.optim.Adam;
import dev.phosphene.optim.Optimizer;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.Transform;
import dev.phosphene.transform.Transforms;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures a step's cost outside the network, for one image: Fourier, colors, transforms, Adam.
 *
 * <p>Run all: {@code ./bench/run jmh MapsBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MapsBenchmark {

  /** Side of the image. */
  @Param({"128", "300"})
  private int size;

  private Maps maps = new Maps(1);

  /** Everything a step needs, for one size. */
  private static final class Maps {
    final Parameterization image;
    final Transform transform = Transforms.standard();
    final RandomGenerator random = new SplittableRandom(1);
    final Transform.View view;
    final Optimizer adam = Adam.of(0.05);
    final float[] parameters;
    final float[] gradient;
    final Tensor picture;
    final Tensor pictureGradient;
    final Tensor input;

    Maps(int size) {
      Shape shape = Shape.of(1, 3, Math.max(size, 64), Math.max(size, 64));
      image = Fourier.of(shape, ToRgb.decorrelated());
      view = transform.draw(shape, random);
      parameters = image.start(random);
      gradient = new float[image.size()];
      picture = Tensor.zeros(shape);
      pictureGradient = Tensor.zeros(shape);
      input = Tensor.zeros(transform.input(shape));
      image.apply(parameters, picture);
      view.apply(picture, input);
    }
  }

  /** Creates the maps of one size. */
  @Setup
  public void prepare() {
    maps = new Maps(size);
  }

  /** {@code ./bench/run jmh MapsBenchmark.fourier$}. */
  @Benchmark
  public Tensor fourier() {
    maps.image.apply(maps.parameters, maps.picture);
    return maps.picture;
  }

  /** {@code ./bench/run jmh MapsBenchmark.fourierBackward}. */
  @Benchmark
  public float[] fourierBackward() {
    maps.image.vjp(maps.parameters, maps.pictureGradient, maps.gradient);
    return maps.gradient;
  }

  /** {@code ./bench/run jmh MapsBenchmark.drawView}. */
  @Benchmark
  public Transform.View drawView() {
    return maps.transform.draw(maps.picture.shape(), maps.random);
  }

  /** {@code ./bench/run jmh MapsBenchmark.view$}. */
  @Benchmark
  public Tensor view() {
    maps.view.apply(maps.picture, maps.input);
    return maps.input;
  }

  /** {@code ./bench/run jmh MapsBenchmark.viewBackward}. */
  @Benchmark
  public Tensor viewBackward() {
    maps.view.vjp(maps.input, maps.pictureGradient);
    return maps.pictureGradient;
  }

  /** {@code ./bench/run jmh MapsBenchmark.adam}. */
  @Benchmark
  public float[] adam() {
    maps.adam.step(maps.parameters, maps.gradient);
    return maps.parameters;
  }
}
