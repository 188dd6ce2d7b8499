package dev.phosphene.graph;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Output shapes of a graph for a given input. */
final class Inference {
  private Inference() {}

  static Map<String, Shape> shapes(Graph graph, Shape input) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      List<Shape> inputs = node.inputs().stream().map(shapes::get).toList();
      try {
        shapes.put(
            node.name(),
            node.op() instanceof Op.Input in ? checked(in, input) : shape(node.op(), inputs));
      } catch (IllegalArgumentException e) {
        throw new InputException(
            "layer \""
                + node.name()
                + "\" cannot take "
                + (inputs.isEmpty() ? input : inputs)
                + " (the network's input is "
                + input
                + "): "
                + e.getMessage(),
            e);
      }
    }
    return shapes;
  }

  private static Shape checked(Op.Input op, Shape input) {
    if (input.rank() != 4 || input.c() != op.channels()) {
      throw new IllegalArgumentException("expected [n, " + op.channels() + ", h, w]");
    }
    return input;
  }

  private static Shape shape(Op op, List<Shape> inputs) {
    Shape in = inputs.get(0);
    if (op instanceof Op.Conv conv) {
      Shape weight = conv.weight().shape();
      require(
          in.c() == weight.c() * conv.groups(),
          "the kernel takes " + weight.c() * conv.groups() + " channels");
      return windowed(in, conv.window(), weight.n());
    } else if (op instanceof Op.MaxPool pool) {
      return windowed(in, pool.window(), in.c());
    } else if (op instanceof Op.AvgPool pool) {
      return windowed(in, pool.window(), in.c());
    } else if (op instanceof Op.BatchNorm norm) {
      return perChannel(in, norm.mean());
    } else if (op instanceof Op.Affine affine) {
      return perChannel(in, affine.scale());
    } else if (op instanceof Op.SelectChannels select) {
      for (int channel : select.channels()) {
        require(channel >= 0 && channel < in.c(), "there is no channel " + channel);
      }
      return Shape.of(in.n(), select.channels().size(), in.h(), in.w());
    } else if (op instanceof Op.GlobalAvgPool) {
      return Shape.of(in.n(), in.c(), 1, 1);
    } else if (op instanceof Op.Concat) {
      return concatenated(inputs);
    } else if (op instanceof Op.Add) {
      require(inputs.stream().allMatch(in::equals), "the summands differ in shape");
      return in;
    }
    return in;
  }

  private static Shape windowed(Shape in, Window window, int channels) {
    Window.Placement placement = window.on(in.h(), in.w());
    return Shape.of(in.n(), channels, placement.outH(), placement.outW());
  }

  private static Shape perChannel(Shape in, Parameter parameter) {
    require(in.c() == parameter.shape().size(), parameter + " does not fit the channels");
    return in;
  }

  private static Shape concatenated(List<Shape> inputs) {
    Shape first = inputs.get(0);
    int channels = 0;
    for (Shape in : inputs) {
      require(
          in.n() == first.n() && in.h() == first.h() && in.w() == first.w(),
          "the parts differ in more than channels");
      channels += in.c();
    }
    return Shape.of(first.n(), channels, first.h(), first.w());
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
