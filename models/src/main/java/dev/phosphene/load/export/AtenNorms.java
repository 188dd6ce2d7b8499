package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.export.AtenOperators.Translator;
import java.util.List;
import java.util.Map;

/** Normalizations and softmax. */
final class AtenNorms {
  private AtenNorms() {}

  static void register(Map<String, Translator> all) {
    all.put("batch_norm", AtenNorms::batchNorm);
    all.put("native_batch_norm", AtenNorms::batchNorm);
    all.put("_native_batch_norm_legit", AtenNorms::batchNorm);
    all.put("_native_batch_norm_legit_no_training", AtenNorms::batchNorm);
    all.put("cudnn_batch_norm", AtenNorms::batchNorm);
    all.put("layer_norm", AtenNorms::layerNorm);
    all.put("native_layer_norm", AtenNorms::layerNorm);
    all.put("group_norm", call -> groupNorm(call, call.whole("num_groups", 1)));
    all.put("native_group_norm", call -> groupNorm(call, call.whole("group", 1)));
    all.put("instance_norm", AtenNorms::instanceNorm);
    all.put("softmax", call -> softmax(call, "Softmax"));
    all.put("_softmax", call -> softmax(call, "Softmax"));
    all.put("_safe_softmax", call -> softmax(call, "Softmax"));
    all.put("log_softmax", call -> softmax(call, "LogSoftmax"));
    all.put("_log_softmax", call -> softmax(call, "LogSoftmax"));
  }

  private static void batchNorm(AtenCall call) {
    if (call.flag("training", false)) {
      throw new Unsupported("the network was exported in training mode; call model.eval() before");
    }
    String mean = call.tensor("running_mean");
    call.emit(
            "BatchNormalization",
            call.tensor("input"),
            call.has("weight") ? call.tensor("weight") : call.filled("scale", size(call, mean), 1),
            call.has("bias") ? call.tensor("bias") : call.filled("shift", size(call, mean), 0),
            mean,
            call.tensor("running_var"))
        .with("epsilon", call.real(call.has("epsilon") ? "epsilon" : "eps", 1e-5));
  }

  private static long size(AtenCall call, String vector) {
    return call.extent(vector, 0);
  }

  private static void layerNorm(AtenCall call) {
    List<Long> extents = call.wholes("normalized_shape", List.of());
    if (extents.isEmpty()) {
      throw new Unsupported("it is over no axes");
    }
    String scale =
        call.optional("weight")
            .orElseGet(
                () -> {
                  String ones = call.filled("scale", product(extents), 1);
                  return extents.size() == 1
                      ? ones
                      : call.step("scale", "Reshape", ones, call.list("shape", extents)).name();
                });
    var draft =
        call.has("bias")
            ? call.emit("LayerNormalization", call.tensor("input"), scale, call.tensor("bias"))
            : call.emit("LayerNormalization", call.tensor("input"), scale);
    draft.with("axis", -extents.size()).with("epsilon", call.real("eps", 1e-5));
  }

  private static long product(List<Long> extents) {
    long product = 1;
    for (long extent : extents) {
      product = extent < 1 || extent > 1 << 20 || product > 1 << 20 ? 0 : product * extent;
    }
    return product;
  }

  private static void groupNorm(AtenCall call, long groups) {
    String in = call.tensor("input");
    long channels = call.extent(in, 1);
    call.emit(
            "GroupNormalization",
            in,
            call.has("weight") ? call.tensor("weight") : call.filled("scale", channels, 1),
            call.has("bias") ? call.tensor("bias") : call.filled("shift", channels, 0))
        .with("num_groups", groups)
        .with("epsilon", call.real("eps", 1e-5));
  }

  private static void instanceNorm(AtenCall call) {
    if (!call.flag("use_input_stats", true)) {
      throw new Unsupported("it normalizes with the statistics of its training");
    }
    String in = call.tensor("input");
    long channels = call.extent(in, 1);
    call.emit(
            "InstanceNormalization",
            in,
            call.has("weight") ? call.tensor("weight") : call.filled("scale", channels, 1),
            call.has("bias") ? call.tensor("bias") : call.filled("shift", channels, 0))
        .with("epsilon", call.real("eps", 1e-5));
  }

  private static void softmax(AtenCall call, String op) {
    call.emit(op, call.tensor("self")).with("axis", call.whole("dim", -1));
  }
}
