package dev.phosphene.cli;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Channel;
import dev.phosphene.objective.Objective;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The contact sheet that {@code phosphene render} makes by default. */
final class Showcase {
  /** Default file of the sheet. */
  static final Path FILE = Path.of("mini.png");

  /** Small and quick: the whole sheet takes seconds. */
  static final Recipe RECIPE =
      Recipe.LUCID
          .with(Setting.SIZE, new Size(64, 64))
          .with(Setting.STEPS, 36)
          .with(Setting.LEARNING_RATE, .1);

  private static final List<String> STAGES = List.of("stage1", "stage2", "stage3", "stage4");

  /** Units per stage, and so the sheet's columns. */
  static final int UNITS = 6;

  private Showcase() {}

  /** Returns a few units of each stage, spread over its channels. */
  static List<Objective> units(Model model) {
    Graph graph = model.graph();
    Map<String, Shape> shapes = graph.shapes(Shape.of(1, graph.inputChannels(), 64, 64));
    List<Objective> units = new ArrayList<>();
    for (String layer : STAGES) {
      add(units, layer, shapes.get(layer), UNITS);
    }
    return units;
  }

  private static void add(List<Objective> units, String layer, @Nullable Shape shape, int count) {
    for (int i = 0; shape != null && i < count; i++) {
      units.add(new Channel(layer, i * (shape.c() / count)));
    }
  }
}
