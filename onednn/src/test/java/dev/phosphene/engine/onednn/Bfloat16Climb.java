package dev.phosphene.engine.onednn;

import dev.phosphene.analysis.Activations;
import dev.phosphene.engine.Engine;
import dev.phosphene.graph.Model;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.render.Render.Precision;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How high the same runs climb in float32 and in bfloat16. As a program: {@code MODEL WEIGHTS LAYER
 * UNITS SIZE STEPS SEEDS [ENGINE]}, where the weights are a file or {@code -}, and the engine is
 * {@code rounded} on processors without bfloat16, the default, and {@code onednn} on those with it.
 */
public final class Bfloat16Climb {

  /**
   * What was reached for a unit: the float32 mean activation of the finished image in 8 bits.
   *
   * @param whole of each seed's run in float32
   * @param half of the same seeds' runs in bfloat16
   */
  record Reached(int unit, double[] whole, double[] half) {

    /** Between the best and the worst seed in float32, as a part of their mean. */
    double spread() {
      double[] sorted = whole.clone();
      Arrays.sort(sorted);
      return (sorted[sorted.length - 1] - sorted[0]) / mean(whole);
    }

    /** Of bfloat16's mean from float32's, as a part of the latter. */
    double difference() {
      return mean(half) / mean(whole) - 1;
    }

    /** The largest between two runs of one seed, as a part of the mean. */
    double worst() {
      double worst = 0;
      for (int i = 0; i < whole.length; i++) {
        worst = Math.max(worst, Math.abs(half[i] - whole[i]) / mean(whole));
      }
      return worst;
    }

    /** Whether bfloat16 moves the mean by no more than the choice of the seed may. */
    boolean within() {
      return Math.abs(difference()) <= spread();
    }

    private static double mean(double[] values) {
      return Arrays.stream(values).average().orElseThrow();
    }
  }

  private Bfloat16Climb() {}

  /** Runs both precisions over seeds 1 and on; all units of a run climb side by side. */
  static List<Reached> climb(
      Model model, String layer, List<Integer> units, int size, int steps, int seeds, String engine)
      throws IOException {
    Recipe recipe =
        Recipe.LUCID.with(Setting.SIZE, new Size(size, size)).with(Setting.STEPS, steps);
    double[][][] values = new double[2][units.size()][seeds];
    for (int seed = 0; seed < seeds; seed++) {
      for (int half = 0; half < 2; half++) {
        List<RenderedImage> pictures =
            Render.of(model, units.stream().map(u -> layer + ":" + u).toArray(String[]::new))
                .recipe(recipe)
                .seed(seed + 1L)
                .engine(half == 0 ? "onednn" : engine)
                .precision(half == 0 ? Precision.F32 : Precision.BF16)
                .run()
                .images();
        for (int i = 0; i < units.size(); i++) {
          values[half][i][seed] = value(model, layer, units.get(i), pictures.get(i));
        }
      }
    }
    List<Reached> reached = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      reached.add(new Reached(units.get(i), values[0][i], values[1][i]));
    }
    return reached;
  }

  private static double value(Model model, String layer, int unit, RenderedImage picture)
      throws IOException {
    Path file = Files.createTempFile("climb", ".png");
    try {
      picture.save(file);
      Tensor seen =
          Activations.of(
                  model,
                  ImageFiles.read(file),
                  List.of(layer),
                  new OneDnnEngine(),
                  Engine.Options.defaults())
              .layer(layer);
      double sum = 0;
      int positions = seen.shape().h() * seen.shape().w();
      for (int i = 0; i < positions; i++) {
        sum += seen.data()[unit * positions + i];
      }
      return sum / positions;
    } finally {
      Files.delete(file);
    }
  }

  /** Prints a row for each unit. */
  public static void main(String[] args) throws IOException {
    Model model =
        Models.load(
            args[0],
            Optional.of(args[1]).filter(w -> !w.equals("-")).map(Path::of),
            DownloadListener.NONE);
    List<Integer> units = Arrays.stream(args[3].split(",")).map(Integer::valueOf).toList();
    String engine = args.length > 7 ? args[7] : "rounded";
    List<Reached> all =
        climb(
            model,
            args[2],
            units,
            Integer.parseInt(args[4]),
            Integer.parseInt(args[5]),
            Integer.parseInt(args[6]),
            engine);
    System.out.println(String.join(" ", args));
    for (Reached each : all) {
      System.out.printf(
          "%5d  f32 %s  bf16 %s  spread %5.1f %%  difference %+5.1f %%  worst %4.1f %%  %s%n",
          each.unit,
          text(each.whole),
          text(each.half),
          100 * each.spread(),
          100 * each.difference(),
          100 * each.worst(),
          each.within() ? "within" : "OUTSIDE");
    }
  }

  private static String text(double[] values) {
    return Arrays.stream(values).mapToObj("%.3f"::formatted).collect(Collectors.joining(" "));
  }
}
