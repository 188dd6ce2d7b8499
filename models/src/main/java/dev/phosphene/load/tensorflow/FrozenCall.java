package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Op;
import dev.phosphene.load.Draft;
import dev.phosphene.load.Unsupported;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node during import: its inputs and attributes, with checks. */
final class FrozenCall {
  private final Draft draft;
  private final NodeDef node;
  private final List<FrozenValue> inputs;
  private final TensorValues values;
  private @Nullable String name;

  FrozenCall(Draft draft, NodeDef node, List<FrozenValue> inputs, TensorValues values) {
    this.draft = draft;
    this.node = node;
    this.inputs = inputs;
    this.values = values;
  }

  String label() {
    return node.name();
  }

  int count() {
    return inputs.size();
  }

  FrozenValue value(int input) {
    if (input < 0 || input >= inputs.size()) {
      throw new Unsupported("it lacks input " + input);
    }
    return inputs.get(input);
  }

  /** Returns an input that depends on the image. */
  FrozenValue.Known known(int input) {
    if (value(input) instanceof FrozenValue.Known known) {
      return known;
    }
    throw new Unsupported("its input " + input + " does not depend on the image");
  }

  /** Returns an input {@code [n, h, w, c]}, TensorFlow's usual layout, which the node must use. */
  FrozenValue.Known image(int input) {
    String format = text("data_format", "NHWC");
    if (!format.equals("NHWC")) {
      throw new Unsupported("its data_format is " + format + "; NHWC is supported");
    }
    FrozenValue.Known known = known(input);
    if (known.flat()) {
      throw new Unsupported("its input " + input + " has no rows and columns");
    }
    return known;
  }

  /** Returns an input that does not depend on the image. */
  FrozenConstant constant(int input) {
    if (value(input) instanceof FrozenValue.Fixed fixed) {
      return fixed.constant();
    }
    throw new Unsupported("its input " + input + " depends on the image; expected a constant");
  }

  FrozenConstant read(TensorDef tensor) {
    return values.constant(tensor.named(node.name()));
  }

  /** Returns a value's shape for the image that the file was made for, {@code [n, c, h, w]}. */
  Shape shape(FrozenValue.Known known) {
    return draft.shape(known.node());
  }

  int channels(FrozenValue.Known known) {
    return shape(known).c();
  }

  /** Returns TensorFlow's extents of a value. */
  int[] extents(FrozenValue value) {
    if (value instanceof FrozenValue.Fixed fixed) {
      return fixed.constant().extents().stream().mapToInt(e -> e).toArray();
    }
    FrozenValue.Known known = (FrozenValue.Known) value;
    Shape shape = shape(known);
    return known.flat() ? new int[] {1, shape.c()} : new int[] {1, shape.h(), shape.w(), shape.c()};
  }

  /** Resolves an axis of a value; negative ones count from the end. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new Unsupported("there is no axis " + axis + " among " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Returns the axis of {@code [n, c, h, w]} that an axis of TensorFlow's is. */
  int place(long axis, FrozenValue.Known known) {
    int own = axis(axis, known.flat() ? 2 : 4);
    if (own == 0) {
      throw new Unsupported("its axis is that of the examples");
    }
    return known.flat() || own == 3 ? 1 : own + 1;
  }

  private @Nullable FrozenAttribute attribute(String key) {
    return node.attributes().get(key);
  }

  boolean has(String key) {
    return attribute(key) != null;
  }

  FrozenAttribute required(String key) {
    FrozenAttribute attribute = attribute(key);
    if (attribute == null) {
      throw new Unsupported("it lacks the attribute \"" + key + "\"");
    }
    return attribute;
  }

  long integer(String key, long otherwise) {
    FrozenAttribute attribute = attribute(key);
    return attribute == null ? otherwise : attribute.integer();
  }

  float real(String key, float otherwise) {
    FrozenAttribute attribute = attribute(key);
    return attribute == null ? otherwise : attribute.real();
  }

  boolean truth(String key, boolean otherwise) {
    FrozenAttribute attribute = attribute(key);
    return attribute == null ? otherwise : attribute.truth();
  }

  String text(String key, String otherwise) {
    FrozenAttribute attribute = attribute(key);
    return attribute == null ? otherwise : attribute.text();
  }

  List<Long> integers(String key) {
    FrozenAttribute attribute = attribute(key);
    return attribute == null ? List.of() : attribute.integers();
  }

  /** Checks that a size or border is sane. */
  static int small(long value) {
    if (value < 0 || value > 1 << 16) {
      throw new Unsupported("the impossible size " + value);
    }
    return (int) value;
  }

  /** Adds the node that has the name of TensorFlow's. */
  FrozenValue.Known emit(Op op, boolean flat, FrozenValue.Known... from) {
    String own = own();
    draft.add(own, op, Arrays.stream(from).map(FrozenValue.Known::node).toList());
    return new FrozenValue.Known(own, flat);
  }

  /** Adds the node that has the name of TensorFlow's and keeps the form of its input. */
  FrozenValue.Known emit(Op op, FrozenValue.Known in) {
    return emit(op, in.flat(), in);
  }

  /** Adds an intermediate node, or one for another output than the first. */
  FrozenValue.Known step(String suffix, Op op, boolean flat, FrozenValue.Known... from) {
    String step = draft.unused(label() + suffix);
    draft.add(step, op, Arrays.stream(from).map(FrozenValue.Known::node).toList());
    return new FrozenValue.Known(step, flat);
  }

  /** Returns all values in TensorFlow's order. */
  FrozenValue.Known flattened(FrozenValue.Known in) {
    Shape shape = shape(in);
    if (in.flat() || shape.h() * shape.w() == 1) {
      return new FrozenValue.Known(in.node(), true);
    }
    String own = own();
    draft.addRowsFirst(own, in.node());
    return new FrozenValue.Known(own, true);
  }

  private String own() {
    if (name == null) {
      name = draft.unused(label());
    }
    return name;
  }
}
