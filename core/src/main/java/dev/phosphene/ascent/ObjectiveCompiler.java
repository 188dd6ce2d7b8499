package dev.phosphene.ascent;

import dev.phosphene.engine.Engine;
import dev.phosphene.graph.Graph;
import dev.phosphene.objective.Objective;
import dev.phosphene.tensor.Shape;
import java.util.Map;

/** Compiles one objective on one network for any number of input shapes. */
public interface ObjectiveCompiler {

  /**
   * Refuses an input that the network or the objective does not support, without computing
   * anything.
   *
   * @param input {@code [1, 3, h, w]}
   * @throws dev.phosphene.error.InputException saying what does not fit
   */
  void check(Shape input);

  /**
   * Compiles the objective for an input shape.
   *
   * @param input {@code [1, 3, h, w]}
   */
  CompiledObjective on(Shape input);

  /**
   * Returns a compiler that needs only the network.
   *
   * @param graph takes RGB in [0, 1], that is, includes its preprocessing
   */
  static ObjectiveCompiler of(
      Graph graph, Objective objective, Engine engine, Engine.Options options) {
    return new ReducingCompiler(graph, objective, Map.of(), engine, options);
  }
}
