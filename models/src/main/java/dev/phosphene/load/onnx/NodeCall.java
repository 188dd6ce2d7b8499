package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One ONNX node during import: its inputs and attributes, with checks. */
final class NodeCall {
  private final OnnxImporter importer;
  private final NodeProto node;
  private final List<@Nullable OnnxValue> inputs;
  private final @Nullable String part; // the suffix of what it emits, if it is not the whole node

  NodeCall(OnnxImporter importer, NodeProto node, List<@Nullable OnnxValue> inputs) {
    this(importer, node, inputs, null);
  }

  private NodeCall(
      OnnxImporter importer,
      NodeProto node,
      List<@Nullable OnnxValue> inputs,
      @Nullable String part) {
    this.importer = importer;
    this.node = node;
    this.inputs = inputs;
    this.part = part;
  }

  /**
   * Returns the same node with other inputs, for an operator that is composed of others.
   *
   * @param suffix of the operation's name; null if it is the node's own
   */
  NodeCall part(@Nullable String suffix, OnnxValue... others) {
    return new NodeCall(importer, node, List.of(others), suffix);
  }

  private String own() {
    return part == null ? importer.name(node) : importer.unused(node.label() + "/" + part);
  }

  /** Returns the operator. */
  String op() {
    return node.op();
  }

  /** Returns the version of ONNX's operator set that the file uses. */
  long opset() {
    return importer.opset();
  }

  /** Returns the number of inputs. */
  int count() {
    return inputs.size();
  }

  /** Returns the number of outputs. */
  int outputs() {
    return node.outputs().size();
  }

  /** Returns whether the file has a name for that output. */
  boolean wants(int output) {
    return output < node.outputs().size() && !node.outputs().get(output).isEmpty();
  }

  /** Returns whether that input is given. */
  boolean has(int input) {
    return input < inputs.size() && inputs.get(input) != null;
  }

  OnnxValue value(int input) {
    OnnxValue value = input < inputs.size() ? inputs.get(input) : null;
    if (value == null) {
      throw new UnsupportedNode("it lacks input " + input);
    }
    return value;
  }

  /** Returns an input that depends on the image, as an image or its features. */
  OnnxValue.Map map(int input) {
    OnnxValue value = value(input);
    if (value instanceof OnnxValue.Map map) {
      return map;
    } else if (value instanceof OnnxValue.Tensor tensor) {
      return importer.arrays().map(tensor);
    }
    throw new UnsupportedNode("its input " + input + " is a constant");
  }

  /** Returns an input with the axes of another one of the same extents. */
  OnnxValue.Map like(OnnxValue.Map other, int input) {
    return value(input) instanceof OnnxValue.Tensor tensor
            && tensor.extents().equals(other.extents())
        ? importer.arrays().map(tensor, other.axes())
        : map(input);
  }

  /** Returns an input with the file's axes in the file's order: a constant, or a tensor. */
  OnnxValue array(int input) {
    OnnxValue value = value(input);
    return value instanceof OnnxValue.Map map ? importer.arrays().tensor(map) : value;
  }

  /** Returns an array as a tensor, even if it is constant. */
  OnnxValue.Tensor tensor(OnnxValue array) {
    if (array instanceof OnnxValue.Fixed fixed) {
      return importer.arrays().tensor(fixed.constant());
    } else if (array instanceof OnnxValue.Tensor tensor) {
      return tensor;
    }
    throw new UnsupportedNode("it is no tensor");
  }

  /** Returns the file's extents of a value. */
  static List<Integer> extents(OnnxValue value) {
    if (value instanceof OnnxValue.Fixed fixed) {
      return fixed.constant().extents();
    } else if (value instanceof OnnxValue.Tensor tensor) {
      return tensor.extents();
    } else if (value instanceof OnnxValue.Map map) {
      return map.extents();
    }
    throw new UnsupportedNode("it has no shape");
  }

  /** Returns an input that depends on the image and is {@code [n, c, h, w]}. */
  OnnxValue.Map picture(int input) {
    OnnxValue.Map map = map(input);
    if (!map.isIn(Kind.BATCH, Kind.CHANNEL, Kind.ROW, Kind.COLUMN)) {
      throw new UnsupportedNode(
          "it takes [n, c, h, w], and what reaches it is " + map.extents() + " in another order");
    }
    return map;
  }

  /** Returns an input that does not depend on the image. */
  Constant constant(int input) {
    if (value(input) instanceof OnnxValue.Fixed fixed) {
      return fixed.constant();
    }
    throw new UnsupportedNode(
        "its input " + input + " depends on the picture; expected a constant");
  }

  /** Returns an optional constant input. */
  Optional<Constant> optional(int input) {
    return has(input) ? Optional.of(constant(input)) : Optional.empty();
  }

  boolean hasAttribute(String name) {
    return node.attributes().containsKey(name);
  }

  long integer(String name, long otherwise) {
    Attribute attribute = node.attributes().get(name);
    if (attribute == null) {
      return otherwise;
    } else if (attribute instanceof Attribute.Int integer) {
      return integer.value();
    }
    throw wrong(name, "an integer");
  }

