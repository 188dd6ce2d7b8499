package dev.phosphene.render;

import dev.phosphene.ascent.ReducedNetwork;
import dev.phosphene.engine.Engine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Objective;
import dev.phosphene.recipe.NetworkInput;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.tensor.Shape;
import java.util.List;

/** Chooses the faster precision for the part of a network that a run computes. */
final class FasterPrecision {
  private FasterPrecision() {}

  /**
   * What the engine says for one image of the recipe's size, and for the layers as they are: units
   * of one layer have one answer, alone or together.
   *
   * @throws dev.phosphene.error.InputException if a layer does not exist or cannot take this size
   */
  static Engine.Precision of(
      Engine engine, Model model, List<Objective> objectives, Recipe recipe) {
    if (!engine.supports(Engine.Precision.BF16)) {
      return Engine.Precision.F32;
    }
    Graph graph = recipe.get(Setting.INPUT).of(model).withPreprocessing();
    ReducedNetwork needed =
        ReducedNetwork.withAllChannels(
            graph, objectives.stream().map(objective -> objective.on(model)).toList());
    if (needed.layers().isEmpty()) {
      return Engine.Precision.F32; // objective on the image alone
    }
    Size size = recipe.size();
    Shape image = Shape.of(1, graph.inputChannels(), size.height(), size.width());
    return engine.faster(
        needed.graph(), List.copyOf(needed.layers()), NetworkInput.of(recipe, graph, image));
  }
}
