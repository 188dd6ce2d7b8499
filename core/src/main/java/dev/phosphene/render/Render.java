package dev.phosphene.render;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.image.Parameterisation;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.output.Bitmap;
import dev.phosphene.tensor.Shape;
import dev.phosphene.transform.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What is to be rendered, and how. Collects options, then runs:
 *
 * <pre>{@code
 * Result result = Render.of(model, "mixed3:1", "mixed4:7").size(200).seed(3).run();
 * }</pre>
 *
 * <p>All objectives of one run are optimised side by side, as one batch.
 */
public final class Render {
  private final Model model;
  private final List<Objective> objectives;
  private Recipe recipe = Recipe.LUCID;
  private Start start = Start.NOISE;
  private long seed = 0;
  private String engine = "auto";
  private Engine.Precision precision = Engine.Precision.F32;
  private int threads = 0;
  private Listener listener = Listener.NONE;

  private Render(Model model, List<Objective> objectives) {
    if (objectives.isEmpty()) {
      throw new InputException("name at least one objective, such as layer:0");
    }
    this.model = model;
    this.objectives = List.copyOf(objectives);
  }

  /**
   * A run for the objectives of the given texts.
   *
   * @throws InputException if a text does not parse
   */
  public static Render of(Model model, String... objectives) {
    return of(
        model,
        Arrays.stream(objectives).flatMap(text -> ObjectiveParser.parse(text).stream()).toList());
  }

  /** A run for the given objectives. */
  public static Render of(Model model, List<Objective> objectives) {
    return new Render(model, objectives);
  }

  /** The recipe, by name; sets every number of the run. */
  public Render recipe(String name) {
    return recipe(Recipe.named(name));
  }

  /** The recipe; sets every number of the run. */
  public Render recipe(Recipe value) {
    recipe = value;
    return this;
  }

  /** A square picture. */
  public Render size(int pixels) {
    return size(pixels, pixels);
  }

  /** The picture's size in pixels. */
  public Render size(int width, int height) {
    recipe = recipe.withSize(width, height);
    return this;
  }

  /** How many steps. */
  public Render steps(int steps) {
    recipe = recipe.withSteps(steps);
    return this;
  }

  /** The step size, in the parameterisation's units. */
  public Render stepSize(double size) {
    recipe = recipe.withStepSize(size);
    return this;
  }

  /** From where; a photo sets the picture's size to its own. */
  public Render start(Start value) {
    start = value;
    if (value instanceof Start.Photo photo) {
      Shape shape = photo.picture().shape();
      return size(shape.w(), shape.h());
    }
    return this;
  }

  /** What every random number of the run is drawn from. */
  public Render seed(long value) {
    seed = value;
    return this;
  }

  /** The engine by name, or {@code auto} for the fastest that runs here. */
  public Render engine(String name) {
    engine = name;
    return this;
  }

  /** The type that the network computes in. */
  public Render precision(Engine.Precision value) {
    precision = value;
    return this;
  }

  /** How many threads the engine uses; 0 for one on each core. */
  public Render threads(int count) {
    threads = count;
    return this;
  }

  /** Who follows the run. */
  public Render listener(Listener value) {
    listener = value;
    return this;
  }

  /**
   * Renders.
   *
   * @throws InputException if a layer, channel, position, size or engine does not fit
   */
  public Result run() {
    Engine chosen = engine.equals("auto") ? Engines.best() : Engines.named(engine);
    Shape shape = Shape.of(objectives.size(), 3, recipe.height(), recipe.width());
    Parameterisation image = recipe.image().of(shape);
    Transform views = recipe.views().transform();
    Graph graph = recipe.input().of(model).withPreprocessing();
    Engine.Options options = new Engine.Options(precision, threads);
    RandomGenerator random = new SplittableRandom(seed);
    float[] parameters =
        start instanceof Start.Noise ? image.start(random) : image.startFrom(start.picture(shape));
    try (Lens lens = Lens.on(graph, objectives, views.input(shape), chosen, options)) {
      int each = image.size() / shape.n();
      Ascent ascent =
          new Ascent(lens, image, views, recipe.rule().of(recipe.stepSize(), each), parameters);
      long began = System.nanoTime();
      int taken = ascent.run(recipe.steps(), random, listener);
      double seconds = (System.nanoTime() - began) * 1e-9;
      List<Picture> pictures = new ArrayList<>();
      for (int i = 0; i < objectives.size(); i++) {
        RunRecord run =
            new RunRecord(
                model.name(),
                objectives.stream().map(Objective::toString).toList(),
                i,
                recipe,
                start.toString(),
                seed,
                chosen.name(),
                precision,
                threads);
        pictures.add(
            new Picture(
                objectives.get(i).toString(),
                Bitmap.of(ascent.picture(), i, recipe.quantisation()),
                ascent.curve(i),
                ascent.dead(i),
                run.provenance(model, chosen, start, taken, ascent.curve(i), ascent.dead(i))));
      }
      return new Result(pictures, taken, taken == recipe.steps(), seconds);
    }
  }
}
