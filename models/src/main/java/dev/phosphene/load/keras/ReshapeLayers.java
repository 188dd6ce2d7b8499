package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.load.keras.LayerImporters.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Imports flattening and, for one position, its inverse. */
final class ReshapeLayers {
  /** Maximum number of values to reorder by an index list. */
  private static final int MOST = 1 << 22;

  private ReshapeLayers() {}

  static void register(Map<String, Lowering> all) {
    all.put("Flatten", call -> flatten(call, hasChannelsLast(call)));
    all.put("Reshape", ReshapeLayers::reshape);
    all.put("Permute", ReshapeLayers::permute);
  }

  /**
   * Returns whether the layer flattens rows, columns, channels: unless channels-first and unset.
   */
  private static boolean hasChannelsLast(LayerCall call) {
    return !call.channelsFirst() || call.config().text("data_format", "").equals("channels_first");
  }

  private static KerasValue.Known flatten(LayerCall call, boolean channelsLast) {
    KerasValue.Known in = call.input();
    Shape shape = call.shape(in);
    int area = shape.h() * shape.w();
    if (in.flat() || area == 1) {
      return new KerasValue.Known(in.node(), true);
    }
    Op flatten = new Op.Flatten(shape.c() * area);
    if (!channelsLast) {
      return call.emit(flatten, true, in);
    }
    if (shape.c() * area > MOST) {
      throw new UnsupportedLayer("it reorders " + shape.c() * area + " values");
    }
    // Ours are in the order channels, rows, columns.
    KerasValue.Known ours = call.step("by_channel", flatten, in);
    List<Integer> order = new ArrayList<>(shape.c() * area);
    for (int position = 0; position < area; position++) {
      for (int c = 0; c < shape.c(); c++) {
        order.add(c * area + position);
      }
    }
    return call.emit(new Op.SelectChannels(order), true, ours);
  }

  private static KerasValue.Known reshape(LayerCall call) {
    KerasValue.Known in = call.input();
    Shape shape = call.shape(in);
    int size = shape.c() * shape.h() * shape.w();
    int[] target = call.config().integers("target_shape");
    int known = 1;
    for (int extent : target) {
      known *= extent > 0 ? extent : 1;
    }
    for (int i = 0; i < target.length; i++) {
      target[i] = target[i] < 0 && known > 0 ? size / known : target[i];
    }
    int[] before = extents(call, in);
    if (Arrays.equals(before, target)) {
      return in;
    }
    int last = target.length - 1;
    boolean features = last == 0 || (last == 2 && target[call.channelsFirst() ? 0 : 2] == size);
    if (target.length > 0 && features && Arrays.stream(target).reduce(1, (a, b) -> a * b) == size) {
      return new KerasValue.Known(flatten(call, !call.channelsFirst()).node(), last == 0);
    }
    throw new UnsupportedLayer(
        Arrays.toString(before) + " to " + Arrays.toString(target) + " is not supported");
  }

  private static int[] extents(LayerCall call, KerasValue.Known in) {
    Shape shape = call.shape(in);
    if (in.flat()) {
      return new int[] {shape.c()};
    }
    return call.channelsFirst()
        ? new int[] {shape.c(), shape.h(), shape.w()}
        : new int[] {shape.h(), shape.w(), shape.c()};
  }

  private static KerasValue.Known permute(LayerCall call) {
    int[] dims = call.config().integers("dims");
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != i + 1) {
        throw new UnsupportedLayer("other orders of the axes are not supported");
      }
    }
    return call.input();
  }
}
