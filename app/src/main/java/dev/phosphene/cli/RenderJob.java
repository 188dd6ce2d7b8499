package dev.phosphene.cli;

import dev.phosphene.graph.Model;
import dev.phosphene.objective.Objective;
import dev.phosphene.output.Playback;
import dev.phosphene.render.Listener;
import dev.phosphene.render.Picture;
import dev.phosphene.render.Recipe;
import dev.phosphene.render.Render;
import dev.phosphene.render.Result;
import dev.phosphene.render.RunRecord;
import dev.phosphene.render.Start;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renders objectives in batches, saves each picture as soon as it is there, and says so. */
final class RenderJob {
  /** Pixels that are optimised side by side at most, unless one picture has more. */
  private static final int BATCH_PIXELS = 4 * 300 * 300;

  private static final int BATCH = 16;

  private final Model model;
  private final Recipe recipe;
  private final Start start;
  private final long seed;
  private final EngineOptions engine;
  private final @Nullable RunRecord again;
  private final OutputOptions output;
  private final PrintWriter out;
  private final PrintWriter err;

  RenderJob(
      Model model,
      Recipe recipe,
      Start start,
      long seed,
      EngineOptions engine,
      @Nullable RunRecord again,
      OutputOptions output,
      PrintWriter out,
      PrintWriter err) {
    this.model = model;
    this.recipe = recipe;
    this.start = start;
    this.seed = seed;
    this.engine = engine;
    this.again = again;
    this.output = output;
    this.out = out;
    this.err = err;
  }

  /** Renders; returns the exit code. */
  int run(List<Objective> objectives) {
    int pixels = recipe.width() * recipe.height();
    int batch =
        again != null
            ? objectives.size()
            : Math.max(1, Math.min(BATCH, BATCH_PIXELS / Math.max(1, pixels)));
    List<Saved> saved = new ArrayList<>();
    Result last = null;
    try (Interrupt interrupt = new Interrupt()) {
      for (int from = 0; from < objectives.size() && !interrupt.requested(); from += batch) {
        int to = Math.min(objectives.size(), from + batch);
        last = render(objectives.subList(from, to), objectives.size(), interrupt, saved);
      }
      if (output.sheet != null) {
        Sheets.write(output.sheet, model.name(), saved);
      }
      report(saved, last);
      return interrupt.requested() ? Interrupt.EXIT_CODE : 0;
    }
  }

  private Result render(
      List<Objective> objectives, int count, Interrupt interrupt, List<Saved> saved) {
    Render render = Render.of(model, objectives).recipe(recipe).start(start).seed(seed);
    if (again != null) {
      render
          .engine(again.engine())
          .precision(Render.Precision.valueOf(again.precision().name()))
          .threads(again.threads());
    }
    engine.apply(render);
    int every = output.every == null ? Film.usualPace(recipe.steps()) : output.every;
    boolean filmed = output.animation(model.name(), "", count) != null;
    Progress progress = Progress.of(err, title(objectives));
    try (Film film = new Film(filmed ? objectives.size() : 0, every, recipe.quantisation())) {
      Listener watching = film.and(output.quiet ? Listener.NONE : progress);
      Result result = render.listener(interrupt.and(watching)).run();
      progress.end();
      for (int i = 0; i < objectives.size(); i++) {
        if (again == null || again.index() == i) {
          saved.add(save(result.picture(i), i, again == null ? count : 1, film));
        }
      }
      return result;
    } finally {
      progress.end();
    }
  }

  private String title(List<Objective> objectives) {
    String first = objectives.get(0).toString();
    return objectives.size() == 1 ? first : first + " and " + (objectives.size() - 1) + " more";
  }

  private Saved save(Picture picture, int index, int count, Film film) {
    Path animation = output.animation(model.name(), picture.objective(), count);
    Path file = output.picture(model.name(), picture.objective(), count);
    if (!file.equals(animation)) {
      picture.save(file);
    }
    if (animation != null) {
      Playback playback = new Playback(output.frameTime, output.frameTime, output.loop);
      film.write(index, animation, playback, picture.provenance());
    }
    if (picture.dead()) {
      err.println(
          "phosphene: "
              + picture.objective()
              + " is dead here: its gradient is zero everywhere, its activation "
              + (float) picture.value()
              + "; the picture is still its start. Try another --seed or --start.");
    }
    return new Saved(file, picture);
  }

  private void report(List<Saved> saved, @Nullable Result last) {
    if (last == null) {
      return;
    }
    if (output.json) {
      out.println(Report.json(saved, last, model, recipe));
    } else {
      for (Saved one : saved) {
        out.println(one.file() + "  " + Report.line(one.picture()));
      }
      if (output.sheet != null) {
        out.println(output.sheet);
      }
    }
  }

  /** A picture and where it is. */
  record Saved(Path file, Picture picture) {}
}
