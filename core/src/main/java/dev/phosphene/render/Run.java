package dev.phosphene.render;

import dev.phosphene.ascent.Ascent;
import dev.phosphene.ascent.BatchParameterization;
import dev.phosphene.ascent.CompiledObjective;
import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.Liveness;
import dev.phosphene.ascent.ReducedNetwork;
import dev.phosphene.dream.DeepDream;
import dev.phosphene.dream.DreamResult;
import dev.phosphene.engine.Engine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Luma;
import dev.phosphene.graph.Model;
import dev.phosphene.image.Grayscale;
import dev.phosphene.image.Parameterization;
import dev.phosphene.io.Hash;
import dev.phosphene.objective.Objective;
import dev.phosphene.optim.Optimizer;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.Resampling;
import dev.phosphene.recipe.AlphaMode;
import dev.phosphene.recipe.NetworkInput;
import dev.phosphene.recipe.ParameterizationKind;
import dev.phosphene.recipe.Photos;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.RecipeObjective;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.rewrite.SmoothMaxPool;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.Transform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run with all settings decided: assembles the parts of the loop, runs it, and turns the
 * outcome into images.
 *
 * @param requested the objectives as the user gave them
 * @param fitting whether photographs are cropped and scaled to the image size
 * @param flight the zoom that follows a dream, or null
 */
