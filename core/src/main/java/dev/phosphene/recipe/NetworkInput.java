package dev.phosphene.recipe;

import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import dev.phosphene.transform.OnBackground;
import dev.phosphene.transform.Transform;
import dev.phosphene.transform.TransformSpec;
import dev.phosphene.transform.Transforms;
import java.util.List;

/** Computes the network's input shape for a recipe's images. */
public final class NetworkInput {
  private NetworkInput() {}

  /**
   * Returns the shape of the network's input.
   *
   * @param graph its own size is the crops' size unless the recipe gives one
   * @param images {@code [n, 3, h, w]}
   */
  public static Shape of(Recipe recipe, Graph graph, Shape images) {
    int channels = recipe.get(Setting.ALPHA) == AlphaMode.LEARNED ? 4 : images.c();
    Shape drawn = Shape.of(images.n(), channels, images.h(), images.w());
    return recipe.dreams() ? images : views(recipe, graph).input(drawn);
  }

  /** Returns the transforms from the images to the network's input. */
  public static Transform views(Recipe recipe, Graph graph) {
    int usual = graph.notes().size().map(Shape::h).orElse(TransformSpec.CROP_SIZE);
    Transform views = recipe.get(Setting.TRANSFORMS).cropsOnto(usual).transform();
    return recipe.get(Setting.ALPHA) == AlphaMode.LEARNED
        ? Transforms.chain(List.of(OnBackground.random(), views))
        : views;
  }
}
