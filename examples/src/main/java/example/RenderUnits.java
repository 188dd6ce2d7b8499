package example;

import dev.phosphene.engine.Engines;
import dev.phosphene.graph.Model;
import dev.phosphene.render.Render;
import dev.phosphene.render.Result;
import dev.phosphene.zoo.Models;
import java.nio.file.Path;

/**
 * Renders a unit of the built-in network and, if a model file is given, a unit of that model:
 * {@code RenderUnits [FILE [UNIT]]}.
 */
public final class RenderUnits {
  private RenderUnits() {}

  public static void main(String[] arguments) {
    System.out.println("engine " + Engines.best().name());
    String unit = arguments.length > 1 ? arguments[1] : "stage2:96";
    render(Models.load("mini"), "stage2:96", Path.of("mini.png"));
    if (arguments.length > 0) {
      render(Models.load(arguments[0]), unit, Path.of("file.png"));
    }
  }

  private static void render(Model model, String unit, Path image) {
    int steps = Integer.getInteger("steps", 64);
    Result result = Render.of(model, unit).size(64).steps(steps).seed(1).run();
    result.image(0).save(image);
    System.out.printf("%s: activation %.2f%n", image, result.image(0).value());
  }
}
