package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;

/** Transposed convolution: every input value adds its kernel, scaled, to the output. */
record ConvTransposeLayer(
    Op.ConvTranspose op,
    float[] weight,
    float[] bias,
    Window.Padding.Explicit cut,
    Shape in,
    Shape out)
    implements Layer {

  static ConvTransposeLayer of(Op.ConvTranspose op, Shape in, Shape out) {
    float[] bias = op.bias() == null ? new float[out.c()] : op.bias().values();
    Window.Padding.Explicit cut = (Window.Padding.Explicit) op.window().padding();
    return new ConvTransposeLayer(op, op.weight().values(), bias, cut, in, out);
  }

  @Override
  public void forward(double[][] x, double[] y) {
    int positions = out.h() * out.w();
    for (int i = 0; i < y.length; i++) {
      y[i] = bias[i / positions % out.c()];
    }
    visit((i, w, o) -> y[o] += x[0][i] * weight[w]);
  }

  @Override
  public void backward(double[][] x, double[] y, double[] dY, double[][] dX) {
    visit((i, w, o) -> dX[0][i] += dY[o] * weight[w]);
  }

  /** Receives the indices of an input value, a weight, and the output that they add to. */
  private interface Visitor {
    void product(int i, int w, int o);
  }

  private void visit(Visitor visitor) {
    Window window = op.window();
    int each = out.c() / op.groups(); // output channels of a group
    for (int i = 0; i < in.size(); i++) {
      int n = i / (in.c() * in.h() * in.w());
      int c = i / (in.h() * in.w()) % in.c();
      int group = c / (in.c() / op.groups());
      for (int k = 0; k < each; k++) {
        int plane = n * out.c() + group * each + k;
        for (int a = 0; a < window.kernelH(); a++) {
          int y = i / in.w() % in.h() * window.strideH() + a * window.dilationH() - cut.top();
          for (int b = 0; b < window.kernelW(); b++) {
            int x = i % in.w() * window.strideW() + b * window.dilationW() - cut.left();
            if (y >= 0 && y < out.h() && x >= 0 && x < out.w()) {
              int w = ((c * each + k) * window.kernelH() + a) * window.kernelW() + b;
              visitor.product(i, w, (plane * out.h() + y) * out.w() + x);
            }
          }
        }
      }
    }
  }
}
