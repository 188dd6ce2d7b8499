package dev.phosphene.render;

import dev.phosphene.ascent.Listener;
import dev.phosphene.dream.Zoom;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Renders images for objectives. Collects options, then runs:
 *
 * <pre>{@code
 * Result result = Render.of(model, "mixed3:1", "mixed4:7").size(200).seed(3).run();
 * }</pre>
 *
 * <p>All objectives of one run are optimized side by side, as one batch.
 *
 * <p>Not thread-safe: each thread builds its own. Several concurrent runs may share a {@link
 * Model}, which is immutable; each gives the same image as it would alone with the same {@link
 * #threads}.
 */
public final class Render {
  /** The number type in which a network computes. */
  public enum Precision {
    /**
     * The fastest type that the engine runs natively on this machine; float32 for the tutorial
     * recipe, whose published numbers bfloat16 does not reproduce.
     */
    AUTO,
    F32,
    BF16
  }

  private static final int MOST_THREADS = 1024;

  private final Model model;
  private final List<Objective> objectives;
  private Recipe recipe = Recipe.LUCID;
  private Start start = Start.noise();
  private boolean fitting = false;
  private long seed = 0;
  private String engine = "auto";
  private Precision precision = Precision.AUTO;
  private int threads = 0;
  private Listener listener = Listener.NONE;
  private @Nullable ZoomOutput flight;
  private boolean named = false;

  private Render(Model model, List<Objective> objectives) {
    if (objectives.isEmpty()) {
      throw new InputException("name at least one objective, such as layer:0");
    }
    this.model = model;
    this.objectives = List.copyOf(objectives);
  }

  /**
   * Prepares a run for objectives in text form.
   *
   * @throws InputException if a text does not parse
   */
  public static Render of(Model model, String... objectives) {
    return of(
        model,
        Arrays.stream(objectives)
            .flatMap(text -> ObjectiveParser.parse(text, model.graph()::channels).stream())
            .toList());
  }

  /** Prepares a run for the given objectives. */
  public static Render of(Model model, List<Objective> objectives) {
    return new Render(model, objectives);
  }

  /** Sets the recipe by name, replacing every setting of the run. */
  public Render recipe(String name) {
    named = true;
    return recipe(Recipe.of(name));
  }

  /** Sets the recipe, replacing every setting of the run. */
  public Render recipe(Recipe value) {
    recipe = value;
    return this;
  }

  /** Sets a square image size in pixels. */
  public Render size(int pixels) {
    return size(pixels, pixels);
  }

  /** Sets the image size in pixels. */
  public Render size(int width, int height) {
    recipe = recipe.with(Setting.SIZE, new Size(width, height));
    return this;
  }

  /** Sets the number of steps. */
  public Render steps(int steps) {
    recipe = recipe.with(Setting.STEPS, steps);
    return this;
  }

  /** Sets the start; a photo sets the image size to its own. */
  public Render start(Start value) {
    start = value;
    if (value instanceof Start.Photo photo) {
      Shape shape = photo.picture().shape();
      return size(shape.w(), shape.h());
    }
    return this;
  }

  /**
   * Sets whether photographs of another size, to start from or to compare with, are cropped and
   * scaled to the image size; by default they are refused.
   */
  public Render fitPhotos(boolean value) {
    fitting = value;
    return this;
  }

  /** Sets the random seed. */
  public Render seed(long value) {
    seed = value;
    return this;
  }

  /** Sets the engine by name; {@code auto} is the fastest that runs on this machine. */
  public Render engine(String name) {
    engine = name;
    return this;
  }

  /** Sets the number type in which the network computes. */
  public Render precision(Precision value) {
    precision = value;
    return this;
  }

  /**
   * Sets the engine's number of threads; 0, the default, is the engine's choice: one per core.
   *
   * @throws InputException if it is negative or too large
   */
  public Render threads(int count) {
    if (count < 0 || count > MOST_THREADS) {
      throw new InputException("threads must be 0 to " + MOST_THREADS + ": " + count);
    }
    threads = count;
    return this;
  }

  /** Zooms into the finished dream; each frame goes to {@code frames}. */
  public Render zoom(Zoom zoom, Zoom.Frames frames) {
    flight = new ZoomOutput(zoom, frames);
    return this;
  }

  /** Sets the listener that follows the run. */
  public Render listener(Listener value) {
    listener = value;
    return this;
  }

  /**
   * Runs the optimization.
   *
   * @throws InputException if a layer, channel or position does not exist, or a size or engine does
   *     not fit
   */
  public Result run() {
    Engine chosen = engine.equals("auto") ? Engines.best() : Engines.named(engine);
    if (named) {
      recipe.check(objectives, start);
    }
    if (flight != null && !recipe.dreams()) {
      throw new InputException("a zoom needs a dream; choose --recipe deepdream, or --octaves");
    }
    return new Run(
            model,
            objectives,
            recipe,
            start,
            fitting,
            seed,
            chosen,
            new Engine.Options(
                precision(
                    precision, recipe, () -> FasterPrecision.of(chosen, model, objectives, recipe)),
                threads,
                recipe.repeatsNumbers() && !(start instanceof Start.Noise)),
            listener,
            flight)
        .result();
  }

  /**
   * Decides the precision of a network.
   *
   * @param faster supplies the faster precision on this machine; asked only if nothing else decides
   */
  static Engine.Precision precision(
      Precision requested, Recipe recipe, Supplier<Engine.Precision> faster) {
    return switch (requested) {
      case AUTO -> recipe.repeatsNumbers() ? Engine.Precision.F32 : faster.get();
      case F32 -> Engine.Precision.F32;
      case BF16 -> Engine.Precision.BF16;
    };
  }
}