record Run(
    Model model,
    List<Objective> requested,
    Recipe recipe,
    Start start,
    boolean fitting,
    long seed,
    Engine engine,
    Engine.Options options,
    Listener listener,
    @Nullable ZoomOutput flight) {

  Result result() {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom forStart = random.split();
    SplittableRandom forViews = random.split();
    Graph whole = recipe.get(Setting.INPUT).of(model).withPreprocessing();
    Graph graph = recipe.get(Setting.SMOOTH_POOLING) ? SmoothMaxPool.in(whole) : whole;
    List<Objective> objectives =
        requested.stream()
            .map(objective -> RecipeObjective.of(recipe, objective.on(model), start))
            .toList();
    Map<Path, Tensor> photos = photos(objectives);
    return recipe.dreams()
        ? dream(graph, objectives, photos, forStart, forViews)
        : climb(graph, objectives, photos, forStart, forViews);
  }

  /** Optimizes all objectives side by side in one loop. */
  private Result climb(
      Graph graph,
      List<Objective> objectives,
      Map<Path, Tensor> photos,
      RandomGenerator forStart,
      RandomGenerator forViews) {
    Parameterization image = image();
    Shape shape = image.picture();
    Shape seen = withoutAlpha(shape);
    Transform views = NetworkInput.views(recipe, graph);
    check(graph, objectives, photos, seen, views.input(shape));
    Optimizer rule = recipe.optimizer(recipe.steps(), image.size() / objectives.size());
    float[] parameters = parameters(image, forStart);
    ReducedNetwork needed = ReducedNetwork.of(graph, objectives);
    try (CompiledObjective compiled =
        CompiledObjective.on(
            needed, objectives, photos, seen, views.input(shape), engine, options)) {
      Ascent ascent =
          new Ascent(
              compiled,
              whole -> whole(needed, objectives, photos, whole),
              wholly(graph, objectives, seen, views.input(shape)),
              objectives.size(),
              image,
              views,
              rule,
              parameters,
              recipe.get(Setting.ALPHA) == AlphaMode.GRADIENT);
      long began = System.nanoTime();
      int taken = ascent.run(recipe.steps(), recipe.get(Setting.REDIRECTED), forViews, listener);
      double seconds = (System.nanoTime() - began) * 1e-9;
      List<RenderedImage> pictures = new ArrayList<>();
      for (int i = 0; i < shape.n(); i++) {
        Bitmap bitmap = bitmap(ascent.picture(), i);
        List<Objective> alone = List.of(requested.get(i / each()));
        List<Double> curve = ascent.curve(i / each());
        pictures.add(picture(bitmap, alone, i % each(), taken, curve, ascent.life(i)));
      }
      return new Result(pictures, taken, taken == recipe.steps(), seconds);
    }
  }

  /**
   * Dreams one objective after the other, each on the whole photograph in its octaves, as if it
   * were alone. An interruption ends the series.
   */
  private Result dream(
      Graph graph,
      List<Objective> objectives,
      Map<Path, Tensor> photos,
      RandomGenerator forStart,
      RandomGenerator forViews) {
    Tensor photo = RecipeDreams.start(begin(), recipe.size(), forStart);
    long rolls = forViews.nextLong();
    List<RenderedImage> pictures = new ArrayList<>();
    int taken = 0;
    boolean complete = true;
    long began = System.nanoTime();
    for (int i = 0; i < objectives.size() && complete; i++) {
      DeepDream dream =
          RecipeDreams.of(recipe, graph, gray(), objectives.get(i), photos, engine, options);
      SplittableRandom random = new SplittableRandom(rolls);
      DreamResult dreamed = dream.run(photo, random, listener);
      taken += dreamed.steps();
      complete = dreamed.complete();
      Bitmap bitmap = bitmap(dreamed.picture(), 0);
      List<Objective> alone = List.of(requested.get(i));
      pictures.add(picture(bitmap, alone, 0, dreamed.steps(), dreamed.curve(), dreamed.life()));
      if (flight != null && complete) {
        complete = flight.of(dreamed.picture(), dream, random, listener);
      }
    }
    return new Result(pictures, taken, complete, (System.nanoTime() - began) * 1e-9);
  }

  /** Returns the number of images per objective. */
  private int each() {
    return recipe.get(Setting.BATCH);
  }

  private Parameterization image() {
    Size size = recipe.size();
    ParameterizationKind param = recipe.get(Setting.PARAM);
    int channels = 3;
    if (recipe.get(Setting.ALPHA) == AlphaMode.LEARNED) {
      if (each() > 1 || !param.canBeTransparent()) {
        throw new InputException(
            "--alpha learned requires one image per objective and --param fourier,"
                + " free-pixels or pyramid");
      }
      channels = 4;
    }
    Shape group = Shape.of(each(), channels, size.height(), size.width());
    return requested.size() == 1
        ? part(group)
        : new BatchParameterization(requested.size(), group, this::part);
  }

  /** Returns the parameterization of one objective's images; a one-channel network's are gray. */
  private Parameterization part(Shape pictures) {
    ParameterizationKind param = recipe.get(Setting.PARAM);
    return gray()
        ? Grayscale.of(pictures, planes -> param.of(planes, recipe))
        : param.of(pictures, recipe);
  }

  /** Returns whether the network sees luma alone. */
  private boolean gray() {
    return model.preprocessing().isGray();
  }

  /** Refuses combinations that would fail only at the end or silently mean something else. */
  private void check(
      Graph graph,
      List<Objective> objectives,
      Map<Path, Tensor> photos,
      Shape pictures,
      Shape input) {
    CompiledObjective.check(graph, objectives, input);
    CompiledObjective.check(graph, objectives, wholly(graph, objectives, pictures, input));
    if (input.n() != pictures.n()
        && objectives.stream().anyMatch(objective -> objective.pictures() > 1)) {
      throw new InputException(
          "transforms that take several crops cannot be combined with objectives that compare"
              + " pictures");
    }
    if (recipe.get(Setting.DIVERSITY) > 0) {
      RecipeObjective.requireStyles(graph, requested, model, input);
    }
    if (recipe.get(Setting.ALPHA) == AlphaMode.LEARNED && !photos.isEmpty()) {
      throw new InputException(
          "--alpha learned cannot be combined with objectives that compare with a photograph");
    }
    if (recipe.get(Setting.PARAM) == ParameterizationKind.MACO && start instanceof Start.Flat) {
      throw new InputException("maco cannot start from " + start + ", which has no phases");
    }
  }

  /**
   * Returns the input shape for whole images at the end: their own, or the network's input size if
   * it takes only one size, to which they are scaled.
   */
  private static Shape wholly(Graph graph, List<Objective> objectives, Shape images, Shape input) {
    return ReducedNetwork.reaches(graph, objectives, images)
        ? images
        : Shape.of(images.n(), images.c(), input.h(), input.w());
  }

  /**
   * Compiles an objective for whole images at the end; photographs of their size are scaled with
   * them.
   */
  private CompiledObjective whole(
      ReducedNetwork needed, List<Objective> objectives, Map<Path, Tensor> photos, Shape whole) {
    Map<Path, Tensor> scaled = new LinkedHashMap<>(photos);
    Size size = recipe.size();
    scaled.replaceAll(
        (file, photo) ->
            photo.shape().h() == size.height() && photo.shape().w() == size.width()
                ? Resampling.resize(photo, whole.w(), whole.h())
                : photo);
    return CompiledObjective.on(needed, objectives, scaled, whole, whole, engine, options);
  }

  private Map<Path, Tensor> photos(List<Objective> objectives) {
    Map<Path, Tensor> photos = Photos.of(objectives);
    if (gray()) {
      photos.replaceAll((file, photo) -> Luma.inAllPlanes(photo));
    }
    if (fitting) {
      photos.replaceAll((file, photo) -> Photos.fitted(photo, recipe.size()));
    }
    return photos;
  }

  private float[] parameters(Parameterization image, RandomGenerator random) {
    return start instanceof Start.Noise
        ? image.start(random)
        : image.startFrom(begin().picture(withoutAlpha(image.picture())));
  }

  private static Shape withoutAlpha(Shape pictures) {
    return Shape.of(pictures.n(), 3, pictures.h(), pictures.w());
  }

  /** Returns the SHA-256 of every file the run depends on except model and start, by file name. */
  private Map<String, String> files(List<Objective> batch) {
    Map<String, String> files = Photos.hashes(batch);
    String spectrum = recipe.get(Setting.SPECTRUM);
    if (recipe.get(Setting.PARAM) == ParameterizationKind.MACO
        && !spectrum.equals(ParameterizationKind.SHIPPED_SPECTRUM)) {
      files.put(spectrum, Hash.of(Path.of(spectrum), "SHA-256"));
    }
    return files;
  }

  /** Returns the start as the images need it: a photograph in their size and, if they are, gray. */
  private Start begin() {
    if (start instanceof Start.Photo photo) {
      Start.Photo shown = gray() ? photo.gray() : photo;
      return fitting ? shown.fitted(recipe.size()) : shown;
    }
    return start;
  }

  private Bitmap bitmap(Tensor pictures, int index) {
    return Bitmap.of(pictures, index, recipe.get(Setting.QUANTIZATION));
  }

  /**
   * An image with the record of its own objective alone, since no other had a part in it.
   *
   * @param index which of the objective's images it is
   */
  private RenderedImage picture(
      Bitmap bitmap,
      List<Objective> alone,
      int index,
      int taken,
      List<Double> curve,
      Liveness life) {
    RunRecord run =
        new RunRecord(
            model.reference(),
            model.sha256(),
            Optional.of(recipe.get(Setting.INPUT).of(model).preprocessing()),
            alone.stream().map(Objective::toString).toList(),
            index,
            recipe,
            start.toString(),
            start instanceof Start.Photo photo ? photo.sha256() : "",
            files(alone),
            fitting,
            seed,
            engine.name(),
            engine.version(),
            options.precision(),
            options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads(),
            taken);
    String objective = run.objectives().get(run.objective());
    return new RenderedImage(
        objective, bitmap, curve, life, run.provenance(model.origin(), curve, life));
  }
}
