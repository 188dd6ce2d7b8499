package dev.phosphene.load.caffe;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.load.Draft;
import dev.phosphene.load.Unsupported;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One layer while it is imported: its inputs, settings and weights, with checks. */
final class CaffeCall {
  private final Draft draft;
  private final LayerDef layer;
  private final List<String> inputs; // nodes
  private @Nullable String name;

  CaffeCall(Draft draft, LayerDef layer, List<String> inputs) {
    this.draft = draft;
    this.layer = layer;
    this.inputs = List.copyOf(inputs);
  }

  LayerDef layer() {
    return layer;
  }

  List<String> inputs() {
    return inputs;
  }

  /** Returns the only input. */
  String input() {
    if (inputs.size() != 1) {
      throw new Unsupported("it has " + inputs.size() + " inputs, expected one");
    }
    return inputs.get(0);
  }

  /**
   * Returns a node's output shape for the image that the file was made for, {@code [n, c, h, w]}.
   */
  Shape shape(String node) {
    return draft.shape(node);
  }

  /** Returns the number of weight arrays. */
  int weights() {
    return layer.blobs().size();
  }

  /** Returns one of the layer's arrays. */
  BlobDef blob(int place) {
    if (place >= layer.blobs().size()) {
      throw new Unsupported(
          layer.blobs().isEmpty()
              ? "its weights are not in the file"
              : "it has " + layer.blobs().size() + " arrays of weights, expected " + (place + 1));
    }
    return layer.blobs().get(place);
  }

  Parameter parameter(int place, int... shape) {
    try {
      Parameter parameter = blob(place).parameter(Shape.of(shape));
      return new Parameter(
          layer.name() + ", " + parameter.name(), parameter.shape(), parameter.source());
    } catch (IllegalArgumentException e) {
      throw new Unsupported("it has the impossible size " + Arrays.toString(shape));
    }
  }

  /** Adds the node that carries the layer's name. */
  String emit(Op op, String... from) {
    if (name == null) {
      name = draft.unused(layer.name().isEmpty() ? layer.type() : layer.name());
    }
    draft.add(name, op, List.of(from));
    return name;
  }

  /** Adds an intermediate node. */
  String step(String suffix, Op op, String... from) {
    String step = draft.unused(layer.name() + "/" + suffix);
    draft.add(step, op, List.of(from));
    return step;
  }

  /** Checks that a size or border is sane. */
  static int small(long value) {
    if (value < 0 || value > 1 << 16) {
      throw new Unsupported("the impossible size " + value);
    }
    return (int) value;
  }

  /** Returns one of Caffe's axes, which equal ours; negative ones count from the end. */
  static int axis(long axis) {
    if (axis < -4 || axis > 3 || axis == 0 || axis == -4) {
      throw new Unsupported("its axis is " + axis);
    }
    return (int) (axis < 0 ? axis + 4 : axis);
  }
}
