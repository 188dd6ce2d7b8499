package dev.phosphene.dream;

import dev.phosphene.ascent.CompiledObjectives;
import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.Liveness;
import dev.phosphene.ascent.ObjectiveCompiler;
import dev.phosphene.ascent.Snapshot;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Luma;
import dev.phosphene.optim.Optimizer;
import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * DeepDream: gradient ascent on a photograph of any size, octave by octave.
 *
 * <pre>{@code
 * ObjectiveCompiler compiler = ObjectiveCompiler.of(model.withPreprocessing(), objective, engine, options);
 * IntFunction<Optimizer> google = size -> NormalizedAscent.of(Measure.MEAN_ABS, 1.5 / 255, size);
 * DeepDream dream = new DeepDream(compiler, Octaves.GOOGLE, 10, google);
 * DreamResult dreamed = dream.run(ImageFiles.read(file), new SplittableRandom(seed), Listener.NONE);
 * }</pre>
 *
 * <p>Each octave starts from the photograph at its size plus the detail added so far, scaled up
 * from the octave below; so the dream grows with the image, and the photograph's own detail is
 * never blurred (google/deepdream, dream.ipynb, deepdream; equivalent to the lost detail of
 * keras-team/keras-io, examples/generative/deep_dream.py). The photograph is resampled for each
 * octave, row by row, so memory holds only the photograph, the octave's image, the detail from
 * below and the gradient: 12 megapixels fit in less than two gigabytes.
 *
 * <p>An objective is evaluated on each tile as if the tile were the image. One that reads a
 * position, such as {@code layer:7@3,4}, is allowed, but reads that position in every tile.
 */
public final class DeepDream {
  private final ObjectiveCompiler compiler;
  private final Octaves octaves;
  private final int iterations;
  private final IntFunction<Optimizer> rules;
  private final boolean gray;

  /**
   * Makes a dream of one objective.
   *
   * @param compiler the objective on its network
   * @param iterations steps in each octave, at least 0
   * @param rules makes an optimizer for an image of a number of values; these are RGB in [0, 1],
   *     and so is the learning rate. One octave is one example of it, so a gradient is normalized
   *     over the whole image
   */
  public DeepDream(
      ObjectiveCompiler compiler, Octaves octaves, int iterations, IntFunction<Optimizer> rules) {
    this(compiler, octaves, iterations, rules, false);
  }

  private DeepDream(
      ObjectiveCompiler compiler,
      Octaves octaves,
      int iterations,
      IntFunction<Optimizer> rules,
      boolean gray) {
    if (iterations < 0) {
      throw new InputException("the number of steps cannot be negative: " + iterations);
    }
    this.compiler = compiler;
    this.octaves = octaves;
    this.iterations = iterations;
    this.rules = rules;
    this.gray = gray;
  }

  /**
   * Returns the same dream in gray, for networks of one channel: it uses the photograph's luma, and
   * a step changes red, green and blue equally, by the gradient along gray.
   */
  public DeepDream gray() {
    return new DeepDream(compiler, octaves, iterations, rules, true);
  }

  /** Returns the number of steps in all octaves together. */
  public int steps() {
    return iterations * octaves.count();
  }

  /**
   * Refuses a photograph of which some octave is too small for the network, before computing.
   *
   * @param photo {@code [1, 3, h, w]}
   * @throws InputException naming the octave that is too small and the possible number of octaves
   */
  public void check(Shape photo) {
    List<Shape> shapes = octaves.of(photo);
    for (int i = shapes.size() - 1; i >= 0; i--) {
      Shape octave = shapes.get(i);
      Tiles tiles = tiles(octave);
      try {
        compiler.check(tiles.shape());
      } catch (InputException problem) {
        int usable = shapes.size() - 1 - i;
        if (usable == 0 || tiles.count() > 1) {
          throw problem;
        }
        throw new InputException(
            ("of %d octaves of a %d×%d photograph, the one of %d×%d pixels is too small;"
                    + " use at most %d: %s")
                .formatted(
                    shapes.size(),
                    photo.w(),
                    photo.h(),
                    octave.w(),
                    octave.h(),
                    usable,
                    problem.getMessage()),
            problem);
      }
    }
  }

