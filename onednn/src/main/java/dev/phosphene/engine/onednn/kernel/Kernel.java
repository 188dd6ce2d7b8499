package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.graph.DataMovement;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/** An operation in plain Java over float32 arrays of known shapes. */
public interface Kernel {

  /** Returns the kernel for {@code op}, which oneDNN does not support. */
  static Kernel of(Op op, List<Shape> ins, Shape out) {
    Shape in = ins.get(0);
    if (op instanceof Op.PRelu prelu) {
      return new PReluKernel(prelu.slope().values(), in);
    } else if (op instanceof Op.SelectChannels select) {
      return new ChannelsKernel(select.channels(), in);
    } else if (op instanceof Op.Pad pad) {
      return new PadKernel(pad, in, out);
    } else if (op instanceof Op.Resize resize) {
      return ResizeKernel.of(resize, in, out);
    } else if (op instanceof Op.Binary binary) {
      return new BinaryKernel(binary.arithmetic(), in, ins.get(1), out);
    } else if (op instanceof Op.Pointwise pointwise && pointwise.function() == ScalarFunction.ERF) {
      return new ErfKernel(in.size());
    } else if (op instanceof Op.Lrn lrn) {
      return new LrnKernel(lrn, in);
    } else if (op instanceof Op.Join join) {
      List<Lines> parts = ins.stream().map(part -> Lines.along(part, join.axis())).toList();
      return new JoinKernel(parts, Lines.along(out, join.axis()));
    } else if (op instanceof Op.Reduce reduce) {
      return new ReduceKernel(reduce.reduction(), Lines.along(in, reduce.axis()));
    } else if (op instanceof Op.Recurrent recurrent) {
      return RecurrentKernel.of(recurrent, in);
    } else if (op instanceof Op.LayerNorm norm) {
      return new LayerNormKernel(Lines.along(in, norm.first(), norm.last()), norm.epsilon());
    }
    int[] from =
        DataMovement.of(op, in)
            .orElseThrow(() -> new IllegalArgumentException("no kernel for " + op));
    return new MoveKernel(from, in.size() / in.n(), in.n());
  }

  /** Returns the layout of all image arrays; others are row-major. */
  default Layouts.Tag layout() {
    return Layouts.Tag.PLAIN;
  }

  /** Fills {@code out}. */
  void forward(List<FloatBuffer> in, FloatBuffer out, OpenMpParallel workers);

  /**
   * Overwrites {@code dIn} with the gradients of ⟨dOut, out⟩ with respect to each input.
   *
   * @param in the inputs of {@link #forward}, if {@link #readsInputs}; else empty
   */
  void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers);

  /** Returns whether the backward pass depends on the inputs, so that they must be kept. */
  boolean readsInputs();
}
