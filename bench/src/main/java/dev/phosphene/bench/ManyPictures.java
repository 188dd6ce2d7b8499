package dev.phosphene.bench;

import dev.phosphene.ascent.CompiledObjective;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.objective.Channel;
import dev.phosphene.objective.Objective;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures what many units of a layer cost: whole runs of {@code render} with 1, 2, 4, … units, and
 * the bare network with its threads sharing each layer against one network per thread.
 */
@Command(
    name = "many",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Seconds per unit with several at once, split by image or by layer.")
final class ManyPictures implements Callable<Integer> {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  @Mixin private Workload work = new Workload();

  @Option(names = "--recipe", defaultValue = "lucid", description = "(default: ${DEFAULT-VALUE})")
  private String recipe = "lucid";

  @Option(
      names = "--counts",
      split = ",",
      defaultValue = "1,2,4,8,16",
      description = "units at once (default: ${DEFAULT-VALUE})")
  private List<Integer> counts = List.of();

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "turns of each, of which the fastest counts (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--steps",
      defaultValue = "32",
      description = "steps per run (default: ${DEFAULT-VALUE})")
  private int steps;

  /** A timed action. */
  @FunctionalInterface
  private interface Turn {
    void take() throws ExecutionException, InterruptedException;
  }

  @Override
  public Integer call() throws ExecutionException, InterruptedException {
    Model model =
        new Model("bench", work.graph(), Preprocessing.TF, List.of(), "measured, not shown", "");
    System.out.println(work + "; recipe " + recipe + "; best of " + rounds + " runs of " + steps);
    renderings(model);
    ways(model);
    return 0;
  }

  private void renderings(Model model) throws ExecutionException, InterruptedException {
    List<Turn> turns = new ArrayList<>();
    for (int count : counts) {
      turns.add(() -> render(model, count));
    }
    double[] best = best(turns);
    System.out.println("render, from the model to the pictures, compiling included:");
    System.out.printf(Locale.ROOT, "%8s %10s %16s%n", "units", "seconds", "a unit / alone");
    double alone = best[0] / counts.get(0);
    for (int i = 0; i < best.length; i++) {
      System.out.printf(
          Locale.ROOT,
          "%8d %10.3f %16.3f%n",
          counts.get(i),
          best[i],
          best[i] / counts.get(i) / alone);
    }
  }

  private void render(Model model, int count) {
    Shape shape = work.input();
    Recipe plan =
        Recipe.of(recipe)
            .with(Setting.SIZE, new Size(shape.w(), shape.h()))
            .with(Setting.STEPS, steps);
    Render.of(model, units(count)).recipe(plan).threads(work.threads()).run();
  }

  private List<Objective> units(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (Objective) new Channel(work.layer(), work.channel() + i))
        .toList();
  }

  /** Times one step for as many images as cores, in three ways. */
  private void ways(Model model) throws ExecutionException, InterruptedException {
    Shape one = work.input();
    Shape all = Shape.of(CORES, one.c(), one.h(), one.w());
    Engine.Options inside = work.options(Engine.Precision.F32);
    Engine.Options single = new Engine.Options(Engine.Precision.F32, 1);
    ExecutorService threads = Executors.newFixedThreadPool(CORES);
    List<CompiledObjective> compiler = new ArrayList<>();
    try {
      CompiledObjective each = compiled(model, one, 1, inside, compiler);
      CompiledObjective together = compiled(model, all, CORES, inside, compiler);
      List<CompiledObjective> own = new ArrayList<>();
      for (int i = 0; i < CORES; i++) {
        own.add(compiled(model, one, 1, single, compiler));
      }
      List<Turn> turns =
          List.of(
              () -> {
                for (int i = 0; i < CORES; i++) {
                  run(each, one, 1);
                }
              },
              () -> run(together, all, CORES),
              () -> {
                List<Future<?>> running = new ArrayList<>();
                own.forEach(compiled -> running.add(threads.submit(() -> run(compiled, one, 1))));
                for (Future<?> future : running) {
                  future.get();
                }
              });
      double[] best = best(turns);
      System.out.println("the bare network, milliseconds for a step of " + CORES + " pictures:");
      print("one after the other, threads inside of each layer", best[0], best[1]);
      print("one batch, as render runs it", best[1], best[1]);
      print("side by side, a network with one thread for each", best[2], best[1]);
    } finally {
      threads.shutdown();
      compiler.forEach(CompiledObjective::close);
    }
  }

  private void print(String way, double seconds, double batch) {
    System.out.printf(
        Locale.ROOT, "%-58s %9.2f %7.3f%n", way, 1e3 * seconds / steps, seconds / batch);
  }

  private CompiledObjective compiled(
      Model model, Shape input, int count, Engine.Options options, List<CompiledObjective> opened) {
    CompiledObjective compiled =
        CompiledObjective.on(
            model.withPreprocessing(), units(count), input, Engines.best(), options);
    opened.add(compiled);
    return compiled;
  }

  private void run(CompiledObjective compiled, Shape shape, int count) {
    Tensor one = work.picture();
    Tensor picture = Tensor.zeros(shape);
    for (int i = 0; i < count; i++) {
      System.arraycopy(one.data(), 0, picture.data(), i * one.data().length, one.data().length);
    }
    double[] values = new double[count];
    for (int step = 0; step < steps; step++) {
      compiled.forward(picture, values);
      compiled.backward(false);
    }
  }

  /** Returns the minimum seconds of each; they take turns, after one to warm up. */
  private double[] best(List<Turn> turns) throws ExecutionException, InterruptedException {
    double[] best = new double[turns.size()];
    java.util.Arrays.fill(best, Double.MAX_VALUE);
    for (int round = -1; round < rounds; round++) {
      for (int i = 0; i < best.length; i++) {
        long began = System.nanoTime();
        turns.get(i).take();
        double seconds = (System.nanoTime() - began) * 1e-9;
        best[i] = round < 0 ? best[i] : Math.min(best[i], seconds);
      }
    }
    return best;
  }
}
