package dev.phosphene.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.onednn.program.DataType;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides whether bfloat16 pays off here. oneDNN also accepts it on processors that emulate it
 * (AVX-512 without BF16) or support half of it (AVX2-VNNI-2), where float32 is as fast or faster.
 */
final class Bfloat16 {
  private static final class Holder {
    static final Optional<String> MISSING =
        missing(dnnl_get_effective_cpu_isa(), Bfloat16::failure);
  }

  private Bfloat16() {}

  /** Returns why networks cannot use bfloat16 here, or empty if they can. oneDNN must be loaded. */
  static Optional<String> missing() {
    return Holder.MISSING;
  }

  /**
   * Returns the same for a processor with a given instruction set.
   *
   * @param isa oneDNN's report: a bit for each extension
   * @param trial why a convolution in bfloat16 fails, or empty; used only if it should succeed
   */
  static Optional<String> missing(int isa, Supplier<Optional<String>> trial) {
    if ((isa & dnnl_cpu_isa_avx512_core_bf16) != dnnl_cpu_isa_avx512_core_bf16) {
      return Optional.of(
          "a processor with AVX-512-BF16 or AMX is needed, oneDNN finds " + Library.isa(isa));
    }
    return trial.get();
  }

  /** Runs one convolution forward and backward; returns why it fails, or empty. */
  private static Optional<String> failure() {
    Shape shape = Shape.of(1, 16, 8, 8);
    Shape kernel = Shape.of(16, 16, 3, 3);
    Parameter weight = Parameter.of("weight", kernel, new float[kernel.size()]);
    Op conv = new Op.Conv(weight, null, Window.same(3, 1), 1);
    Graph graph = Graph.builder(shape.c()).add("conv", conv, "input").build();
    try (OneDnnNetwork network =
        OneDnnNetwork.of(graph, List.of("conv"), shape, DataType.BFLOAT16, 0, Choice.DIRECT)) {
      network.forward(Tensor.zeros(shape));
      network.backward(Map.of("conv", Tensor.zeros(shape)));
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of("a trial failed: " + e.getMessage());
    }
  }
}
