package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts.Tag;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Multiplies an image by another one, or by one number per channel (squeeze and excitation), in the
 * image's layout.
 *
 * @param swapped whether the image is the second input
 */
public record ProductStage(
    boolean swapped, Shape shape, boolean byChannel, Mem picture, Mem factor, Mem output)
    implements Stage {

  /** Returns whether {@code op} is such a product. */
  public static boolean applies(Op op, List<Shape> in) {
    return op instanceof Op.Binary binary
        && binary.arithmetic() == Op.Arithmetic.MUL
        && in.get(0).rank() == 4
        && (isFactor(in.get(0), in.get(1)) || isFactor(in.get(1), in.get(0)));
  }

  private static boolean isFactor(Shape picture, Shape factor) {
    return picture.equals(factor) || factor.equals(Shape.of(picture.n(), picture.c(), 1, 1));
  }

  public static ProductStage of(Emitter emitter, List<Mem> inputs, List<Shape> in, Place place) {
    boolean swapped = !isFactor(in.get(0), in.get(1));
    Shape shape = in.get(swapped ? 1 : 0);
    Shape other = in.get(swapped ? 0 : 1);
    Mem picture = inputs.get(swapped ? 1 : 0);
    Tag tag = emitter.layouts.tag(emitter.type, picture.md(), shape);
    Mem factor =
        emitter.as(inputs.get(swapped ? 0 : 1), emitter.layouts.of(emitter.type, tag, other));
    Mem output = place.at(picture.md());
    multiply(emitter, picture, factor, output);
    picture.slot().keep();
    factor.slot().keep();
    return new ProductStage(swapped, shape, !shape.equals(other), picture, factor, output);
  }

  private static void multiply(Emitter emitter, Mem a, Mem b, Mem product) {
    dnnl_primitive_desc pd =
        emitter.describe(
            "product",
            result ->
                dnnl_binary_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_binary_mul,
                    a.md(),
                    b.md(),
                    product.md(),
                    emitter.plain()));
    emitter.execute(
        pd,
        new Argument(DNNL_ARG_SRC_0, a),
        new Argument(DNNL_ARG_SRC_1, b),
        new Argument(DNNL_ARG_DST, product));
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Mem source = gradient.as(emitter, output).mem();
    Mem towardsPicture = emitter.array(picture.md());
    multiply(emitter, source, factor, towardsPicture);
    Mem products = emitter.array(picture.md());
    multiply(emitter, source, picture, products);
    Mem towardsFactor = byChannel ? sums(emitter, products) : products;
    List<Gradient> gradients = new ArrayList<>();
    gradients.add(new Gradient(towardsPicture, true));
    gradients.add(new Gradient(towardsFactor, true));
    if (swapped) {
      Collections.reverse(gradients);
    }
    return gradients;
  }

  /** Returns the sum of each channel: its mean times the number of positions. */
  private Mem sums(Emitter emitter, Mem products) {
    dnnl_memory_desc md = factor.md();
    long[] none = {0, 0};
    dnnl_primitive_desc mean =
        emitter.describe(
            "mean",
            result ->
                dnnl_pooling_forward_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_forward_inference,
                    dnnl_pooling_avg_exclude_padding,
                    products.md(),
                    md,
                    new long[] {1, 1},
                    new long[] {shape.h(), shape.w()},
                    none,
                    none,
                    none,
                    emitter.plain()));
    Mem means = emitter.array(md);
    emitter.execute(mean, new Argument(DNNL_ARG_SRC, products), new Argument(DNNL_ARG_DST, means));
    dnnl_primitive_desc times =
        emitter.describe(
            "multiple",
            result ->
                dnnl_eltwise_forward_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_forward_inference,
                    dnnl_eltwise_linear,
                    md,
                    md,
                    shape.h() * (float) shape.w(),
                    0,
                    emitter.plain()));
    Mem sums = emitter.array(md);
    emitter.execute(times, new Argument(DNNL_ARG_SRC, means), new Argument(DNNL_ARG_DST, sums));
    return sums;
  }
}
