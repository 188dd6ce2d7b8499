package dev.phosphene.bench;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** One of our engines, called as {@code render} calls it. */
final class EngineStepper implements Stepper {
  private final Network network;
  private final String tap;
  private final int channel;
  private final Tensor picture;
  private final Map<String, Tensor> cotangent;
  private Tensor gradient;

  EngineStepper(
      Engine engine, Graph graph, String tap, int channel, Shape input, Engine.Options options) {
    network = engine.compile(graph, List.of(tap), input, options);
    this.tap = tap;
    this.channel = channel;
    picture = Tensor.zeros(input);
    gradient = picture;
    Tensor weights = Tensor.zeros(network.shape(tap));
    Shape shape = weights.shape();
    int positions = shape.h() * shape.w();
    for (int n = 0; n < shape.n(); n++) {
      int from = weights.offset(n, channel);
      java.util.Arrays.fill(weights.data(), from, from + positions, 1f / (shape.n() * positions));
    }
    cotangent = Map.of(tap, weights);
  }

  @Override
  public void show(Tensor shown) {
    System.arraycopy(shown.data(), 0, picture.data(), 0, picture.data().length);
  }

  @Override
  public double step() {
    network.forward(picture);
    double objective = mean(network.activation(tap));
    gradient = network.backward(cotangent);
    return objective;
  }

  @Override
  public float[] gradient() {
    return gradient.data();
  }

  @Override
  public void close() {
    network.close();
  }

  private double mean(Tensor activation) {
    Shape shape = activation.shape();
    int positions = shape.h() * shape.w();
    double sum = 0;
    for (int n = 0; n < shape.n(); n++) {
      int from = activation.offset(n, channel);
      for (int i = from; i < from + positions; i++) {
        sum += activation.data()[i];
      }
    }
    return sum / (shape.n() * positions);
  }
}
