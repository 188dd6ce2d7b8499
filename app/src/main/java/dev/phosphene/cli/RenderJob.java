package dev.phosphene.cli;

import dev.phosphene.ascent.CompiledObjective;
import dev.phosphene.ascent.Listener;
import dev.phosphene.dream.Zoom;
import dev.phosphene.engine.Engine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Objective;
import dev.phosphene.output.Provenance;
import dev.phosphene.recipe.DefaultSize;
import dev.phosphene.recipe.NetworkInput;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.render.Render;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.render.Result;
import dev.phosphene.render.RunRecord;
import dev.phosphene.tensor.Shape;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Renders objectives in batches; saves and reports each image as soon as it is done. */
final class RenderJob {
  /** Maximum number of pixels optimized in one batch, unless one image has more. */
  private static final long BATCH_PIXELS = 4 * 300 * 300;

  private static final int BATCH = 16;

  private final Plan plan;
  private final OutputOptions output;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Made made = new Made();
  private final Map<List<String>, Recipe> sized = new HashMap<>();

  /**
   * What to render.
   *
   * @param sizeFree whether each layer's images get the size that suits the layer
   * @param engine the engine options
   * @param again the run to repeat, or null
   */
  record Plan(
      Model model,
      Recipe recipe,
      boolean sizeFree,
      Start start,
      boolean fitting,
      long seed,
      EngineOptions engine,
      @Nullable RunRecord again) {}

  RenderJob(Plan plan, OutputOptions output, PrintWriter out, PrintWriter err) {
    this.plan = plan;
    this.output = output;
    this.out = out;
    this.err = err;
  }

  /** Renders; returns the exit code. */
  int run(List<Objective> requested) {
    List<Objective> objectives = requested.stream().map(one -> one.on(plan.model())).toList();
    List<List<Objective>> batches = batches(objectives);
    batches.forEach(this::check);
    List<OutputOptions.Target> targets = output.targets(plan.model().name(), wanted(objectives));
    if (output.preview && !Terminal.onError()) {
      err.println("phosphene: standard error is no terminal, so there is no preview");
    }
    try (Interrupt interrupt = new Interrupt()) {
      for (List<Objective> batch : batches) {
        if (!interrupt.requested()) {
          render(batch, targets, interrupt);
        }
      }
      report(sheet());
      if (interrupt.requested() && !output.json) {
        err.printf(
            "phosphene: interrupted; %d of %d pictures are there%n",
            made.pictures().size(), targets.size());
      }
      made.rethrow();
      return interrupt.requested() ? Interrupt.EXIT_CODE : 0;
    }
  }

  /** Writes the contact sheet of the images so far; returns its file if there is one. */
  private @Nullable Path sheet() {
    List<Saved> pictures = made.pictures();
    Destination target = output.sheet();
    return target == null || pictures.isEmpty()
        ? null
        : made.attempt(
            () ->
                Sheets.write(
                    target,
                    plan.model().name(),
                    output.sheetColumns,
                    each(),
                    pictures,
                    output.anonymous));
  }

