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
 * Whether a network computes faster in bfloat16, on a processor that multiplies in it: a formula of
 * its layers' shapes, never a measurement, since how an image is rounded depends on the answer.
 * Times are in units of the time that the direct way in float32 takes for a multiplication. ADR 12
 * has what was measured.
 *
 * @param float32 modelled time in float32, where some convolutions go by Winograd's algorithm
 * @param bfloat16 modelled time in bfloat16, where all convolutions go the direct way
 */
public record HalfModel(double float32, double bfloat16) {
  /** Of a convolution in bfloat16. */
  private static final double HALF = .5;

  /** Of other products in bfloat16: oneDNN gains nothing, and what is around them is converted. */
  private static final double OTHER = 1.25;

  /** For each layer of these, however small it is: starting the conversions. */
  private static final double CONVERSIONS = 50_000;

  /** Of a graph cut behind the layers that are read. */
  public static HalfModel of(Graph cut, Shape input) {
    return of(cut, input, CostModel.here());
  }

  static HalfModel of(Graph cut, Shape input, CostModel model) {
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
    return new HalfModel(float32, bfloat16);
  }

  /** Whether bfloat16 is faster. */
  public boolean halfIsFaster() {
    return bfloat16 < float32;
  }

  private static double ratio(CostModel model, Op.Conv conv, Shape in, Task task) {
    return Task.possible(conv, in) && model.worthIt(task) ? model.ratio(task) : 1;
  }
}
