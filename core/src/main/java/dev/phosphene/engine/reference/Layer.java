package dev.phosphene.engine.reference;

import dev.phosphene.graph.DataMovement;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** One operation on float64 row-major arrays of known shapes. */
interface Layer {

  /** Fills {@code out} from {@code in}, one array for each input. */
  void forward(double[][] in, double[] out);

  /**
   * Adds to {@code dIn} the gradient of ⟨dOut, out⟩ with respect to each input.
   *
   * @param in as given to {@link #forward}
   * @param out as {@link #forward} left it
   */
  void backward(double[][] in, double[] out, double[] dOut, double[][] dIn);

  /** Returns the layer that computes {@code op}; reads its weights. {@code op} is not the input. */
  static Layer of(Op op, List<Shape> in, Shape out) {
    if (op instanceof Op.Conv conv) {
      return ConvLayer.of(conv, in.get(0), out);
    } else if (op instanceof Op.BatchNorm norm) {
      return PerChannelLayer.of(norm, out);
    } else if (op instanceof Op.Affine affine) {
      return PerChannelLayer.of(affine, out);
    } else if (op instanceof Op.SelectChannels select) {
      return new SelectLayer(select.channels(), in.get(0), out);
    } else if (op instanceof Op.Relu) {
      return new ReluLayer();
    } else if (op instanceof Op.MaxPool pool) {
      return new MaxPoolLayer(WindowPositions.of(pool.window(), in.get(0)), pool.smoothGradient());
    } else if (op instanceof Op.AvgPool pool) {
      return new AvgPoolLayer(WindowPositions.of(pool.window(), in.get(0)), pool.countPadding());
    } else if (op instanceof Op.GlobalAvgPool) {
      return new GlobalAvgPoolLayer(in.get(0));
    } else if (op instanceof Op.Concat) {
      return JoinLayer.along(1, in, out);
    } else if (op instanceof Op.Add) {
      return new AddLayer();
    } else if (op instanceof Op.Pointwise pointwise) {
      return new PointwiseLayer(pointwise);
    } else if (op instanceof Op.PRelu relu) {
      return new PReluLayer(relu.slope().values(), in.get(0));
    } else if (op instanceof Op.Lrn lrn) {
      return new LrnLayer(lrn, in.get(0));
    } else if (op instanceof Op.Softmax softmax) {
      return new SoftmaxLayer(Lines.along(out, softmax.axis()), softmax.log());
    } else if (op instanceof Op.Binary binary) {
      return new BinaryLayer(binary.arithmetic(), in.get(0), in.get(1), out);
    } else if (op instanceof Op.Flatten || op instanceof Op.Reshape) {
      return new FlattenLayer();
    } else if (op instanceof Op.Pad pad) {
      return new PadLayer(pad, in.get(0), out);
    } else if (op instanceof Op.Crop crop) {
      return new CropLayer(crop.box(), in.get(0), out);
    } else if (op instanceof Op.GlobalMaxPool) {
      Shape all = in.get(0);
      Window window =
          new Window(all.h(), all.w(), 1, 1, 1, 1, new Window.Padding.Explicit(0, 0, 0, 0));
      return new MaxPoolLayer(WindowPositions.of(window, all), false);
    } else if (op instanceof Op.Resize resize) {
      return new ResizeLayer(resize, in.get(0), out);
    } else if (op instanceof Op.ConvTranspose conv) {
      return ConvTransposeLayer.of(conv, in.get(0), out);
    } else if (op instanceof Op.Constant constant) {
      return new ConstantLayer(constant.value().anyValues());
    } else if (op instanceof Op.Join join) {
      return JoinLayer.along(join.axis(), in, out);
    } else if (op instanceof Op.Linear linear) {
      float[] bias = linear.bias() == null ? null : linear.bias().values();
      Shape weight = linear.weight().shape();
      return new LinearLayer(linear.weight().values(), bias, weight.extent(0), weight.extent(1));
    } else if (op instanceof Op.Recurrent recurrent) {
      return RecurrentLayer.of(recurrent, in.get(0));
    } else if (op instanceof Op.MatMul) {
      return MatMulLayer.of(in.get(0), in.get(1));
    } else if (op instanceof Op.Reduce reduce) {
      return new ReduceLayer(reduce.reduction(), Lines.along(in.get(0), reduce.axis()));
    } else if (op instanceof Op.LayerNorm norm) {
      return new LayerNormLayer(Lines.along(out, norm.first(), norm.last()), norm.epsilon());
    }
    Optional<int[]> moves = in.isEmpty() ? Optional.empty() : DataMovement.of(op, in.get(0));
    if (moves.isPresent()) {
      return new GatherLayer(moves.get(), in.get(0).size() / in.get(0).n());
    }
    throw new IllegalArgumentException("no layer for " + op);
  }
}
