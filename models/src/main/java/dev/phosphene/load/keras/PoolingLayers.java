package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.load.keras.LayerImporters.Lowering;
import java.util.Map;

/** Imports max and average pooling, windowed or global. Averages do not count the border. */
final class PoolingLayers {
  private PoolingLayers() {}

  static void register(Map<String, Lowering> all) {
    all.put("MaxPooling2D", call -> call.emit(new Op.MaxPool(window(call)), call.picture()));
    all.put("MaxPool2D", call -> call.emit(new Op.MaxPool(window(call)), call.picture()));
    all.put("AveragePooling2D", PoolingLayers::mean);
    all.put("AvgPool2D", PoolingLayers::mean);
    all.put("GlobalAveragePooling2D", call -> global(call, new Op.GlobalAvgPool()));
    all.put("GlobalAvgPool2D", call -> global(call, new Op.GlobalAvgPool()));
    all.put("GlobalMaxPooling2D", call -> global(call, new Op.GlobalMaxPool()));
    all.put("GlobalMaxPool2D", call -> global(call, new Op.GlobalMaxPool()));
  }

  private static KerasValue.Known mean(LayerCall call) {
    return call.emit(new Op.AvgPool(window(call), false), call.picture());
  }

  private static KerasValue.Known global(LayerCall call, Op op) {
    boolean kept = call.config().truth("keepdims", false);
    return call.emit(op, kept ? KerasValue.Form.IMAGE : KerasValue.Form.FEATURES, call.picture());
  }

  private static Window window(LayerCall call) {
    int[] size = call.config().pair("pool_size", 2);
    int[] strides = call.config().has("strides") ? call.config().pair("strides", 1) : size;
    return ConvolutionLayers.window(call, size, strides, new int[] {1, 1});
  }
}
