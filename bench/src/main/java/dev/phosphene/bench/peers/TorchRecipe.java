package dev.phosphene.bench.peers;

import dev.phosphene.graph.Model;
import dev.phosphene.render.Render;
import dev.phosphene.render.Result;
import dev.phosphene.zoo.Models;
import java.nio.file.Path;

/**
 * Our loop with a recipe and PyTorch as the network, as a complete program; {@code bench/run
 * whole-recipe} compares our command with it.
 */
public final class TorchRecipe {
  private TorchRecipe() {}

  /**
   * Renders the image.
   *
   * @param arguments model, unit, recipe, side, steps, image to write
   */
  public static void main(String[] arguments) {
    Model model = Models.load(arguments[0]);
    Result result =
        Render.of(model, arguments[1])
            .recipe(arguments[2])
            .size(Integer.parseInt(arguments[3]))
            .steps(Integer.parseInt(arguments[4]))
            .engine(new TorchEngine().name())
            .precision(Render.Precision.F32)
            .run();
    result.image(0).save(Path.of(arguments[5]));
    System.out.println(result.image(0).value() + ", loop " + result.seconds() + " s");
  }
}
