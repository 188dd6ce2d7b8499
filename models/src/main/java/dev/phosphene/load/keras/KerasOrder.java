package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.List;

/**
 * Converts between our arrays and tensors with Keras's axes in Keras's order; such tensors are only
 * steps within a layer's import, with the form of the layer's input.
 */
final class KerasOrder {
  private static final List<Integer> CHANNELS_LAST = List.of(2, 3, 1);
  private static final List<Integer> CHANNELS_FIRST = List.of(3, 1, 2);

  private KerasOrder() {}

  /** Returns {@code [n, h, w, c]}, {@code [n, c, h, w]}, {@code [n, t, c]} or {@code [n, c]}. */
  static KerasValue.Known of(LayerCall call, KerasValue.Known in) {
    Shape shape = call.shape(in);
    return switch (in.form()) {
      case FEATURES -> call.step("keras_order", new Op.Reshape(List.of(shape.c())), in);
      case SEQUENCE -> {
        Op reshape = new Op.Reshape(List.of(shape.c(), shape.h()));
        KerasValue.Known features = call.step("by_feature", reshape, in);
        yield call.step("keras_order", new Op.Transpose(List.of(2, 1)), features);
      }
      case IMAGE ->
          call.channelsFirst() ? in : call.step("keras_order", new Op.Transpose(CHANNELS_LAST), in);
    };
  }

  /** Emits the layer's own node, from a tensor of so many axes in Keras's order. */
  static KerasValue.Known back(LayerCall call, KerasValue.Known tensor, int axes) {
    Shape shape = call.shape(tensor);
    return switch (axes) {
      case 1 -> {
        Op reshape = new Op.Reshape(List.of(shape.extent(1), 1, 1));
        yield call.emit(reshape, KerasValue.Form.FEATURES, tensor);
      }
      case 2 -> {
        Op reshape = new Op.Reshape(List.of(1, shape.extent(1), shape.extent(2)));
        KerasValue.Known steps = call.step("steps", reshape, tensor);
        yield call.emit(new Op.Tokens(), KerasValue.Form.SEQUENCE, steps);
      }
      case 3 -> {
        boolean first = call.channelsFirst();
        Op order = first ? new Op.Transpose(List.of(1, 2, 3)) : new Op.Transpose(CHANNELS_FIRST);
        yield call.emit(order, KerasValue.Form.IMAGE, tensor);
      }
      default -> throw new UnsupportedLayer("tensors of " + (axes + 1) + " axes are not supported");
    };
  }
}
