package dev.phosphene.engine.onednn.winograd;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * The transformed kernels of a {@link WinogradConv}: a matrix for each of the 36 products.
 *
 * @param products the matrices in the layout that the products want
 * @param bias {@code [k]}, or null
 */
public record WinogradWeights(int tiles, int k, int c, List<Mem> products, @Nullable Mem bias) {
  /**
   * The original kernels.
   *
   * @param weight {@code [k, c, 3, 3]}; {@code [c, k, 3, 3]} if it is turned
   * @param turned whether they are for the backward pass
   * @param bias {@code [k]}, or null
   */
  public record Kernels(Parameter weight, boolean turned, @Nullable Parameter bias) {}

  /**
   * Transforms the kernels.
   *
   * @param tiles number of tiles at a time
   */
  static WinogradWeights of(Emitter emitter, int tiles, int k, int c, Kernels kernels) {
    dnnl_memory_desc any = emitter.layouts.of(dnnl_f32, dnnl_format_tag_any, k, c, 1, 1);
    dnnl_primitive_desc pd = describe(emitter, k, c, tiles, any, false);
    Parameter weight = kernels.weight;
    dnnl_memory_desc matrix = emitter.layouts.of(dnnl_f32, dnnl_oihw, k, c, 1, 1);
    List<Mem> products =
        emitter.packed(
            weight,
            kernels.turned ? "turned, for Winograd" : "for Winograd",
            Emitter.wanted(pd, dnnl_query_weights_md),
            (own, md) -> {
              float[] all = weight.values();
              float[] values = kernels.turned ? Winograd.turned(all, c, k) : all;
              return own.constants(
                  Winograd.IN * Winograd.IN,
                  matrix,
                  md,
                  (product, to) -> Winograd.weights(values, product, to));
            });
    Parameter bias = kernels.bias;
    dnnl_memory_desc line = emitter.layouts.of(dnnl_f32, dnnl_x, k);
    return new WinogradWeights(
        tiles, k, c, products, bias == null ? null : emitter.packed(bias, line));
  }

  /** Describes a product {@code [tiles, c] · [c, k]}, as a 1×1 convolution. */
  dnnl_primitive_desc describe(Emitter emitter, boolean biased) {
    return describe(emitter, k, c, tiles, products.get(0).md(), biased);
  }

  private static dnnl_primitive_desc describe(
      Emitter emitter, int k, int c, int tiles, dnnl_memory_desc weights, boolean biased) {
    dnnl_memory_desc bias = biased ? emitter.layouts.of(dnnl_f32, dnnl_x, k) : null;
    return emitter.describe(
        "Winograd product",
        pd ->
            dnnl_convolution_forward_primitive_desc_create(
                pd,
                Library.engine(),
                dnnl_forward_inference,
                dnnl_convolution_direct,
                emitter.layouts.last(Shape.of(1, c, 1, tiles)),
                weights,
                bias,
                emitter.layouts.last(Shape.of(1, k, 1, tiles)),
                new long[] {1, 1},
                new long[2],
                new long[2],
                new long[2],
                emitter.plain()));
  }
}
