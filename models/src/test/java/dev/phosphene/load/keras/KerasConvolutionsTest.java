package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Convolutions of every kind against their definition in plain loops. */
class KerasConvolutionsTest extends KerasLayerCase {
  KerasConvolutionsTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  void convolutions() throws IOException {
    for (String padding : List.of("same", "valid")) {
      for (int stride = 1; stride <= 2; stride++) {
        for (int dilation = 1; dilation <= 3 - stride; dilation++) {
          convolution(padding, stride, dilation);
        }
      }
    }
  }

  /** TensorFlow's definition: what a convolution of the larger image would send back. */
  @Test
  void transposedConvolutions() throws IOException {
    for (String padding : List.of("same", "valid")) {
      for (int stride = 1; stride <= 4; stride++) {
        transposed(padding, stride);
      }
    }
  }

  private void transposed(String padding, int stride) throws IOException {
    int filters = 2;
    KerasBuilder builder =
        begin()
            .add(
                "Conv2DTranspose",
                "x",
                "{'filters':2,'kernel_size':[3,2],'strides':[%d,%d],'padding':'%s'}"
                    .formatted(stride, stride, padding),
                "input_1")
            .random(random, "x", "kernel", 3, 2, filters, C)
            .random(random, "x", "bias", filters);
    float[] kernel = builder.weights("x").get(0).values();
    float[] bias = builder.weights("x").get(1).values();
    boolean same = padding.equals("same");
    int rows = same ? H * stride : (H - 1) * stride + Math.max(3, stride);
    int columns = same ? W * stride : (W - 1) * stride + Math.max(2, stride);
    int top = same ? Math.max(3 - stride, 0) / 2 : 0;
    int left = same ? Math.max(2 - stride, 0) / 2 : 0;
    double[] expected = new double[rows * columns * filters];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = bias[i % filters];
    }
    for (int i = 0; i < picture.length * 3 * 2 * filters; i++) {
      int k = i % filters;
      int b = i / filters % 2;
      int a = i / filters / 2 % 3;
      int at = i / filters / 2 / 3;
      int y = at / C / W * stride + a - top;
      int x = at / C % W * stride + b - left;
      if (y >= 0 && x >= 0 && y < rows && x < columns) {
        expected[(y * columns + x) * filters + k] +=
            (double) picture[at] * kernel[((a * 2 + b) * filters + k) * C + at % C];
      }
    }
    float[] values = run(builder, "x");
    assertThat(values).as(padding + " " + stride).hasSize(expected.length);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i])
          .as(padding + " " + stride)
          .isCloseTo((float) expected[i], within(1e-5f));
    }
  }

  private void convolution(String padding, int stride, int dilation) throws IOException {
    int filters = 2;
    KerasBuilder builder =
        begin()
            .add(
                "Conv2D",
                "x",
                "{'filters':2,'kernel_size':[3,2],'strides':[%d,%d],'dilation_rate':[%d,%d],'padding':'%s','activation':'relu'}"
                    .formatted(stride, stride, dilation, dilation, padding),
                "input_1")
            .random(random, "x", "kernel", 3, 2, C, filters)
            .random(random, "x", "bias", filters);
    float[] kernel = builder.weights("x").get(0).values();
    float[] bias = builder.weights("x").get(1).values();
    int[] rows = axis(padding, H, 3, stride, dilation);
    int[] columns = axis(padding, W, 2, stride, dilation);
    float[] values = run(builder, "x");
    assertThat(values).hasSize(rows[1] * columns[1] * filters);
    for (int i = 0; i < values.length; i++) {
      int o = i % filters;
      int top = i / filters / columns[1] * stride - rows[0];
      int left = i / filters % columns[1] * stride - columns[0];
      double sum = bias[o];
      for (int ky = 0; ky < 3; ky++) {
        for (int kx = 0; kx < 2; kx++) {
          for (int c = 0; c < C; c++) {
            sum +=
                at(top + ky * dilation, left + kx * dilation, c)
                    * kernel[((ky * 2 + kx) * C + c) * filters + o];
          }
        }
      }
      assertThat(values[i]).as(padding).isCloseTo((float) Math.max(sum, 0), within(1e-4f));
    }
  }

  /** Positions before the first, and outputs, as TensorFlow defines them. */
  private static int[] axis(String padding, int size, int kernel, int stride, int dilation) {
    int reach = (kernel - 1) * dilation + 1;
    if (padding.equals("valid")) {
      return new int[] {0, (size - reach) / stride + 1};
    }
    int out = (size + stride - 1) / stride;
    return new int[] {Math.max((out - 1) * stride + reach - size, 0) / 2, out};
  }

  @Test
  void groupedDepthwiseAndSeparable() throws IOException {
    KerasBuilder grouped =
        begin()
            .add(
                "Conv2D",
                "x",
                "{'filters':6,'kernel_size':1,'groups':3,'use_bias':false}",
                "input_1")
            .random(random, "x", "kernel", 1, 1, 1, 6);
    float[] kernel = grouped.weights("x").get(0).values();
    float[] values = run(grouped, "x");
    for (int i = 0; i < values.length; i++) {
      float in = picture[i / 6 * C + i % 6 / 2];
      assertThat(values[i]).isCloseTo(in * kernel[i % 6], within(1e-5f));
    }
    KerasBuilder separable =
        begin()
            .add(
                "SeparableConv2D",
                "x",
                "{'filters':2,'kernel_size':[1,1],'depth_multiplier':2}",
                "input_1")
            .random(random, "x", "depthwise_kernel", 1, 1, C, 2)
            .random(random, "x", "pointwise_kernel", 1, 1, 2 * C, 2)
            .random(random, "x", "bias", 2)
            .add(
                "DepthwiseConv2D",
                "d",
                "{'kernel_size':[1,1],'depth_multiplier':2,'use_bias':true}",
                "input_1")
            .weight("d", "depthwise_kernel", new float[] {1, 2, 3, 4, 5, 6}, 1, 1, C, 2)
            .weight("d", "bias", new float[] {10, 20, 30, 40, 50, 60}, 6)
            .add("Concatenate", "both", "{'axis':3}", "x", "d");
    float[] depth = separable.weights("x").get(0).values();
    float[] point = separable.weights("x").get(1).values();
    float[] bias = separable.weights("x").get(2).values();
    float[] both = run(separable, "both");
    assertThat(both).hasSize(H * W * 8);
    for (int p = 0; p < H * W; p++) {
      for (int o = 0; o < 2; o++) {
        double sum = bias[o];
        for (int m = 0; m < 2 * C; m++) {
          sum += picture[p * C + m / 2] * depth[m] * point[m * 2 + o];
        }
        assertThat(both[p * 8 + o]).isCloseTo((float) sum, within(1e-4f));
      }
      for (int m = 0; m < 6; m++) {
        assertThat(both[p * 8 + 2 + m])
            .isCloseTo(picture[p * C + m / 2] * (m + 1) + 10 * (m + 1), within(1e-4f));
      }
    }
  }
}