  float real(String name, float otherwise) {
    Attribute attribute = node.attributes().get(name);
    if (attribute == null) {
      return otherwise;
    } else if (attribute instanceof Attribute.Real real) {
      return real.value();
    }
    throw wrong(name, "a number");
  }

  String text(String name, String otherwise) {
    Attribute attribute = node.attributes().get(name);
    if (attribute == null) {
      return otherwise;
    } else if (attribute instanceof Attribute.Text text) {
      return text.value();
    }
    throw wrong(name, "a text");
  }

  /** Returns a list of integers; empty if absent. */
  List<Long> integers(String name) {
    Attribute attribute = node.attributes().get(name);
    if (attribute == null) {
      return List.of();
    } else if (attribute instanceof Attribute.Ints integers) {
      return integers.values();
    }
    throw wrong(name, "integers");
  }

  /** Returns a list of numbers; empty if absent. */
  List<Float> reals(String name) {
    Attribute attribute = node.attributes().get(name);
    if (attribute == null) {
      return List.of();
    } else if (attribute instanceof Attribute.Reals reals) {
      return reals.values();
    }
    throw wrong(name, "numbers");
  }

  /** Returns a list of texts; empty if absent. */
  List<String> texts(String name) {
    Attribute attribute = node.attributes().get(name);
    if (attribute == null) {
      return List.of();
    } else if (attribute instanceof Attribute.Texts texts) {
      return texts.values();
    }
    throw wrong(name, "texts");
  }

  Optional<TensorProto> tensor(String name) {
    return node.attributes().get(name) instanceof Attribute.Tensor tensor
        ? Optional.of(tensor.value())
        : Optional.empty();
  }

  /** Returns integers that are an attribute in older operator sets and an input in newer ones. */
  Optional<List<Long>> integersOrInput(String name, int input) {
    if (has(input)) {
      return Optional.of(constant(input).integers());
    }
    return hasAttribute(name) ? Optional.of(integers(name)) : Optional.empty();
  }

  private static UnsupportedNode wrong(String name, String expected) {
    return new UnsupportedNode("its attribute \"" + name + "\" is not " + expected);
  }

  /** Returns the values of a tensor in an attribute. */
  Constant read(TensorProto tensor) {
    return importer.constant(tensor, node.label());
  }

  /** Adds the operation that has this node's name. */
  OnnxValue.Map emit(Op op, OnnxValue.Map... from) {
    return emit(own(), op, from);
  }

  /** Adds an intermediate operation. */
  OnnxValue.Map step(String suffix, Op op, OnnxValue.Map... from) {
    return emit(importer.unused(node.label() + "/" + suffix), op, from);
  }

  /** Adds the operation that has the name of one of several outputs. */
  OnnxValue.Map emit(int output, Op op, OnnxValue.Map from) {
    return emit(importer.unused(node.outputs().get(output)), op, from);
  }

  /** Adds the operation that has this node's name, on tensors. */
  OnnxValue.Tensor emit(Op op, OnnxValue.Tensor... from) {
    return importer.arrays().emit(own(), op, from);
  }

  /** Adds an intermediate operation on tensors. */
  OnnxValue.Tensor step(String suffix, Op op, OnnxValue.Tensor... from) {
    return importer.arrays().emit(importer.unused(node.label() + "/" + suffix), op, from);
  }

  /** Adds the operation that has the name of one of several outputs, on tensors. */
  OnnxValue.Tensor emit(int output, Op op, OnnxValue.Tensor... from) {
    return importer.arrays().emit(importer.unused(node.outputs().get(output)), op, from);
  }

  /** Adds a node and returns its output; if it is an image, its axes get the new extents. */
  private OnnxValue.Map emit(String name, Op op, OnnxValue.Map... from) {
    Shape shape = importer.add(name, op, List.of(from).stream().map(OnnxValue.Map::node).toList());
    List<Axis> axes =
        from[0].axes().stream()
            .map(
                axis ->
                    switch (axis.kind()) {
                      case BATCH, ONE -> axis;
                      case CHANNEL -> from[0].whole() ? Axis.of(Kind.CHANNEL, shape.c()) : axis;
                      case ROW -> Axis.of(Kind.ROW, shape.h());
                      case COLUMN -> Axis.of(Kind.COLUMN, shape.w());
                    })
            .toList();
    return new OnnxValue.Map(name, axes);
  }

  /** Resolves an axis; negative ones count from the end. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new UnsupportedNode("there is no axis " + axis + " among " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Checks that an extent is sane. */
  static int extent(long value) {
    if (value < 1 || value > Constant.MOST_COMPUTED) {
      throw new UnsupportedNode("the impossible extent " + value);
    }
    return (int) value;
  }

  /** Checks that a size or border is sane. */
  static int small(long value) {
    if (value < 0 || value > 1 << 16) {
      throw new UnsupportedNode("the impossible size " + value);
    }
    return (int) value;
  }
}
