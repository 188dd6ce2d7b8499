package dev.phosphene.engine.onednn.conv;

import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.graph.Cost;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.Map;
import java.util.Objects;

/**
 * Predicts whether a network runs faster in bfloat16, on a processor with bfloat16 products: from
 * its layers' shapes, never from a measurement, since the rounding of an image depends on the
 * answer. Times are in units of the direct float32 time per multiplication. ADR 12 has the
 * measurements.
 *
 * @param float32 modelled time in float32, with some convolutions by Winograd's algorithm
 * @param bfloat16 modelled time in bfloat16, with all convolutions direct
 */
public record Bfloat16CostModel(double float32, double bfloat16) {
  /** Relative time of a convolution in bfloat16. */
  private static final double HALF = .5;

  /** Relative time of other products: oneDNN gains nothing, and the arrays around are converted. */
  private static final double OTHER = 1.25;

  /** Cost, per layer of these, of starting the conversions, whatever its size. */
  private static final double CONVERSIONS = 50_000;

  /** Returns the model of a graph that is cut after the layers to be read. */
  public static Bfloat16CostModel of(Graph cut, Shape input) {
    return of(cut, input, CostModel.here());
  }

  static Bfloat16CostModel of(Graph cut, Shape input, CostModel model) {
    Map<String, Shape> shapes = cut.shapes(input);
    double float32 = 0;
    double bfloat16 = 0;
    for (Map.Entry<String, Cost> each : Cost.of(cut, shapes).entrySet()) {
      Node node = cut.node(each.getKey());
      double products = each.getValue().products();
      if (node.op() instanceof Op.Conv conv) {
        Shape in = Objects.requireNonNull(shapes.get(node.input()));
        Shape out = Objects.requireNonNull(shapes.get(node.name()));
        float32 += products * ratio(model, conv, in, Task.forward(conv, in, out, false)) / 2;
        float32 += products * ratio(model, conv, in, Task.backward(conv, in, out, false)) / 2;
        bfloat16 += products * HALF;
      } else if (products > 0) {
        float32 += products;
        bfloat16 += products * OTHER + CONVERSIONS;
      }
    }
    return new Bfloat16CostModel(float32, bfloat16);
  }

  /** Returns whether bfloat16 is faster. */
  public boolean halfIsFaster() {
    return bfloat16 < float32;
  }

  private static double ratio(CostModel model, Op.Conv conv, Shape in, Task task) {
    return Task.possible(conv, in) && model.worthIt(task) ? model.ratio(task) : 1;
  }
}
