package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;

/** Cross-correlation: {@code y[k] = b[k] + Σ_{c,i,j} w[k,c,i,j] · x[c, row(i), column(j)]}. */
final class ConvLayer implements Layer {
  private final WindowPositions taps;
  private final float[] weight; // [k, c / groups, kh, kw]
  private final float[] bias; // [k]
  private final Shape in;
  private final Shape out;
  private final int groups;

  private ConvLayer(
      WindowPositions taps, float[] weight, float[] bias, Shape in, Shape out, int groups) {
    this.taps = taps;
    this.weight = weight;
    this.bias = bias;
    this.in = in;
    this.out = out;
    this.groups = groups;
  }

  static ConvLayer of(Op.Conv conv, Shape in, Shape out) {
    Parameter bias = conv.bias();
    return new ConvLayer(
        WindowPositions.of(conv.window(), in),
        conv.weight().values(),
        bias == null ? new float[out.c()] : bias.values(),
        in,
        out,
        conv.groups());
  }

  @Override
  public void forward(double[][] in, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = bias[i / (this.out.h() * this.out.w()) % this.out.c()];
    }
    double[] x = in[0];
    visit((o, i, w) -> out[o] += weight[w] * x[i]);
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    double[] dx = dIn[0];
    visit((o, i, w) -> dx[i] += weight[w] * dOut[o]);
  }

  /** Receives every product of the sum: indices into output, input and weight. */
  private interface Visitor {
    void product(int o, int i, int w);
  }

  private void visit(Visitor visitor) {
    int cs = in.c() / groups;
    int ks = out.c() / groups;
    int kh = taps.window().kernelH();
    int kw = taps.window().kernelW();
    for (int nk = 0; nk < out.n() * out.c(); nk++) {
      int n = nk / out.c();
      int k = nk % out.c();
      for (int c = 0; c < cs; c++) {
        int channel = n * in.c() + k / ks * cs + c;
        for (int i = 0; i < kh; i++) {
          for (int j = 0; j < kw; j++) {
            plane(visitor, nk, channel, i, j, ((k * cs + c) * kh + i) * kw + j);
          }
        }
      }
    }
  }

  private void plane(Visitor visitor, int outPlane, int inPlane, int i, int j, int w) {
    for (int y = 0; y < out.h(); y++) {
      int row = taps.row(y, i);
      for (int x = 0; x < out.w(); x++) {
        int column = taps.column(x, j);
        if (taps.inside(row, column)) {
          visitor.product(
              (outPlane * out.h() + y) * out.w() + x,
              (inPlane * in.h() + row) * in.w() + column,
              w);
        }
      }
    }
  }
}
