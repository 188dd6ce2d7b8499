package dev.phosphene.load.keras;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;

/** What a layer of a graph is for an image, in Keras's order. */
final class Evaluated {
  private Evaluated() {}

  /**
   * The values of {@code layer} as {@code [h, w, c]}.
   *
   * @param picture {@code [h, w, c]}
   */
  static float[] last(Graph graph, String layer, int h, int w, float[] picture) {
    int channels = graph.inputChannels();
    Tensor input = Tensor.zeros(1, channels, h, w);
    for (int i = 0; i < picture.length; i++) {
      input.data()[i % channels * h * w + i / channels] = picture[i];
    }
    Tensor output = first(graph, layer, input);
    Shape shape = output.shape();
    int area = shape.h() * shape.w();
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = output.data()[i % shape.c() * area + i / shape.c()];
    }
    return values;
  }

  /** The values of {@code layer} as {@code [n, c, h, w]}. */
  static Tensor first(Graph graph, String layer, Tensor input) {
    Engine engine = Engines.named("reference");
    Graph cut = Cut.at(graph, List.of(layer));
    try (Network network =
        engine.compile(cut, List.of(layer), input.shape(), Engine.Options.defaults())) {
      network.forward(input);
      return network.activation(layer).copy();
    }
  }
}
