package dev.phosphene.bench;

import dev.phosphene.analysis.ImageFinder;
import dev.phosphene.analysis.Probe;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Channel;
import dev.phosphene.objective.Objective;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.DefaultSize;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.render.Render;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.render.RunRecord;
import dev.phosphene.tensor.Shape;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures whether a unit's image is specific to it: its rank among its layer's units by activation
 * with its own finished 8-bit image, normalized by photographs ({@link UnitMeans}). Units are drawn
 * at random from those that respond to the photographs.
 */
@Command(
    name = "fidelity",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "How often a unit ranks first in its layer with its own image.")
final class Fidelity implements Callable<Integer> {
  /** Every tenth of the photographs is used. */
  private static final int TENTH = 10;

  @Option(names = "--model", required = true, description = "a name or a file")
  private String model = "";

  @Option(names = "--weights", description = "a file for a known model")
  private @Nullable Path weights;

  @Option(names = "--layer", required = true, description = "such as mixed5")
  private String layer = "";

  @Option(names = "--units", defaultValue = "40", description = "(default: ${DEFAULT-VALUE})")
  private int units;

  @Option(names = "--only", split = ",", description = "these units instead of random ones")
  private List<Integer> only = List.of();

  @Option(names = "--seed", defaultValue = "1", description = "(default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--recipe",
      description = "as in 'recipes'; without --size, the size that suits the layer")
  private List<String> recipes = List.of("lucid");

  @Option(
      names = "--photos",
      required = true,
      description = "a folder; every tenth of its images, sorted by name, is used")
  private Path photos = Path.of("");

  @Option(
      names = "--batch",
      defaultValue = "8",
      description = "images per batch (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(names = "--threads", defaultValue = "0", description = "0 for one per core")
  private int threads;

  @Option(names = "--keep", description = "a folder for the images; existing ones are reused")
  private @Nullable Path keep;

  @Override
  public Integer call() {
    Model from = Models.load(model, Optional.ofNullable(weights), DownloadListener.NONE);
    List<Path> all = ImageFinder.in(List.of(photos));
    List<Path> some =
        IntStream.range(0, all.size()).filter(i -> i % TENTH == 0).mapToObj(all::get).toList();
    System.out.printf("%s %s, %d photographs%n", from.name(), layer, some.size());
    for (String text : recipes) {
      Trial trial = Trial.parse(text);
      Model model = trial.recipe().get(Setting.INPUT).of(from);
      Recipe recipe =
          trial.text().contains("--size ")
              ? trial.recipe()
              : DefaultSize.in(trial.recipe(), model.withPreprocessing(), List.of(layer));
      judge(from, model, recipe, some);
    }
    return 0;
  }

  private void judge(Model from, Model model, Recipe recipe, List<Path> some) {
    Shape shape = Shape.of(1, 3, recipe.size().height(), recipe.size().width());
    Probe.Use use =
        new Probe.Use(Engines.best(), new Engine.Options(Engine.Precision.F32, threads));
    List<ImageContrast> contrasts = new ArrayList<>();
    TreeMap<Integer, Integer> ranks = new TreeMap<>();
    StringBuilder missed = new StringBuilder();
    try (Probe probe = Probe.on(model, List.of(layer), shape, use)) {
      UnitMeans means = UnitMeans.of(probe, layer, some);
      List<Integer> drawn = drawn(means.living());
      for (int first = 0; first < drawn.size(); first += batch) {
        List<Integer> side = drawn.subList(first, Math.min(drawn.size(), first + batch));
        List<Bitmap> pictures = pictures(from, side, recipe);
        for (int i = 0; i < side.size(); i++) {
          int rank = means.rank(side.get(i), probe, layer, pictures.get(i));
          contrasts.add(ImageContrast.of(pictures.get(i)));
          ranks.merge(rank, 1, Integer::sum);
          if (rank > 1) {
            missed.append(" ").append(side.get(i)).append(":").append(rank);
          }
        }
      }
    }
    int firsts = ranks.getOrDefault(1, 0);
    System.out.printf(
        Locale.ROOT,
        "%3d of %d first, %5.1f %%  %s  %s%n    size %s; unit:rank of the rest%s%n",
        firsts,
        contrasts.size(),
        100.0 * firsts / contrasts.size(),
        ImageContrast.mean(contrasts),
        recipe.name() + " " + recipe,
        recipe.size(),
        missed);
  }

  private List<Integer> drawn(List<Integer> living) {
    if (!only.isEmpty()) {
      return only;
    }
    List<Integer> order = new ArrayList<>(living);
    Collections.shuffle(order, new Random(seed));
    return order.subList(0, Math.min(units, order.size()));
  }

  /** Returns each unit's image, taken from {@link #keep} if it has it for this very recipe. */
  private List<Bitmap> pictures(Model from, List<Integer> side, Recipe recipe) {
    List<Path> files = side.stream().map(unit -> file(unit, recipe)).toList();
    if (keep != null && files.stream().allMatch(file -> isOf(file, recipe))) {
      return files.stream().map(file -> Bitmap.of(ImageFiles.read(file))).toList();
    }
    List<Objective> objectives =
        side.stream().<Objective>map(unit -> new Channel(layer, unit)).toList();
    List<RenderedImage> made =
        Render.of(from, objectives).recipe(recipe).threads(threads).run().images();
    for (int i = 0; keep != null && i < made.size(); i++) {
      made.get(i).save(files.get(i));
    }
    return made.stream().map(RenderedImage::bitmap).toList();
  }

  private Path file(int unit, Recipe recipe) {
    String name =
        String.format("%s-%d-%s-%08x.png", layer, unit, recipe.name(), recipe.toString().hashCode())
            .replace('/', '_');
    return keep == null ? Path.of(name) : keep.resolve(name);
  }

  private static boolean isOf(Path file, Recipe recipe) {
    try {
      return Files.exists(file)
          && RunRecord.of(ImageFiles.provenance(file))
              .recipe()
              .toString()
              .equals(recipe.toString());
    } catch (InputException e) {
      return false;
    }
  }
}