  /** Rejects what cannot be rendered, before rendering starts. */
  private void check(List<Objective> batch) {
    Size size = recipe(batch.get(0)).size();
    Shape pictures;
    try {
      pictures = Shape.of(batch.size() * each(), 3, size.height(), size.width());
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "%d pictures of %d×%d are too large for this program"
              .formatted(batch.size() * each(), size.width(), size.height()),
          e);
    }
    Graph graph = graph();
    Shape seen = NetworkInput.of(recipe(batch.get(0)), graph, pictures);
    try {
      CompiledObjective.check(graph, batch, seen);
    } catch (InputException e) {
      throw new InputException(e.getMessage() + hint(graph, batch, seen), e);
    }
  }

  /** Suggests how to render an image of another size with a network of a fixed size. */
  private static String hint(Graph graph, List<Objective> batch, Shape seen) {
    Shape own = graph.notes().size().orElse(seen);
    Shape fitting = Shape.of(seen.n(), seen.c(), own.h(), own.w());
    if (fitting.equals(seen)) {
      return "";
    }
    try {
      CompiledObjective.check(graph, batch, fitting);
    } catch (InputException e) {
      return "";
    }
    return "; the network takes %d×%d, and --recipe crops or --transforms crop:%dx%d shows it parts of a larger image"
        .formatted(own.w(), own.h(), own.w(), own.h());
  }

  /** Names each saved image's objective: all objectives' images, or the one being repeated. */
  private List<String> wanted(List<Objective> objectives) {
    RunRecord again = plan.again();
    if (again != null) {
      return List.of(objectives.get(again.objective()).toString());
    }
    return objectives.stream()
        .flatMap(objective -> Collections.nCopies(each(), objective.toString()).stream())
        .toList();
  }

  /**
   * Returns the recipe, sized for the objective's layer if the size is free: independent of others.
   */
  private Recipe recipe(Objective objective) {
    return plan.sizeFree()
        ? sized.computeIfAbsent(
            layers(objective), read -> DefaultSize.in(plan.recipe(), graph(), read))
        : plan.recipe();
  }

  private Graph graph() {
    return plan.model().withPreprocessing();
  }

  private static List<String> layers(Objective objective) {
    return objective.reads().stream().map(Objective.Reads::layer).toList();
  }

  /** Returns the number of images per objective. */
  private int each() {
    return plan.recipe().get(Setting.BATCH);
  }

  /**
   * Groups neighboring objectives that read the same layers into batches, so that none pays for
   * another's deeper layer, up to a comfortable amount of memory.
   */
  private List<List<Objective>> batches(List<Objective> objectives) {
    if (plan.again() != null) {
      return List.of(objectives);
    }
    boolean dreams = plan.recipe().get(Setting.OCTAVES) > 0;
    List<List<Objective>> batches = new ArrayList<>();
    List<String> layers = List.of();
    for (Objective objective : objectives) {
      List<String> own = layers(objective);
      Size size = recipe(objective).size();
      long pixels = (long) size.width() * size.height() * each();
      long most = dreams ? 1 : Math.max(1, Math.min(BATCH, BATCH_PIXELS / pixels));
      if (batches.isEmpty()
          || !own.equals(layers)
          || batches.get(batches.size() - 1).size() == most) {
        batches.add(new ArrayList<>());
      }
      batches.get(batches.size() - 1).add(objective);
      layers = own;
    }
    return batches;
  }

  private void render(
      List<Objective> batch, List<OutputOptions.Target> targets, Interrupt interrupt) {
    Recipe recipe = recipe(batch.get(0));
    int every = output.every == null ? AnimationListener.usualPace(recipe.steps()) : output.every;
    boolean filmed = targets.get(0).animation() != null;
    Progress progress = Progress.of(err, title(batch), StepCosts.of(recipe));
    int pictures = batch.size() * each();
    Zoom zoom = output.zoom();
    int pace = zoom == null ? every : 0;
    try (AnimationListener film =
        new AnimationListener(
            filmed ? pictures : 0, pace, recipe.size(), recipe.get(Setting.QUANTIZATION))) {
      Listener watching = film.and(watching(progress));
      Render render = configured(batch).listener(interrupt.and(upToRecorded()).and(watching));
      if (zoom != null) {
        render.zoom(zoom, (index, picture) -> film.frame(picture));
      }
      Result result = render.run();
      progress.end();
      made.add(result);
      for (int i = 0; i < result.images().size(); i++) {
        if (plan.again() == null || plan.again().index() == i) {
          save(result.image(i), i, targets.get(made.pictures().size()), film, recipe);
        }
      }
    } finally {
      progress.end();
    }
  }

  /** Returns the listener that shows a run to the user. */
  private Listener watching(Progress progress) {
    Listener preview = output.preview && Terminal.onError() ? new LivePreview(err) : Listener.NONE;
    return preview.and(output.quiet ? Listener.NONE : progress);
  }

  private Render configured(List<Objective> batch) {
    Render render =
        Render.of(plan.model(), batch)
            .start(plan.start())
            .recipe(recipe(batch.get(0)))
            .fitPhotos(plan.fitting())
            .seed(plan.seed());
    RunRecord again = plan.again();
    if (again != null) {
      render.engine(again.engine());
      render.precision(
          again.precision() == Engine.Precision.BF16
              ? Render.Precision.BF16
              : Render.Precision.F32);
      if (again.threads() != Runtime.getRuntime().availableProcessors()) {
        render.threads(again.threads());
      }
    }
    plan.engine().apply(render, again != null, err);
    return render;
  }

  /** Stops a repeated run at the step where the original was interrupted. */
  private Listener upToRecorded() {
    RunRecord again = plan.again();
    boolean partial =
        again != null && again.recipe().equals(plan.recipe()) && output.zoom() == null;
    return step -> !partial || again == null || step.index() < again.stepsTaken();
  }

  private static String title(List<Objective> objectives) {
    String first = objectives.get(0).toString();
    return objectives.size() == 1 ? first : first + " and " + (objectives.size() - 1) + " more";
  }

  private void save(
      RenderedImage picture,
      int index,
      OutputOptions.Target target,
      AnimationListener film,
      Recipe recipe) {
    Destination to = target.picture();
    Optional<Provenance> own =
        output.anonymous ? Optional.empty() : Optional.of(picture.provenance());
    Path file = to == null ? null : made.attempt(() -> to.write(picture.bitmap(), own));
    Optional<Provenance> told =
        output.anonymous
            ? Optional.empty()
            : Optional.of(output.filmed(picture.provenance(), plan.recipe().steps()));
    Path gif = target.animation();
    Path animation =
        gif == null
            ? null
            : made.attempt(
                () -> {
                  film.write(index, gif, output.playback(), picture, told);
                  return gif;
                });
    int steps = recipe.steps() * Math.max(1, recipe.get(Setting.OCTAVES));
    made.add(new Saved(file, animation, picture, steps));
    Report.warning(picture).ifPresent(warning -> err.println("phosphene: " + warning));
  }

  private void report(@Nullable Path sheet) {
    if (output.json) {
      out.println(Report.json(made, plan, sheet));
      return;
    }
    for (Saved one : made.pictures()) {
      Path main = one.main();
      if (main != null || output.onlySheet) {
        out.println((main == null ? "" : main + "  ") + Report.line(one));
      }
      if (one.file() != null && one.animation() != null) {
        out.println(one.animation());
      }
    }
    if (sheet != null) {
      out.println(sheet);
    }
  }

  /**
   * An image and its files.
   *
   * @param file image file; null if only on the sheet or in the animation, or not written
   * @param animation animation file; null if none was wanted or it was not written
   * @param steps number of steps planned
   */
  record Saved(@Nullable Path file, @Nullable Path animation, RenderedImage picture, int steps) {
    /** Returns the file to report first. */
    @Nullable Path main() {
      return file != null ? file : animation;
    }
  }

  /** The results of the job so far. */
  static final class Made {
    private final List<Saved> pictures = new ArrayList<>();
    private double seconds;
    private int steps;
    private boolean complete = true;
    private @Nullable InputException failure;

    List<Saved> pictures() {
      return pictures;
    }

    /** Returns the total time of all batches. */
    double seconds() {
      return seconds;
    }

    /** Returns the total steps of all batches. */
    int steps() {
      return steps;
    }

    boolean complete() {
      return complete;
    }

    private void add(Saved saved) {
      pictures.add(saved);
    }

    private void add(Result result) {
      seconds += result.seconds();
      steps += result.steps();
      complete &= result.complete();
    }

    /** Writes what may fail; the rest of the job goes on, and the first failure ends it at last. */
    private @Nullable Path attempt(Supplier<Path> work) {
      try {
        return work.get();
      } catch (InputException e) {
        failure = failure == null ? e : failure;
        return null;
      }
    }

    private void rethrow() {
      if (failure != null) {
        throw failure;
      }
    }
  }
}
