package dev.phosphene.gallery;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.recipe.NetworkInput;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import java.util.List;

/** The smallest images from which a network still gets to a layer. */
final class PreviewSize {
  private static final int LEAST = 64;

  private PreviewSize() {}

  /** The recipe with images of 64×64, or of twice that and so on until the layer is reached. */
  static Recipe of(Model model, String layer, Recipe recipe) {
    Graph graph = model.withPreprocessing();
    Size usual = recipe.size();
    for (int side = LEAST; side < Math.min(usual.width(), usual.height()); side *= 2) {
      Recipe small = recipe.with(Setting.SIZE, new Size(side, side));
      Shape image = Shape.of(1, 3, side, side);
      Shape seen = NetworkInput.of(small, graph, image);
      Shape input = Shape.of(1, graph.inputChannels(), seen.h(), seen.w());
      if (Cut.at(graph, List.of(layer)).reach(input).ends().isEmpty()) {
        return small;
      }
    }
    return recipe;
  }
}
