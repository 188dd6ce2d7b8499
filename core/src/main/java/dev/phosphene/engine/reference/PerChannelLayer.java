package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;

/** {@code y = scale[c] · x + shift[c]}. */
final class PerChannelLayer implements Layer {
  private final double[] scale; // [c]
  private final double[] shift; // [c]
  private final int positions;

  private PerChannelLayer(double[] scale, double[] shift, Shape shape) {
    this.scale = scale;
    this.shift = shift;
    this.positions = shape.h() * shape.w();
  }

  static PerChannelLayer of(Op.Affine affine, Shape shape) {
    float[] scale = affine.scale().values();
    float[] shift = affine.shift().values();
    double[] a = new double[shape.c()];
    double[] b = new double[shape.c()];
    for (int c = 0; c < a.length; c++) {
      a[c] = scale[c];
      b[c] = shift[c];
    }
    return new PerChannelLayer(a, b, shape);
  }

  static PerChannelLayer of(Op.BatchNorm norm, Shape shape) {
    Parameter scale = norm.scale();
    Parameter shift = norm.shift();
    float[] gamma = scale == null ? null : scale.values();
    float[] beta = shift == null ? null : shift.values();
    float[] mean = norm.mean().values();
    float[] variance = norm.variance().values();
    double[] a = new double[shape.c()];
    double[] b = new double[shape.c()];
    for (int c = 0; c < a.length; c++) {
      a[c] = (gamma == null ? 1 : gamma[c]) / Math.sqrt(variance[c] + (double) norm.epsilon());
      b[c] = (beta == null ? 0 : beta[c]) - mean[c] * a[c];
    }
    return new PerChannelLayer(a, b, shape);
  }

  @Override
  public void forward(double[][] in, double[] out) {
    for (int i = 0; i < out.length; i++) {
      int c = i / positions % scale.length;
      out[i] = scale[c] * in[0][i] + shift[c];
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int i = 0; i < dOut.length; i++) {
      dIn[0][i] += scale[i / positions % scale.length] * dOut[i];
    }
  }
}
