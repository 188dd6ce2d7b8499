package dev.phosphene.cli;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code phosphene render} shows of the built-in network when nothing is asked for. */
final class Showcase {
  private static final int UNITS = 8;

  private Showcase() {}

  /** A few units of each stage, and the logits. */
  static List<String> units(Model model) {
    Graph graph = model.graph();
    Map<String, Shape> shapes = graph.shapes(Shape.of(1, graph.inputChannels(), 64, 64));
    List<String> units = new ArrayList<>();
    for (String layer : List.of("stage1", "stage2", "stage3", "logits")) {
      Shape shape = shapes.get(layer);
      if (shape != null) {
        int count = Math.min(layer.equals("logits") ? shape.c() : UNITS, shape.c());
        for (int i = 0; i < count; i++) {
          units.add(layer + ":" + i * (shape.c() / count));
        }
      }
    }
    return units.isEmpty() ? List.of("stage3_conv2:0-" + (UNITS - 1)) : units;
  }
}
