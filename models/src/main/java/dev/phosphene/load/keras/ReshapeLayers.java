package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.load.keras.LayerImporters.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Imports layers that change a value's axes. */
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
      return new KerasValue.Known(in.node(), KerasValue.Form.FEATURES);
    }
    Op flatten = new Op.Flatten(shape.c() * area);
    if (!channelsLast && in.form() == KerasValue.Form.IMAGE) {
      return call.emit(flatten, KerasValue.Form.FEATURES, in);
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
    return call.emit(new Op.SelectChannels(order), KerasValue.Form.FEATURES, ours);
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
    if (target.length == 0 || Arrays.stream(target).reduce(1, (a, b) -> a * b) != size) {
      throw new UnsupportedLayer(
          Arrays.toString(before) + " cannot become " + Arrays.toString(target));
    }
    int last = target.length - 1;
    if (last == 0 || (last == 2 && target[call.channelsFirst() ? 0 : 2] == size)) {
      KerasValue.Known flat = flatten(call, !call.channelsFirst());
      return last == 0 ? flat : new KerasValue.Known(flat.node(), KerasValue.Form.IMAGE);
    }
    Op reshape = new Op.Reshape(Arrays.stream(target).boxed().toList());
    return KerasOrder.back(call, call.step("reshaped", reshape, KerasOrder.of(call, in)), last + 1);
  }

  private static int[] extents(LayerCall call, KerasValue.Known in) {
    Shape shape = call.shape(in);
    return switch (in.form()) {
      case FEATURES -> new int[] {shape.c()};
      case SEQUENCE -> new int[] {shape.h(), shape.c()};
      case IMAGE ->
          call.channelsFirst()
              ? new int[] {shape.c(), shape.h(), shape.w()}
              : new int[] {shape.h(), shape.w(), shape.c()};
    };
  }

  private static KerasValue.Known permute(LayerCall call) {
    KerasValue.Known in = call.input();
    List<Integer> order = Arrays.stream(call.config().integers("dims")).boxed().toList();
    List<Integer> same = IntStream.rangeClosed(1, in.form().axes).boxed().toList();
    if (order.equals(same)) {
      return in;
    } else if (!order.stream().sorted().toList().equals(same)) {
      throw new UnsupportedLayer(order + " is no order of the axes " + same);
    }
    Op permute = new Op.Transpose(order);
    return KerasOrder.back(
        call, call.step("permuted", permute, KerasOrder.of(call, in)), order.size());
  }
}
