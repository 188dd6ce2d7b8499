package dev.phosphene.recipe;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.ReceptiveField;
import dev.phosphene.objective.Objective;
import dev.phosphene.tensor.Shape;
import java.util.Collection;

/**
 * The default image size: the receptive field of the layer, within bounds. A unit cannot show what
 * does not fit into its image, and beyond {@value #LEAST} pixels a layer with a small receptive
 * field only repeats its pattern.
 */
public final class DefaultSize {
  private static final int LEAST = 128;
  private static final int MOST = 224;
  private static final int MULTIPLE = 32;

  private DefaultSize() {}

  /**
   * Returns the recipe in the size that suits the layers; unchanged if it sets a size, dreams in
   * octaves, or is for layers without positions, such as a class.
   *
   * @param graph its input is the image
   */
  public static Recipe in(Recipe recipe, Graph graph, Collection<String> layers) {
    boolean free = recipe.size().equals(Setting.SIZE.usual()) && !recipe.dreams();
    int side = free ? side(graph, layers) : LEAST;
    return side == LEAST ? recipe : recipe.with(Setting.SIZE, new Size(side, side));
  }

  private static int side(Graph graph, Collection<String> layers) {
    int most =
        graph.notes().size().map(own -> Math.min(MOST, Math.min(own.h(), own.w()))).orElse(MOST);
    Shape input = Shape.of(1, graph.inputChannels(), most, most);
    Layers known = Layers.of(graph, input);
    int side = LEAST;
    for (String layer : layers) {
      if (!layer.equals(Objective.INPUT) && hasPlaces(known, layer)) {
        ReceptiveField field = ReceptiveField.of(graph, input, layer);
        int seen = Math.max(field.rows().size(), field.columns().size());
        side = Math.max(side, Math.min(most, (seen + MULTIPLE - 1) / MULTIPLE * MULTIPLE));
      }
    }
    return side;
  }

  private static boolean hasPlaces(Layers known, String layer) {
    return known.has(layer)
        && known.layout(layer) == Layout.IMAGE
        && known.shape(layer).h() * known.shape(layer).w() > 1;
  }
}
