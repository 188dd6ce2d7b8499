package dev.phosphene.graph;

import dev.phosphene.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cost of a layer.
 *
 * @param parameters number of values read from the weights file
 * @param products multiply-adds of convolutions and matrix products for one input; elementwise work
 *     (a normalization, an activation) is not counted
 */
public record Cost(long parameters, long products) {
  /** No cost. */
  public static final Cost NONE = new Cost(0, 0);

  /**
   * Returns the cost of each layer.
   *
   * @param shapes shapes of the computable layers, from {@link Graph#reach}
   */
  public static Map<String, Cost> of(Graph graph, Map<String, Shape> shapes) {
    Map<String, Cost> costs = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      Shape out = shapes.get(node.name());
      if (out != null) {
        Shape in = node.inputs().isEmpty() ? out : shapes.getOrDefault(node.inputs().get(0), out);
        costs.put(node.name(), new Cost(parameters(node.op()), products(node.op(), in, out)));
      }
    }
    return costs;
  }

  /** Returns the sum of both. */
  public Cost plus(Cost other) {
    return new Cost(parameters + other.parameters, products + other.products);
  }

  private static long parameters(Op op) {
    if (op instanceof Op.Conv conv) {
      return size(conv.weight()) + size(conv.bias());
    } else if (op instanceof Op.BatchNorm norm) {
      return size(norm.scale()) + size(norm.shift()) + size(norm.mean()) + size(norm.variance());
    } else if (op instanceof Op.Affine affine) {
      return size(affine.scale()) + size(affine.shift());
    } else if (op instanceof Op.PRelu relu) {
      return size(relu.slope());
    } else if (op instanceof Op.ConvTranspose conv) {
      return size(conv.weight()) + size(conv.bias());
    } else if (op instanceof Op.Linear linear) {
      return size(linear.weight()) + size(linear.bias());
    } else if (op instanceof Op.Recurrent recurrent) {
      return size(recurrent.weight()) + size(recurrent.bias());
    } else if (op instanceof Op.Constant constant) {
      return size(constant.value());
    }
    return 0;
  }

  private static long size(@Nullable Parameter parameter) {
    return parameter == null ? 0 : parameter.shape().size();
  }

  private static long products(Op op, Shape in, Shape out) {
    if (op instanceof Op.Conv conv) {
      Shape weight = conv.weight().shape(); // each output value is one sum over a kernel
      return (long) out.size() * (weight.size() / weight.n());
    } else if (op instanceof Op.ConvTranspose conv) {
      Shape weight = conv.weight().shape(); // each input value is spread over a kernel
      return (long) in.size() * (weight.size() / weight.n());
    } else if (op instanceof Op.Recurrent recurrent) {
      return (long) out.size() * recurrent.weight().shape().extent(1);
    } else if (op instanceof Op.Linear || op instanceof Op.MatMul) {
      return (long) out.size() * in.extent(in.rank() - 1);
    }
    return 0;
  }
}
