package dev.phosphene.load;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.io.Fields;
import dev.phosphene.io.Safetensors;
import dev.phosphene.tensor.Shape;
import dev.phosphene.text.Nearest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one entry of the metadata {@code graph} of a {@link GraphFile}. */
final class NodeReader {
  private static final List<String> OPS =
      List.of("conv", "relu", "maxpool", "avgpool", "global_average_pool", "concat", "add");

  private NodeReader() {}

  /**
   * Returns the node that {@code node} describes, over the tensors of {@code file}.
   *
   * @throws InputException if a member is absent or wrong, or a tensor does not fit
   * @throws IllegalArgumentException if a window is impossible
   */
  static Node node(String name, Fields node, Safetensors file) {
    return new Node(name, op(node, file), inputs(node));
  }

  private static List<String> inputs(Fields node) {
    List<String> inputs = node.strings("inputs");
    String op = node.string("op");
    boolean many = op.equals("concat") || op.equals("add");
    if (inputs.isEmpty() || (!many && inputs.size() != 1)) {
      throw new InputException(
          node.where()
              + ": "
              + op
              + " takes "
              + (many ? "inputs" : "one input")
              + ", not "
              + inputs);
    }
    return inputs;
  }

  private static Op op(Fields node, Safetensors file) {
    String op = node.string("op");
    return switch (op) {
      case "conv" -> conv(node, file);
      case "relu" -> new Op.Relu();
      case "maxpool" -> new Op.MaxPool(pooling(node));
      case "avgpool" -> new Op.AvgPool(pooling(node), node.bool("count_include_pad", false));
      case "global_average_pool" -> new Op.GlobalAvgPool();
      case "concat" -> new Op.Concat();
      case "add" -> new Op.Add();
      default ->
          throw new InputException(
              node.where() + ": unknown op \"" + op + "\"" + Nearest.hint(op, OPS));
    };
  }

  private static Op conv(Fields node, Safetensors file) {
    Parameter weight = file.parameter(node.string("weight"));
    @Nullable Parameter bias = node.optionalString("bias").map(file::parameter).orElse(null);
    Shape shape = weight.shape();
    int groups = node.integer("groups", 1);
    if (shape.rank() != 4) {
      throw new InputException(node.where() + ": expected [out, in, kh, kw], not " + weight);
    }
    if (bias != null && !bias.shape().equals(Shape.of(shape.n()))) {
      throw new InputException(node.where() + ": " + bias + " does not fit " + weight);
    }
    if (groups < 1 || shape.n() % groups != 0) {
      throw new InputException(node.where() + ": " + groups + " groups do not fit " + weight);
    }
    return new Op.Conv(weight, bias, window(node, shape.h(), shape.w()), groups);
  }

  private static Window pooling(Fields node) {
    List<Integer> kernel = node.integers("kernel", 2, List.of());
    if (kernel.isEmpty()) {
      throw new InputException(node.where() + " lacks \"kernel\"");
    }
    return window(node, kernel.get(0), kernel.get(1));
  }

  private static Window window(Fields node, int kernelH, int kernelW) {
    List<Integer> strides = node.integers("strides", 2, List.of(1, 1));
    List<Integer> dilations = node.integers("dilations", 2, List.of(1, 1));
    List<Integer> border = node.integers("padding", 4, List.of(0, 0, 0, 0));
    if (border.stream().anyMatch(side -> side < 0)) {
      throw new InputException(node.where() + ": negative padding " + border);
    }
    return new Window(
        kernelH,
        kernelW,
        strides.get(0),
        strides.get(1),
        dilations.get(0),
        dilations.get(1),
        new Window.Padding.Explicit(border.get(0), border.get(1), border.get(2), border.get(3)));
  }
}
