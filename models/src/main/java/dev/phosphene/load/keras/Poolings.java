package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.load.keras.Layers.Lowering;
import java.util.Map;

/** Maxima and means, over windows or over all positions. Means do not count the border. */
final class Poolings {
  private Poolings() {}

  static void register(Map<String, Lowering> all) {
    all.put("MaxPooling2D", call -> call.emit(new Op.MaxPool(window(call)), call.picture()));
    all.put("MaxPool2D", call -> call.emit(new Op.MaxPool(window(call)), call.picture()));
    all.put("AveragePooling2D", Poolings::mean);
    all.put("AvgPool2D", Poolings::mean);
    all.put("GlobalAveragePooling2D", call -> global(call, new Op.GlobalAvgPool()));
    all.put("GlobalAvgPool2D", call -> global(call, new Op.GlobalAvgPool()));
    all.put("GlobalMaxPooling2D", call -> global(call, new Op.GlobalMaxPool()));
    all.put("GlobalMaxPool2D", call -> global(call, new Op.GlobalMaxPool()));
  }

  private static Value.Known mean(Call call) {
    return call.emit(new Op.AvgPool(window(call), false), call.picture());
  }

  private static Value.Known global(Call call, Op op) {
    boolean flat = !call.config().truth("keepdims", false);
    return call.emit(op, flat, call.picture());
  }

  private static Window window(Call call) {
    int[] size = call.config().pair("pool_size", 2);
    int[] strides = call.config().has("strides") ? call.config().pair("strides", 1) : size;
    return Convolutions.window(call, size, strides, new int[] {1, 1});
  }
}
