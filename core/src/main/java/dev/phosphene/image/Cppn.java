package dev.phosphene.image;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A compositional pattern-producing network (CPPN): an image as a small network from a pixel's
 * position to its color, so that it is smooth and can be drawn at any size: 8 layers of 24 hidden
 * units with activation a = atan(z), concatenated as [a/.67, a²/.6], then sigmoid. Each example has
 * its own network.
 *
 * <p>Coordinates run over ±√3 along the shorter side and at the same pitch along the longer one.
 * Optimized by Adam(0.005), without transforms.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/param/cppn.py; Mordvintsev et al., Differentiable image
 * parameterizations, Distill 2018.
 */
public final class Cppn implements Parameterization {
  private static final int LAYERS = 8;
  private static final int HIDDEN = 24;
  private static final float LINEAR = 1 / 0.67f;
  private static final float SQUARE = 1 / 0.6f;

  /** Number of pixels processed together; small enough for the caches. */
  private static final int TILE = 256;

  private final Shape picture;

  /** Inputs of each layer, and last the image: {@code [LAYERS + 2][channels][TILE]}. */
  private final float[][][] values = new float[LAYERS + 2][][];

  private final float[][][] gradients = new float[LAYERS + 2][][];

  /** Values before the activation: {@code [LAYERS][HIDDEN][TILE]}. */
  private final float[][][] before = new float[LAYERS][HIDDEN][TILE];

  private final float[][] beforeGradient = new float[HIDDEN][TILE];

  /** A layer's inputs, {@code [TILE][channels]}, and the sums of one output's weights. */
  private final float[][] byPixel = new float[TILE][2 * HIDDEN];

  private final float[] sums = new float[2 * HIDDEN];

  private Cppn(Shape picture) {
    this.picture = picture;
    for (int layer = 0; layer < values.length; layer++) {
      int channels = layer == 0 ? 2 : layer <= LAYERS ? 2 * HIDDEN : picture.c();
      values[layer] = new float[channels][TILE];
      gradients[layer] = new float[channels][TILE];
    }
  }

  /** Makes the networks of an image {@code [n, c, h, w]}. */
  public static Cppn of(Shape picture) {
    return new Cppn(picture);
  }

  @Override
  public Shape picture() {
    return picture;
  }

  @Override
  public int size() {
    return picture.n() * perExample();
  }

  /** Counts, for each layer, the weights {@code [out][in]}, then the biases. */
  private int perExample() {
    int count = 0;
    for (int layer = 0; layer <= LAYERS; layer++) {
      count += outputs(layer) * (inputs(layer) + 1);
    }
    return count;
  }

  private static int inputs(int layer) {
    return layer == 0 ? 2 : 2 * HIDDEN;
  }

  private int outputs(int layer) {
    return layer == LAYERS ? picture.c() : HIDDEN;
  }

  /**
   * Weights: normal within two standard deviations, variance 1/inputs; biases N(0, .1); last layer
   * zero.
   */
  @Override
  public float[] start(RandomGenerator random) {
    float[] parameters = new float[size()];
    int at = 0;
    for (int n = 0; n < picture.n(); n++) {
      for (int layer = 0; layer < LAYERS; layer++) {
        double deviation = Math.sqrt(1.0 / inputs(layer)) / 0.87962566;
        for (int i = 0; i < inputs(layer) * HIDDEN; i++) {
          double normal = random.nextGaussian();
          while (Math.abs(normal) > 2) {
            normal = random.nextGaussian();
          }
          parameters[at++] = (float) (deviation * normal);
        }
        for (int i = 0; i < HIDDEN; i++) {
          parameters[at++] = (float) (0.1 * random.nextGaussian());
        }
      }
      int last = picture.c() * (inputs(LAYERS) + 1);
      for (int i = 0; i < last; i++) {
        boolean bias = i >= last - picture.c();
        parameters[at++] = bias ? (float) (0.1 * random.nextGaussian()) : 0;
      }
    }
    return parameters;
  }

  /** Always fails: a CPPN cannot be inverted. */
  @Override
  public float[] startFrom(Tensor from) {
    throw new InputException(
        "a cppn cannot start from an image: its weights would have to be trained; use fourier");
  }

  @Override
  public void apply(float[] parameters, Tensor out) {
    int area = picture.h() * picture.w();
    for (int n = 0; n < picture.n(); n++) {
      for (int from = 0; from < area; from += TILE) {
        forward(parameters, n * perExample(), from);
        int count = Math.min(TILE, area - from);
        for (int c = 0; c < picture.c(); c++) {
          System.arraycopy(values[LAYERS + 1][c], 0, out.data(), out.offset(n, c) + from, count);
        }
      }
    }
  }

  /** Runs the network on the pixels starting at {@code from}. */
  private void forward(float[] p, int at, int from) {
    double pitch = 2 * Math.sqrt(3) / Math.max(1, Math.min(picture.h(), picture.w()) - 1);
    int area = picture.h() * picture.w();
    for (int q = 0; q < TILE; q++) {
      int pixel = Math.min(area - 1, from + q);
      int x = pixel % picture.w();
      int y = pixel / picture.w();
      values[0][0][q] = (float) (pitch * (x - 0.5 * (picture.w() - 1)));
      values[0][1][q] = (float) (pitch * (y - 0.5 * (picture.h() - 1)));
    }
    for (int layer = 0; layer <= LAYERS; layer++) {
      float[][] in = values[layer];
      float[][] out = layer == LAYERS ? values[LAYERS + 1] : before[layer];
      int bias = at + outputs(layer) * in.length;
      for (int o = 0; o < outputs(layer); o++) {
        Arrays.fill(out[o], p[bias + o]);
        combine(p, at + o * in.length, 1, in, in.length, out[o]);
        if (layer == LAYERS) {
          VectorFunctions.sigmoid(out[o], 0, TILE);
        } else {
          activate(out[o], values[layer + 1][o], values[layer + 1][HIDDEN + o]);
        }
      }
      at = bias + outputs(layer);
    }
  }

