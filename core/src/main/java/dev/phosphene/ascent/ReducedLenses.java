package dev.phosphene.ascent;

import dev.phosphene.engine.Engine;
import dev.phosphene.graph.Graph;
import dev.phosphene.objective.Objective;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.Transforms;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the network to what the objective needs when the first lens is compiled, once for all:
 * engines share the weights of networks that have the same parameters.
 */
public final class ReducedLenses implements Lenses {
  private final Graph graph;
  private final List<Objective> objectives;
  private final Map<Path, Tensor> photos;
  private final Engine engine;
  private final Engine.Options options;
  private @Nullable Needed needed;

  /**
   * None compiled yet.
   *
   * @param photos each {@code [1, 3, h, w]}, those that the objective names
   */
  public ReducedLenses(
      Graph graph,
      Objective objective,
      Map<Path, Tensor> photos,
      Engine engine,
      Engine.Options options) {
    this.graph = graph;
    this.objectives = List.of(objective);
    this.photos = photos;
    this.engine = engine;
    this.options = options;
  }

  @Override
  public void check(Shape input) {
    Lens.check(graph, objectives, input);
  }

  @Override
  public Lens on(Shape input) {
    check(input);
    Needed reduced = needed;
    if (reduced == null) {
      reduced = Needed.of(graph, objectives);
      needed = reduced;
    }
    Lens lens = Lens.on(reduced, objectives, photos, input, input, engine, options);
    try {
      lens.see(Transforms.none().draw(input, new Random(0)));
    } catch (RuntimeException | Error e) {
      lens.close();
      throw e;
    }
    return lens;
  }
}
