package dev.phosphene.bench;

import dev.phosphene.engine.Engine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Channel;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ContactSheet;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.render.Render;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.render.Result;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares recipes: how active several units are with their finished images, over several seeds,
 * relative to the first recipe. All units of a layer are rendered in one batch.
 */
@Command(
    name = "recipes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Unit activations with the images of several recipes, as ratios.")
final class CompareRecipes implements Callable<Integer> {
  @Option(names = "--model", required = true, description = "a name or a file")
  private String model = "";

  @Option(names = "--weights", description = "a file for a known model")
  private @Nullable Path weights;

  @Option(names = "--units", split = ",", required = true, description = "mixed3:1,mixed4:7")
  private List<String> units = List.of();

  @Option(
      names = "--recipe",
      description =
          "a recipe and what is changed of it, such as 'fast --steps 128'; several times, the"
              + " first is what the others are compared with (default: lucid and fast)")
  private List<String> recipes = List.of("lucid", "fast");

  @Option(
      names = "--seeds",
      defaultValue = "2",
      description = "images per unit, whose values are averaged (default: ${DEFAULT-VALUE})")
  private int seeds;

  @Option(
      names = "--draws",
      defaultValue = "16",
      description = "the first recipe's transforms to score with (default: ${DEFAULT-VALUE})")
  private int draws;

  @Option(names = "--threads", defaultValue = "0", description = "0 for one per core")
  private int threads;

  @Option(
      names = "--precision",
      defaultValue = "F32",
      description = "precision of the runs; scores are always in F32 (default: ${DEFAULT-VALUE})")
  private Render.Precision precision = Render.Precision.F32;

  @Option(names = "--sheet", description = "a PNG with the first seed's images, one row per unit")
  private @Nullable Path sheet;

  @Override
  public Integer call() {
    List<Trial> trials = recipes.stream().map(Trial::parse).toList();
    List<Standing> standings = trials.stream().map(Standing::new).toList();
    Model from = Models.load(model, Optional.ofNullable(weights), DownloadListener.NONE);
    List<ContactSheet.Cell> cells = new ArrayList<>();
    System.out.printf("%s, %d seeds, over the views and without%n", from.name(), seeds);
    for (List<Channel> layer : layers(units)) {
      compare(from, layer, trials, standings, cells);
    }
    System.out.println(Standing.head());
    standings.forEach(standing -> System.out.println(standing.line()));
    if (sheet != null) {
      ImageFiles.write(sheet, ContactSheet.of(cells).columns(trials.size()).draw());
    }
    return 0;
  }

  /** Returns the units of each layer. */
  static Collection<List<Channel>> layers(List<String> texts) {
    Map<String, List<Channel>> layers = new LinkedHashMap<>();
    for (String text : texts) {
      for (Objective objective : ObjectiveParser.parse(text)) {
        if (!(objective instanceof Channel unit)) {
          throw new InputException("only units are compared, such as mixed3:1, not " + objective);
        }
        layers.computeIfAbsent(unit.layer(), layer -> new ArrayList<>()).add(unit);
      }
    }
    return layers.values();
  }

  private void compare(
      Model from,
      List<Channel> layer,
      List<Trial> trials,
      List<Standing> standings,
      List<ContactSheet.Cell> cells) {
    Recipe first = trials.get(0).recipe();
    List<List<Score.Value>> values = new ArrayList<>();
    List<List<Bitmap>> pictures = new ArrayList<>();
    double[] seconds = new double[trials.size()];
    try (Score score =
        new Score(
            first.get(Setting.INPUT).of(from).withPreprocessing(),
            layer,
            first.size(),
            first.get(Setting.TRANSFORMS),
            draws,
            new Engine.Options(Engine.Precision.F32, threads))) {
      for (int i = 0; i < trials.size(); i++) {
        List<List<Score.Value>> bySeed = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
          Result result =
              render(from, layer, trials.get(i).recipe().with(Setting.SIZE, first.size()), seed);
          List<Bitmap> made = result.images().stream().map(RenderedImage::bitmap).toList();
          bySeed.add(score.of(made));
          seconds[i] += result.seconds() / seeds / layer.size();
          if (seed == 0) {
            pictures.add(made);
          }
        }
        values.add(means(bySeed));
      }
    }
    for (int unit = 0; unit < layer.size(); unit++) {
      Score.Value reference = values.get(0).get(unit);
      if (!reference.positive()) {
        System.out.println(layer.get(unit) + " is dead, or never above zero: not counted");
        continue;
      }
      for (int i = 0; i < trials.size(); i++) {
        Score.Value ratio = values.get(i).get(unit).over(reference);
        ImageContrast contrast = ImageContrast.of(pictures.get(i).get(unit));
        standings.get(i).add(ratio, contrast, seconds[i]);
        cells.add(new ContactSheet.Cell(pictures.get(i).get(unit), layer.get(unit).toString()));
        System.out.printf(
            Locale.ROOT,
            "%-28s %7.3f %7.3f %s  %s%n",
            layer.get(unit),
            ratio.seen(),
            ratio.plain(),
            contrast,
            trials.get(i).text());
      }
    }
  }

  /** Returns each unit's mean over the seeds. */
  private static List<Score.Value> means(List<List<Score.Value>> bySeed) {
    List<Score.Value> means = new ArrayList<>();
    for (int unit = 0; unit < bySeed.get(0).size(); unit++) {
      int which = unit;
      means.add(Score.Value.mean(bySeed.stream().map(values -> values.get(which)).toList()));
    }
    return means;
  }

  private Result render(Model from, List<Channel> layer, Recipe recipe, int seed) {
    return Render.of(from, List.copyOf(layer))
        .recipe(recipe)
        .seed(seed)
        .precision(precision)
        .threads(threads)
        .run();
  }
}
