package dev.phosphene.graph;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Infers the output shapes of a graph for an input. */
final class Inference {
  private Inference() {}

  static Map<String, Shape> shapes(Graph graph, Shape input) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      shapes.put(node.name(), shape(node, shapes, input));
    }
    return shapes;
  }

  /**
   * Infers as far as possible: a layer that does not fit its input is recorded, and all after it.
   */
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
      if (node.op() instanceof Op.Input in) {
        return checked(in, input);
      } else if (node.op() instanceof Op.Constant constant) {
        return with(input.n(), constant.value().shape().toArray());
      }
      return shape(node.op(), inputs);
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
    if (op instanceof Op.Constant constant) {
      return with(1, constant.value().shape().toArray());
    }
    Shape in = inputs.get(0);
    Optional<Shape> general = TensorInference.shape(op, inputs);
    if (general.isPresent()) {
      return general.get();
    }
    for (Shape each : inputs) {
      require(each.rank() == 4, "it takes [n, c, h, w]");
    }
    if (op instanceof Op.Conv conv) {
      Shape weight = conv.weight().shape();
      require(
          in.c() == weight.c() * conv.groups(),
          "the kernel takes " + weight.c() * conv.groups() + " channels");
      return windowed(in, conv.window(), weight.n());
    } else if (op instanceof Op.ConvTranspose conv) {
      return transposed(in, conv);
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
    } else if (op instanceof Op.PRelu relu) {
      return perChannel(in, relu.slope());
    } else if (op instanceof Op.Flatten flatten) {
      Shape flat = Shape.of(in.n(), in.size() / in.n(), 1, 1);
      require(
          flatten.features() == 0 || flatten.features() == flat.c(),
          "the next layer expects %d values, and %d×%d×%d are %d"
              .formatted(flatten.features(), in.c(), in.h(), in.w(), flat.c()));
      return flat;
    } else if (op instanceof Op.Pad pad) {
      return Shape.of(
          in.n(), in.c(), pad.top() + in.h() + pad.bottom(), pad.left() + in.w() + pad.right());
    } else if (op instanceof Op.Crop crop) {
      Box box = crop.box();
      require(
          box.area() > 0 && Box.whole(in).contains(box),
          "%s does not lie in %d×%d".formatted(box, in.h(), in.w()));
      return Shape.of(in.n(), in.c(), box.height(), box.width());
    } else if (op instanceof Op.Resize resize) {
      return Shape.of(
          in.n(), in.c(), resize.vertical().extent(in.h()), resize.horizontal().extent(in.w()));
    } else if (op instanceof Op.DepthToSpace depth) {
      int b = depth.block();
      require(
          b > 0 && in.c() % (b * b) == 0, in.c() + " channels do not form blocks of " + b + "²");
      return Shape.of(in.n(), in.c() / (b * b), in.h() * b, in.w() * b);
    } else if (op instanceof Op.SpaceToDepth space) {
      int b = space.block();
      require(
          b > 0 && in.h() % b == 0 && in.w() % b == 0,
          "%d×%d positions do not form blocks of %d²".formatted(in.h(), in.w(), b));
      return Shape.of(in.n(), in.c() * b * b, in.h() / b, in.w() / b);
    }
    return in;
  }

  /** Returns a shape with the batch extent and an example's extents. */
  static Shape with(int n, int... example) {
    int[] all = new int[example.length + 1];
    all[0] = n;
    System.arraycopy(example, 0, all, 1, example.length);
    return Shape.of(all);
  }

  private static Shape transposed(Shape in, Op.ConvTranspose op) {
    Shape weight = op.weight().shape();
    Window window = op.window();
    require(in.c() == weight.n(), "the kernel takes " + weight.n() + " channels");
    require(in.c() % op.groups() == 0, in.c() + " channels do not form " + op.groups() + " groups");
    if (!(window.padding() instanceof Window.Padding.Explicit cut)) {
      throw new IllegalArgumentException("the border of a transposed convolution is fixed");
    }
    long h =
        (in.h() - 1L) * window.strideH()
            + (window.kernelH() - 1L) * window.dilationH()
            + (1L + op.extraH() - cut.top() - cut.bottom());
    long w =
        (in.w() - 1L) * window.strideW()
            + (window.kernelW() - 1L) * window.dilationW()
            + (1L + op.extraW() - cut.left() - cut.right());
    require(Math.min(h, w) > 0 && Math.max(h, w) < 1 << 24, "the output is empty or too large");
    return Shape.of(in.n(), weight.c() * op.groups(), (int) h, (int) w);
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

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
