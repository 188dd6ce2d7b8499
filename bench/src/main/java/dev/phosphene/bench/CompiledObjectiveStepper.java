package dev.phosphene.bench;

import dev.phosphene.ascent.CompiledObjective;
import dev.phosphene.engine.Engine;
import dev.phosphene.graph.Graph;
import dev.phosphene.objective.Channel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;

/** Steps as {@code render} does: the network reduced to the one channel, and the objective. */
final class CompiledObjectiveStepper implements Stepper {
  private final CompiledObjective compiled;
  private final Tensor picture;
  private final double[] value = new double[1];
  private Tensor gradient;

  CompiledObjectiveStepper(
      Engine engine, Graph graph, String layer, int channel, Shape input, Engine.Options options) {
    compiled =
        CompiledObjective.on(graph, List.of(new Channel(layer, channel)), input, engine, options);
    picture = Tensor.zeros(input);
    gradient = picture;
  }

  @Override
  public void show(Tensor shown) {
    System.arraycopy(shown.data(), 0, picture.data(), 0, picture.data().length);
  }

  @Override
  public double step() {
    compiled.forward(picture, value);
    gradient = compiled.backward(false);
    return value[0];
  }

  @Override
  public float[] gradient() {
    return gradient.data();
  }

  @Override
  public void close() {
    compiled.close();
  }
}
