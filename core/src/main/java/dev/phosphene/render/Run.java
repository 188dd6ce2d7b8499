package dev.phosphene.render;

import dev.phosphene.engine.Engine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.image.Parameterisation;
import dev.phosphene.objective.Objective;
import dev.phosphene.optim.Optimiser;
import dev.phosphene.output.Bitmap;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.Transform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One run with everything decided: puts the parts of the loop together, lets it run, and turns what
 * came of it into pictures.
 *
 * @param asked the objectives as they were asked for
 * @param fitting whether photographs are brought to the picture's size
 */
record Run(
    Model model,
    List<Objective> asked,
    Recipe recipe,
    Start start,
    boolean fitting,
    long seed,
    Engine engine,
    Engine.Options options,
    Listener listener) {

  Result result() {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom forStart = random.split();
    SplittableRandom forViews = random.split();
    Graph graph = recipe.get(Setting.INPUT).of(model).withPreprocessing();
    List<Objective> objectives =
        asked.stream().map(objective -> Terms.of(recipe, objective.on(model), start)).toList();
    Map<Path, Tensor> photos = photos(objectives);
    Parameterisation image = image();
    float[] parameters = parameters(image, forStart);
    Shape shape = image.picture();
    Transform views = recipe.get(Setting.VIEWS).transform();
    Shape input = views.input(shape);
    Optimiser rule =
        recipe
            .get(Setting.OPTIMISER)
            .of(recipe.get(Setting.STEP_SIZE), image.size() / objectives.size());
    try (Lens lens = Lens.on(graph, objectives, photos, shape, input, engine, options)) {
      Ascent ascent =
          new Ascent(
              lens,
              () -> Lens.on(graph, objectives, photos, shape, shape, engine, options),
              objectives.size(),
              image,
              views,
              rule,
              parameters);
      long began = System.nanoTime();
      int taken =
          ascent.run(recipe.steps(), recipe.get(Setting.REDIRECTED), forViews, listener);
      double seconds = (System.nanoTime() - began) * 1e-9;
      List<Picture> pictures = new ArrayList<>();
      for (int i = 0; i < shape.n(); i++) {
        pictures.add(picture(ascent, i, taken));
      }
      return new Result(pictures, taken, taken == recipe.steps(), seconds);
    }
  }

  /** Pictures of each objective. */
  private int each() {
    return recipe.get(Setting.PICTURES);
  }

  private Parameterisation image() {
    Size size = recipe.size();
    Shape group = Shape.of(each(), 3, size.height(), size.width());
    Param param = recipe.get(Setting.PARAM);
    return asked.size() == 1
        ? param.of(group, recipe)
        : new Groups(asked.size(), group, shape -> param.of(shape, recipe));
  }

  private Map<Path, Tensor> photos(List<Objective> objectives) {
    Map<Path, Tensor> photos = Photos.of(objectives);
    if (fitting) {
      photos.replaceAll((file, photo) -> Photos.fitted(photo, recipe.size()));
    }
    return photos;
  }

  private float[] parameters(Parameterisation image, RandomGenerator random) {
    if (start instanceof Start.Noise) {
      return image.start(random);
    }
    boolean fits = fitting && start instanceof Start.Photo;
    Start from = fits ? ((Start.Photo) start).fitted(recipe.size()) : start;
    return image.startFrom(from.picture(image.picture()));
  }

  private Picture picture(Ascent ascent, int index, int taken) {
    int objective = index / each();
    RunRecord run =
        new RunRecord(
            model.reference(),
            model.sha256(),
            asked.stream().map(Objective::toString).toList(),
            index,
            recipe,
            start.toString(),
            start instanceof Start.Photo photo ? photo.sha256() : "",
            Photos.hashes(asked),
            fitting,
            seed,
            engine.name(),
            engine.version(),
            options.precision(),
            options.threads() == 0
                ? Runtime.getRuntime().availableProcessors()
                : options.threads(),
            taken);
    List<Double> curve = ascent.curve(objective);
    boolean dead = ascent.dead(index);
    return new Picture(
        run.objectives().get(objective),
        Bitmap.of(ascent.picture(), index, recipe.get(Setting.QUANTISATION)),
        curve,
        dead,
        run.provenance(model.origin(), curve, dead));
  }
}
