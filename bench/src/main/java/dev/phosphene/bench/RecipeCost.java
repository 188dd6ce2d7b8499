package dev.phosphene.bench;

import dev.phosphene.ascent.CompiledObjective;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.objective.Channel;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures what a recipe's step costs beyond the network: runs of {@code render} and of the bare
 * network (only forward, objective, backward) take turns in one process. A clock inside {@code
 * render}'s network tells what part of its own time was spent elsewhere, which other programs
 * disturb less.
 */
@Command(
    name = "recipe",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Seconds per step of a recipe, and of the bare network.")
final class RecipeCost implements Callable<Integer> {
  @Mixin private Workload work = new Workload();

  @Option(names = "--recipe", defaultValue = "lucid", description = "(default: ${DEFAULT-VALUE})")
  private String recipe = "lucid";

  @Option(
      names = "--rounds",
      defaultValue = "9",
      description = "turns of each (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--steps",
      defaultValue = "60",
      description = "steps per turn (default: ${DEFAULT-VALUE})")
  private int steps;

  @Override
  public Integer call() {
    Model model =
        new Model("bench", work.graph(), Preprocessing.TF, List.of(), "measured, not shown", "");
    Channel unit = new Channel(work.layer(), work.channel());
    Shape shape = work.input();
    Recipe plan =
        Recipe.of(recipe)
            .with(Setting.SIZE, new Size(shape.w(), shape.h()))
            .with(Setting.STEPS, steps);
    ClockedEngine.want();
    double[] bare = new double[rounds];
    double[] whole = new double[rounds];
    double[] around = new double[rounds];
    try (CompiledObjective compiled =
        CompiledObjective.on(
            model.withPreprocessing(),
            List.of(unit),
            shape,
            Engines.best(),
            work.options(Engine.Precision.F32))) {
      Tensor picture = work.picture();
      for (int round = -1; round < rounds; round++) {
        double alone = network(compiled, picture);
        ClockedEngine.seconds();
        double together = render(model, unit, plan);
        double within = ClockedEngine.seconds() / steps;
        if (round >= 0) {
          bare[round] = alone;
          whole[round] = together;
          around[round] = together - within;
        }
      }
    }
    Arrays.sort(bare);
    Arrays.sort(whole);
    Arrays.sort(around);
    System.out.println(work + "; recipe " + recipe + "; " + rounds + " rounds of " + steps);
    print("network alone", bare);
    print("render", whole);
    print("of it elsewhere", around);
    System.out.printf(Locale.ROOT, "render / network   %.3f%n", median(whole) / median(bare));
    return 0;
  }

  private double network(CompiledObjective compiled, Tensor picture) {
    double[] value = new double[1];
    long began = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      compiled.forward(picture, value);
      compiled.backward(false);
    }
    return (System.nanoTime() - began) * 1e-9 / steps;
  }

  private double render(Model model, Channel unit, Recipe plan) {
    return Render.of(model, List.of(unit))
            .recipe(plan)
            .engine(ClockedEngine.NAME)
            .precision(Render.Precision.F32)
            .threads(work.threads())
            .run()
            .seconds()
        / steps;
  }

  private static void print(String name, double[] sorted) {
    System.out.printf(
        Locale.ROOT,
        "%-15s %8.3f ms a step (from %.3f to %.3f)%n",
        name,
        1e3 * median(sorted),
        1e3 * sorted[0],
        1e3 * sorted[sorted.length - 1]);
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}
