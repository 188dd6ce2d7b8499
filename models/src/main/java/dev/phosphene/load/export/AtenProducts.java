package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.export.AtenOperators.Translator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Matrix products, and attention, which is two of them. */
final class AtenProducts {
  private AtenProducts() {}

  static void register(Map<String, Translator> all) {
    all.put("linear", AtenProducts::linear);
    all.put("addmm", AtenProducts::addmm);
    all.put("mm", call -> call.emit("MatMul", call.tensor("self"), call.tensor("mat2")));
    all.put("bmm", call -> call.emit("MatMul", call.tensor("self"), call.tensor("mat2")));
    all.put("matmul", call -> call.emit("MatMul", call.tensor("self"), call.tensor("other")));
    all.put("baddbmm", AtenProducts::baddbmm);
    all.put("einsum", AtenProducts::einsum);
    all.put("scaled_dot_product_attention", AtenProducts::attention);
    all.put("_scaled_dot_product_flash_attention_for_cpu", AtenProducts::attention);
    all.put("_scaled_dot_product_flash_attention", AtenProducts::attention);
    all.put("_scaled_dot_product_efficient_attention", AtenProducts::attention);
    all.put("_scaled_dot_product_attention_math", AtenProducts::attention);
  }

  /** {@code x · weightᵀ + bias}. */
  private static void linear(AtenCall call) {
    String in = call.tensor("input");
    String weight = call.tensor("weight");
    if (call.rank(in) == 2) {
      var draft =
          call.has("bias")
              ? call.emit("Gemm", in, weight, call.tensor("bias"))
              : call.emit("Gemm", in, weight);
      draft.with("transB", 1);
      return;
    }
    AtenCall.Step turned = call.step("turned", "Transpose", weight);
    turned.draft().with("perm", List.of(1L, 0L));
    if (call.has("bias")) {
      String product = call.step("product", "MatMul", in, turned.name()).name();
      call.emit("Add", product, call.tensor("bias"));
    } else {
      call.emit("MatMul", in, turned.name());
    }
  }

  private static void addmm(AtenCall call) {
    call.emit("Gemm", call.tensor("mat1"), call.tensor("mat2"), call.tensor("self"))
        .with("alpha", call.real("alpha", 1))
        .with("beta", call.real("beta", 1));
  }

  private static void baddbmm(AtenCall call) {
    String product =
        call.step("product", "MatMul", call.tensor("batch1"), call.tensor("batch2")).name();
    call.emit(
        "Add",
        scaled(call, "beta", call.tensor("self"), call.real("beta", 1)),
        scaled(call, "alpha", product, call.real("alpha", 1)));
  }

  private static String scaled(AtenCall call, String title, String value, double factor) {
    return factor == 1
        ? value
        : call.step(title, "Mul", value, call.number(title, factor, true)).name();
  }

  private static void einsum(AtenCall call) {
    call.emit("Einsum", call.tensors("tensors").toArray(String[]::new))
        .with("equation", call.text("equation", "").replace(" ", ""));
  }

  /** {@code softmax(q · kᵀ · scale + mask) · v} (Vaswani et al., arXiv:1706.03762, 3.2.1). */
  private static void attention(AtenCall call) {
    if (call.flag("is_causal", false) || call.flag("enable_gqa", false)) {
      throw new Unsupported("attention to earlier tokens alone, or with shared keys");
    }
    if (call.real("dropout_p", 0) != 0) {
      throw new Unsupported("the network was exported in training mode; call model.eval() before");
    }
    String query = call.tensor("query");
    String key = call.tensor("key");
    double scale = call.real("scale", 1 / Math.sqrt((double) scaleSize(call, query)));
    int rank = call.rank(key);
    if (rank < 2) {
      throw new Unsupported("a key of " + rank + " axes");
    }
    List<Long> order = new ArrayList<>(IntStream.range(0, rank).mapToObj(i -> (long) i).toList());
    Collections.swap(order, rank - 1, rank - 2);
    AtenCall.Step turned = call.step("turned", "Transpose", key);
    turned.draft().with("perm", order);
    String smaller = scaled(call, "scaled", query, scale);
    String scores = call.step("scores", "MatMul", smaller, turned.name()).name();
    String mask = call.has("attn_mask") ? "attn_mask" : "attn_bias";
    if (call.has(mask)) {
      scores = masked(call, scores, call.tensor(mask));
    }
    AtenCall.Step weights = call.step("weights", "Softmax", scores);
    weights.draft().with("axis", -1);
    call.emit("MatMul", weights.name(), call.tensor("value"));
  }

  /** A mask of truths leaves the scores where it is true; one of numbers is added. */
  private static String masked(AtenCall call, String scores, String mask) {
    return call.isTruth(mask)
        ? call.step("masked", "Where", mask, scores, call.number("none", -Float.MAX_VALUE, true))
            .name()
        : call.step("masked", "Add", scores, mask).name();
  }

  private static long scaleSize(AtenCall call, String query) {
    return call.has("scale") ? 1 : call.extent(query, -1);
  }
}
