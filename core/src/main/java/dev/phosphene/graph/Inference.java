package dev.phosphene.graph;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Output shapes of a graph for a given input. */
final class Inference {
  private Inference() {}

  static Map<String, Shape> shapes(Graph graph, Shape input) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      shapes.put(node.name(), shape(node, shapes, input));
    }
    return shapes;
  }

  /** As far as it goes: a layer that cannot take what reaches it is noted, with those behind it. */
  static Graph.Reach reach(Graph graph, Shape input) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    Map<String, String> ends = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      String before = node.inputs().stream().filter(ends::containsKey).findFirst().orElse(null);
      if (before != null) {
        ends.put(node.name(), Objects.requireNonNull(ends.get(before)));
        continue;
      }
      try {
        shapes.put(node.name(), shape(node, shapes, input));
      } catch (InputException e) {
        ends.put(node.name(), String.valueOf(e.getMessage()));
      }
    }
    return new Graph.Reach(shapes, ends);
  }

  private static Shape shape(Node node, Map<String, Shape> shapes, Shape input) {
    List<Shape> inputs = new ArrayList<>();
    node.inputs().forEach(name -> inputs.add(Objects.requireNonNull(shapes.get(name))));
    try {
      return node.op() instanceof Op.Input in ? checked(in, input) : shape(node.op(), inputs);
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

  private static Shape checked(Op.Input op, Shape input) {
    if (input.rank() != 4 || input.c() != op.channels()) {
      throw new IllegalArgumentException("expected [n, " + op.channels() + ", h, w]");
    }
    return input;
  }

  static Shape shape(Op op, List<Shape> inputs) {
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
    } else if (op instanceof Op.GlobalAvgPool || op instanceof Op.GlobalMaxPool) {
      return Shape.of(in.n(), in.c(), 1, 1);
    } else if (op instanceof Op.Concat) {
      return concatenated(inputs);
    } else if (op instanceof Op.Add) {
      require(inputs.stream().allMatch(in::equals), "the summands differ in shape");
      return in;
    } else if (op instanceof Op.PRelu relu) {
      return perChannel(in, relu.slope());
    } else if (op instanceof Op.Binary) {
      return repeated(in, inputs.get(1));
    } else if (op instanceof Op.Flatten flatten) {
      Shape flat = Shape.of(in.n(), in.size() / in.n(), 1, 1);
      require(
          flatten.features() == 0 || flatten.features() == flat.c(),
          "what follows was made for %d values, and %d×%d×%d are %d"
              .formatted(flatten.features(), in.c(), in.h(), in.w(), flat.c()));
      return flat;
    } else if (op instanceof Op.Pad pad) {
      return Shape.of(
          in.n(), in.c(), pad.top() + in.h() + pad.bottom(), pad.left() + in.w() + pad.right());
    } else if (op instanceof Op.Resize resize) {
      return Shape.of(
          in.n(), in.c(), resize.vertical().extent(in.h()), resize.horizontal().extent(in.w()));
    }
    return in;
  }

  private static Shape repeated(Shape a, Shape b) {
    int[] extents = new int[4];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = Math.max(a.extent(i), b.extent(i));
      boolean fits =
          a.extent(i) == b.extent(i) || (i > 0 && Math.min(a.extent(i), b.extent(i)) == 1);
      require(fits, "the two shapes do not go together");
    }
    return Shape.of(extents);
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
