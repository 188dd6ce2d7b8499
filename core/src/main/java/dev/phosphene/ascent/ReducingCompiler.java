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
 * Reduces the network to what the objective needs, once, when the first compiled objective is made:
 * engines share the weights of networks that have the same parameters.
 */
public final class ReducingCompiler implements ObjectiveCompiler {
  private final Graph graph;
  private final List<Objective> objectives;
  private final Map<Path, Tensor> photos;
  private final Engine engine;
  private final Engine.Options options;
  private @Nullable ReducedNetwork needed;

  /**
   * Makes a compiler that has compiled nothing yet.
   *
   * @param photos each {@code [1, 3, h, w]}, the photographs that the objective names
   */
  public ReducingCompiler(
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
    CompiledObjective.check(graph, objectives, input);
  }

  @Override
  public CompiledObjective on(Shape input) {
    check(input);
    ReducedNetwork reduced = needed;
    if (reduced == null) {
      reduced = ReducedNetwork.of(graph, objectives);
      needed = reduced;
    }
    CompiledObjective compiled =
        CompiledObjective.on(reduced, objectives, photos, input, input, engine, options);
    try {
      compiled.see(Transforms.none().draw(input, new Random(0)));
    } catch (RuntimeException | Error e) {
      compiled.close();
      throw e;
    }
    return compiled;
  }
}