  @Override
  public void vjp(float[] parameters, Tensor cotangent, float[] gradient) {
    Arrays.fill(gradient, 0);
    int area = picture.h() * picture.w();
    for (int n = 0; n < picture.n(); n++) {
      for (int from = 0; from < area; from += TILE) {
        forward(parameters, n * perExample(), from);
        int count = Math.min(TILE, area - from);
        for (int c = 0; c < picture.c(); c++) {
          float[] y = values[LAYERS + 1][c];
          float[] g = gradients[LAYERS + 1][c];
          Arrays.fill(g, 0);
          System.arraycopy(cotangent.data(), cotangent.offset(n, c) + from, g, 0, count);
          for (int q = 0; q < count; q++) {
            g[q] *= y[q] * (1 - y[q]);
          }
        }
        backward(parameters, (n + 1) * perExample(), gradient);
      }
    }
  }

  /** Adds the gradient of the last forward's pixels; {@code end} is the end of the example's. */
  private void backward(float[] p, int end, float[] gradient) {
    int at = end;
    for (int layer = LAYERS; layer >= 0; layer--) {
      float[][] in = values[layer];
      float[][] g = layer == LAYERS ? gradients[LAYERS + 1] : beforeGradient;
      if (layer < LAYERS) {
        float[][] after = gradients[layer + 1];
        for (int o = 0; o < HIDDEN; o++) {
          deactivate(before[layer][o], values[layer + 1][o], after[o], after[HIDDEN + o], g[o]);
        }
      }
      int outputs = outputs(layer);
      at -= outputs * (in.length + 1);
      int bias = at + outputs * in.length;
      for (int o = 0; o < outputs; o++) {
        gradient[bias + o] += sum(g[o]);
      }
      ofWeights(g, outputs, in, gradient, at);
      for (int i = 0; layer > 0 && i < in.length; i++) {
        float[] to = gradients[layer][i];
        Arrays.fill(to, 0);
        combine(p, at + i, in.length, g, outputs, to);
      }
    }
  }

  /** Adds {@code y += Σ p[at + j·step]·x[j]} over j below {@code count}, four at a time. */
  private static void combine(float[] p, int at, int step, float[][] x, int count, float[] y) {
    int j = 0;
    for (; j + 4 <= count; j += 4) {
      int w = at + j * step;
      float w1 = p[w + step];
      float w2 = p[w + 2 * step];
      addFour(p[w], x[j], w1, x[j + 1], w2, x[j + 2], p[w + 3 * step], x[j + 3], y);
    }
    for (; j < count; j++) {
      add(p[at + j * step], x[j], y);
    }
  }

  private static void add(float w, float[] x, float[] y) {
    for (int q = 0; q < y.length; q++) {
      y[q] += w * x[q];
    }
  }

  private static void addFour(
      float a,
      float[] xa,
      float b,
      float[] xb,
      float c,
      float[] xc,
      float d,
      float[] xd,
      float[] y) {
    for (int q = 0; q < y.length; q++) {
      y[q] += (a * xa[q] + b * xb[q]) + (c * xc[q] + d * xd[q]);
    }
  }

  private static float sum(float[] x) {
    float sum = 0;
    for (float value : x) {
      sum += value;
    }
    return sum;
  }

  /**
   * Adds {@code Σ g[o][q]·in[i][q]} over the pixels to {@code gradient[at + o·inputs + i]}. The
   * inputs are first transposed to pixel order, so that the inner loop runs over i.
   */
  private void ofWeights(float[][] g, int outputs, float[][] in, float[] gradient, int at) {
    ComplexRows.transpose(in, 0, 0, in.length, byPixel, 0, 0, TILE);
    for (int o = 0; o < outputs; o++) {
      Arrays.fill(sums, 0);
      combine(g[o], 0, 1, byPixel, TILE, sums);
      for (int i = 0; i < in.length; i++) {
        gradient[at + o * in.length + i] += sums[i];
      }
    }
  }

  /** Computes {@code linear = atan(z)/.67} and {@code square = atan(z)²/.6}. */
  private static void activate(float[] z, float[] linear, float[] square) {
    VectorFunctions.arcTangent(z, linear);
    for (int q = 0; q < z.length; q++) {
      float a = linear[q];
      linear[q] = a * LINEAR;
      square[q] = a * a * SQUARE;
    }
  }

  private static void deactivate(
      float[] z, float[] linear, float[] ofLinear, float[] ofSquare, float[] gradient) {
    for (int q = 0; q < z.length; q++) {
      float a = linear[q] * (1 / LINEAR);
      float g = ofLinear[q] * LINEAR + ofSquare[q] * (2 * SQUARE * a);
      gradient[q] = g / (1 + z[q] * z[q]);
    }
  }
}