  /**
   * Runs the dream.
   *
   * @param photo {@code [1, 3, h, w]}, RGB in [0, 1]; unchanged
   * @param random source of the rolls
   * @param listener receives images of the octaves' sizes; if it ends the run, the detail so far is
   *     scaled to the photograph's size
   * @throws InputException if an octave is too small for the network, or a value is not finite
   */
  public DreamResult run(Tensor photo, RandomGenerator random, Listener listener) {
    check(photo.shape());
    try (CompiledObjectives open = compiler()) {
      return run(photo, random, listener, open);
    }
  }

  /** Makes an empty cache of compiled objectives, for one run or several. */
  CompiledObjectives compiler() {
    return new CompiledObjectives(compiler, octaves.tile());
  }

  /** Runs the dream with compiled objectives that outlive the run. */
  DreamResult run(
      Tensor original, RandomGenerator random, Listener listener, CompiledObjectives open) {
    Tensor photo = gray ? Luma.inAllPlanes(original) : original;
    Course course = new Course(random, listener, open);
    List<Shape> shapes = octaves.of(photo.shape());
    Tensor picture = Tensor.zeros(shapes.get(0));
    for (int i = 0; i < shapes.size() && !course.stopped; i++) {
      Shape shape = shapes.get(i);
      boolean last = i == shapes.size() - 1;
      picture = Resampling.resample(picture, shape.w(), shape.h());
      layOn(photo, picture);
      course.dream(picture, last);
      if (last && shape.equals(photo.shape())) {
        return course.result(picture);
      }
      liftOff(photo, picture);
    }
    picture = Resampling.resample(picture, photo.shape().w(), photo.shape().h());
    layOn(photo, picture);
    return course.result(picture);
  }

  /** Turns detail into an image: adds the photograph at that size, and clips to [0, 1]. */
  private static void layOn(Tensor photo, Tensor detail) {
    float[] data = detail.data();
    scaled(
        photo,
        detail.shape(),
        (plane, y, row) -> {
          int at = (plane * detail.shape().h() + y) * row.length;
          for (int x = 0; x < row.length; x++) {
            data[at + x] = cut(data[at + x] + cut(row[x]));
          }
        });
  }

  /** Turns an image into detail: subtracts the photograph at that size. */
  private static void liftOff(Tensor photo, Tensor picture) {
    float[] data = picture.data();
    scaled(
        photo,
        picture.shape(),
        (plane, y, row) -> {
          int at = (plane * picture.shape().h() + y) * row.length;
          for (int x = 0; x < row.length; x++) {
            data[at + x] -= cut(row[x]);
          }
        });
  }

  private static void scaled(Tensor photo, Shape to, Resampling.Rows rows) {
    Resampling.rows(photo, Resampling.Box.whole(photo.shape()), to.w(), to.h(), rows);
  }

  private static float cut(float value) {
    return Math.max(0f, Math.min(1f, value));
  }

  private Tiles tiles(Shape octave) {
    return Tiles.of(octave, octaves.tile(), octaves.margin());
  }

  /** The progress of one run through its steps. */
  private final class Course {
    private final RandomGenerator random;
    private final Listener listener;
    private final CompiledObjectives open;
    private final List<Double> curve = new ArrayList<>();
    private int taken;
    private boolean stopped;
    private boolean alive;

    Course(RandomGenerator random, Listener listener, CompiledObjectives open) {
      this.random = random;
      this.listener = listener;
      this.open = open;
    }

    /** Optimizes an octave's image in place; after the last octave, also evaluates the result. */
    void dream(Tensor picture, boolean last) {
      if (iterations == 0 && !last) {
        return;
      }
      Tiles tiles = tiles(picture.shape());
      TiledAscent ascent = new TiledAscent(open.of(tiles.shape()), tiles, picture, octaves.roll());
      Optimizer rule = rules.apply(picture.data().length);
      for (int i = 0; i < iterations && !stopped; i++) {
        boolean seen = ascent.look(random, listener);
        note(seen, ascent, picture);
        if (!stopped) {
          ascent.step(rule, gray);
          taken++;
        }
      }
      if (last && !stopped) {
        note(ascent.observe(listener), ascent, picture);
        stopped = false;
      }
      alive |= ascent.alive();
    }

    private void note(boolean seen, TiledAscent ascent, Tensor picture) {
      curve.add(ascent.value()[0]);
      stopped = !seen || !listener.at(new Snapshot(taken, steps(), ascent.value(), picture));
    }

    DreamResult result(Tensor picture) {
      return new DreamResult(picture, curve, taken, taken == steps(), Liveness.of(alive, taken, 0));
    }
  }
}
