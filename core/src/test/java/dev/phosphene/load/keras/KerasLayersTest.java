package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Erf;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of layer against its definition, written down once more in plain loops. */
class KerasLayersTest {
  private static final int H = 5;
  private static final int W = 4;
  private static final int C = 3;

  private final Path folder;
  private final Random random = new Random(Seeds.next("KerasLayersTest"));
  private final float[] picture = new float[H * W * C];

  KerasLayersTest(@TempDir Path folder) {
    this.folder = folder;
    for (int i = 0; i < picture.length; i++) {
      picture[i] = 16 * random.nextFloat() - 8;
    }
  }

  private KerasBuilder begin() {
    // Something must have weights: jHDF and the manifest do not like nothing.
    return KerasBuilder.begin(H, W, C).random(random, "unused", "bias", 1);
  }

  private Graph graph(KerasBuilder builder) throws IOException {
    Graph graph = KerasModel.model("m", builder.tfjs(folder)).graph();
    assertThat(graph.notes().missing()).isEmpty();
    return graph;
  }

  private float[] run(KerasBuilder builder, String layer) throws IOException {
    return Evaluated.last(graph(builder), layer, H, W, picture);
  }

  private float[] one(String kind, String config) throws IOException {
    return run(begin().add(kind, "x", config, "input_1"), "x");
  }

  private float at(int y, int x, int c) {
    return y < 0 || x < 0 || y >= H || x >= W ? 0 : picture[(y * W + x) * C + c];
  }

  @Test
  void activationsByName() throws IOException {
    Map<String, DoubleUnaryOperator> functions = new LinkedHashMap<>();
    functions.put("linear", x -> x);
    functions.put("relu", x -> Math.max(x, 0));
    functions.put("relu6", x -> Math.min(Math.max(x, 0), 6));
    functions.put("leaky_relu", x -> x > 0 ? x : 0.2 * x);
    functions.put("sigmoid", x -> 1 / (1 + Math.exp(-x)));
    functions.put("tanh", Math::tanh);
    functions.put("softplus", x -> Math.log1p(Math.exp(x)));
    functions.put("elu", x -> x > 0 ? x : Math.expm1(x));
    functions.put("selu", x -> 1.05070098 * (x > 0 ? x : 1.67326324 * Math.expm1(x)));
    functions.put("swish", x -> x / (1 + Math.exp(-x)));
    functions.put("silu", x -> x / (1 + Math.exp(-x)));
    functions.put("hard_swish", x -> x * Math.min(Math.max(x + 3, 0), 6) / 6);
    functions.put("hard_sigmoid", x -> Math.min(Math.max(0.2 * x + 0.5, 0), 1));
    functions.put("mish", x -> x * Math.tanh(Math.log1p(Math.exp(x))));
    functions.put("gelu", x -> x * (1 + Erf.of(x / Math.sqrt(2))) / 2);
    functions.put("softsign", x -> x / (1 + Math.abs(x)));
    for (Map.Entry<String, DoubleUnaryOperator> each : functions.entrySet()) {
      pointwise(
          each.getKey(),
          one("Activation", "{'activation':'" + each.getKey() + "'}"),
          each.getValue());
      // as an argument, as Keras 3 writes it
      pointwise(
          each.getKey(),
          one(
              "Activation",
              "{'activation':{'class_name':'function','config':'" + each.getKey() + "'}}"),
          each.getValue());
    }
    assertThatThrownBy(() -> one("Activation", "{'activation':'sine'}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("layer \"x\" (Activation): the activation \"sine\"");
  }

  /** Keras 3 changed the slope. */
  @Test
  void hardSigmoidOfKeras3() throws IOException {
    KerasBuilder builder =
        begin().version("3.4.1").add("Activation", "x", "{'activation':'hard_sigmoid'}", "input_1");
    pointwise("3", run(builder, "x"), x -> Math.min(Math.max(x / 6 + 0.5, 0), 1));
  }

  private void pointwise(String name, float[] values, DoubleUnaryOperator function) {
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i])
          .as(name + " of " + picture[i])
          .isCloseTo((float) function.applyAsDouble(picture[i]), within(2e-5f));
    }
  }

  @Test
  void activationLayers() throws IOException {
    pointwise("relu", one("ReLU", "{'max_value':null,'threshold':0.0}"), x -> Math.max(x, 0));
    pointwise("relu6", one("ReLU", "{'max_value':6.0}"), x -> Math.min(Math.max(x, 0), 6));
    pointwise("leaky", one("ReLU", "{'negative_slope':0.1}"), x -> x > 0 ? x : 0.1 * x);
    pointwise(
        "leaky5",
        one("ReLU", "{'negative_slope':0.1,'max_value':5}"),
        x -> Math.min(x > 0 ? x : 0.1 * x, 5));
    pointwise("leaky", one("LeakyReLU", "{'alpha':0.25}"), x -> x > 0 ? x : 0.25 * x);
    pointwise("leaky", one("LeakyReLU", "{'negative_slope':0.5}"), x -> x > 0 ? x : 0.5 * x);
    pointwise("leaky", one("LeakyReLU", "{}"), x -> x > 0 ? x : 0.3 * x);
    pointwise("elu", one("ELU", "{'alpha':0.5}"), x -> x > 0 ? x : 0.5 * Math.expm1(x));
    float[] soft = one("Softmax", "{'axis':-1}");
    for (int i = 0; i < soft.length; i++) {
      double sum = 0;
      for (int c = 0; c < C; c++) {
        sum += Math.exp(picture[i / C * C + c]);
      }
      assertThat(soft[i]).isCloseTo((float) (Math.exp(picture[i]) / sum), within(1e-6f));
    }
    KerasBuilder slopes =
        begin()
            .add("PReLU", "x", "{'shared_axes':[1,2]}", "input_1")
            .weight("x", "alpha", new float[] {0.1f, 0.2f, 0.3f}, 1, 1, 3);
    float[] values = run(slopes, "x");
    for (int i = 0; i < values.length; i++) {
      float slope = 0.1f * (i % C + 1);
      assertThat(values[i])
          .isCloseTo(picture[i] > 0 ? picture[i] : slope * picture[i], within(1e-6f));
    }
  }

  /** Same and valid borders, strides, dilation, bias and a fused activation, groups. */
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

  /** TensorFlow's definition: what a convolution of the larger picture would send back. */
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

  @Test
  void poolings() throws IOException {
    float[] max = one("MaxPooling2D", "{'pool_size':[2,2],'strides':null,'padding':'same'}");
    float[] mean = one("AveragePooling2D", "{'pool_size':3,'strides':[2,2],'padding':'same'}");
    assertThat(max).hasSize(3 * 2 * C);
    assertThat(mean).hasSize(3 * 2 * C);
    for (int i = 0; i < max.length; i++) {
      int y = i / C / 2 * 2;
      int x = i / C % 2 * 2;
      float largest = -Float.MAX_VALUE;
      double sum = 0;
      int count = 0;
      for (int dy = -1; dy < 2; dy++) {
        for (int dx = 0; dx < 3; dx++) {
          boolean inside = y + dy >= 0 && y + dy < H && x + dx < W;
          if (dy >= 0 && dx < 2 && inside) {
            largest = Math.max(largest, at(y + dy, x + dx, i % C));
          }
          if (inside) { // H = 5: one row before; W = 4: none before
            sum += at(y + dy, x + dx, i % C);
            count++;
          }
        }
      }
      assertThat(max[i]).isEqualTo(largest);
      assertThat(mean[i]).isCloseTo((float) (sum / count), within(1e-5f));
    }
    float[] all = one("GlobalMaxPooling2D", "{'keepdims':true}");
    float[] average = one("GlobalAveragePooling2D", "{}");
    for (int c = 0; c < C; c++) {
      float largest = -Float.MAX_VALUE;
      double sum = 0;
      for (int p = 0; p < H * W; p++) {
        largest = Math.max(largest, picture[p * C + c]);
        sum += picture[p * C + c];
      }
      assertThat(all[c]).isEqualTo(largest);
      assertThat(average[c]).isCloseTo((float) (sum / (H * W)), within(1e-5f));
    }
  }

  @Test
  void normalisations() throws IOException {
    KerasBuilder builder =
        begin()
            .add("BatchNormalization", "x", "{'axis':-1,'epsilon':0.1,'scale':false}", "input_1")
            .random(random, "x", "beta", C)
            .random(random, "x", "moving_mean", C)
            .random(random, "x", "moving_variance", C);
    List<KerasBuilder.Weight> weights = builder.weights("x");
    float[] values = run(builder, "x");
    for (int i = 0; i < values.length; i++) {
      double expected =
          (picture[i] - weights.get(1).values()[i % C])
                  / Math.sqrt(weights.get(2).values()[i % C] + 0.1)
              + weights.get(0).values()[i % C];
      assertThat(values[i]).isCloseTo((float) expected, within(1e-4f));
    }
    pointwise("rescaling", one("Rescaling", "{'scale':0.5,'offset':-1}"), x -> x / 2 - 1);
    float[] each = one("Rescaling", "{'scale':[1.0,2.0,3.0],'offset':0.0}");
    float[] given = one("Normalization", "{'axis':[-1],'mean':[[[[1,2,3]]]],'variance':[4,4,4]}");
    for (int i = 0; i < each.length; i++) {
      assertThat(each[i]).isEqualTo(picture[i] * (i % C + 1));
      assertThat(given[i]).isCloseTo((picture[i] - (i % C + 1)) / 2, within(1e-6f));
    }
    KerasBuilder adapted =
        begin()
            .add("Normalization", "x", "{'axis':[3],'mean':null,'variance':null}", "input_1")
            .weight("x", "mean", new float[] {1, 2, 3}, 3)
            .weight("x", "variance", new float[] {4, 4, 4}, 3)
            .weight("x", "count", new float[] {7}, 1);
    assertThat(run(adapted, "x")).containsExactly(given);
  }

  @Test
  void merging() throws IOException {
    KerasBuilder base =
        begin()
            .add("Activation", "t", "{'activation':'tanh'}", "input_1")
            .add("Rescaling", "n", "{'scale':-1.0,'offset':0.0}", "input_1")
            .add("Add", "add", "{}", "input_1", "t", "n")
            .add("Multiply", "mul", "{}", "input_1", "t", "n")
            .add("Subtract", "sub", "{}", "input_1", "t")
            .add("Average", "avg", "{}", "input_1", "t", "n")
            .add("Maximum", "max", "{}", "input_1", "t", "n")
            .add("Minimum", "min", "{}", "input_1", "t", "n");
    Graph graph = graph(base);
    Map<String, DoubleUnaryOperator> expected =
        Map.of(
            "add", Math::tanh,
            "mul", x -> -x * x * Math.tanh(x),
            "sub", x -> x - Math.tanh(x),
            "avg", x -> Math.tanh(x) / 3,
            "max", x -> Math.max(x, Math.max(-x, Math.tanh(x))),
            "min", x -> Math.min(x, Math.min(-x, Math.tanh(x))));
    expected.forEach(
        (name, function) -> pointwise(name, Evaluated.last(graph, name, H, W, picture), function));
  }

  /** Squeeze and excite, as MobileNetV3 and EfficientNet write it. */
  @Test
  void gatesOfOnePosition() throws IOException {
    KerasBuilder builder =
        begin()
            .add("GlobalAveragePooling2D", "squeeze", "{}", "input_1")
            .add("Reshape", "reshape", "{'target_shape':[1,1,3]}", "squeeze")
            .add(
                "Conv2D",
                "excite",
                "{'filters':3,'kernel_size':1,'activation':'sigmoid'}",
                "reshape")
            .weight("excite", "kernel", new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 1, 1, 3, 3)
            .weight("excite", "bias", new float[3], 3)
            .add("Multiply", "x", "{}", "input_1", "excite");
    float[] values = run(builder, "x");
    for (int c = 0; c < C; c++) {
      double sum = 0;
      for (int p = 0; p < H * W; p++) {
        sum += picture[p * C + c];
      }
      double gate = 1 / (1 + Math.exp(-sum / (H * W)));
      for (int p = 0; p < H * W; p++) {
        assertThat(values[p * C + c]).isCloseTo((float) (gate * picture[p * C + c]), within(1e-5f));
      }
    }
  }

  @Test
  void bordersAndSizes() throws IOException {
    float[] padded = one("ZeroPadding2D", "{'padding':[[1,2],[3,0]]}");
    assertThat(padded).hasSize((H + 3) * (W + 3) * C);
    for (int i = 0; i < padded.length; i++) {
      int p = i / C;
      assertThat(padded[i]).isEqualTo(at(p / (W + 3) - 1, p % (W + 3) - 3, i % C));
    }
    assertThat(one("ZeroPadding2D", "{'padding':1}")).hasSize((H + 2) * (W + 2) * C);
    assertThat(one("ZeroPadding2D", "{'padding':[0,1]}")).hasSize(H * (W + 2) * C);
    float[] cropped = one("Cropping2D", "{'cropping':[[1,2],[0,1]]}");
    assertThat(cropped).hasSize((H - 3) * (W - 1) * C);
    for (int i = 0; i < cropped.length; i++) {
      assertThat(cropped[i]).isEqualTo(at(i / C / (W - 1) + 1, i / C % (W - 1), i % C));
    }
    float[] twice = one("UpSampling2D", "{'size':[2,3],'interpolation':'nearest'}");
    assertThat(twice).hasSize(6 * H * W * C);
    for (int i = 0; i < twice.length; i++) {
      int p = i / C;
      assertThat(twice[i]).isEqualTo(at(p / (3 * W) / 2, p % (3 * W) / 3, i % C));
    }
    float[] smooth = one("UpSampling2D", "{'size':2,'interpolation':'bilinear'}");
    int wide = 2 * W;
    for (int i = 0; i < smooth.length; i++) {
      int row = i / C / wide;
      int column = i / C % wide;
      float expected = bilinear((row + 0.5) / 2 - 0.5, (column + 0.5) / 2 - 0.5, i % C);
      assertThat(smooth[i]).isCloseTo(expected, within(1e-5f));
    }
    float[] resized = one("Resizing", "{'height':7,'width':3,'interpolation':'bilinear'}");
    assertThat(resized).hasSize(7 * 3 * C);
    for (int i = 0; i < resized.length; i++) {
      int row = i / C / 3;
      double y = (row + 0.5) * H / 7 - 0.5;
      double x = (i / C % 3 + 0.5) * W / 3 - 0.5;
      assertThat(resized[i]).isCloseTo(bilinear(y, x, i % C), within(1e-4f));
    }
  }

  private float bilinear(double y, double x, int c) {
    double row = Math.min(Math.max(y, 0), H - 1);
    double column = Math.min(Math.max(x, 0), W - 1);
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(top + 1, H - 1);
    int right = Math.min(left + 1, W - 1);
    double v = row - top;
    double u = column - left;
    return (float)
        ((1 - v) * ((1 - u) * at(top, left, c) + u * at(top, right, c))
            + v * ((1 - u) * at(bottom, left, c) + u * at(bottom, right, c)));
  }

  /** Keras flattens rows, columns, channels. */
  @Test
  void flatteningAndDense() throws IOException {
    assertThat(one("Flatten", "{'data_format':'channels_last'}")).containsExactly(picture);
    assertThat(one("Reshape", "{'target_shape':[-1]}")).containsExactly(picture);
    KerasBuilder builder =
        begin()
            .add("Flatten", "f", "{}", "input_1")
            .add("Dense", "x", "{'units':2}", "f")
            .random(random, "x", "kernel", H * W * C, 2)
            .random(random, "x", "bias", 2)
            .add("Reshape", "r", "{'target_shape':[2]}", "x");
    float[] kernel = builder.weights("x").get(0).values();
    float[] bias = builder.weights("x").get(1).values();
    float[] values = run(builder, "x");
    for (int o = 0; o < 2; o++) {
      double sum = bias[o];
      for (int i = 0; i < picture.length; i++) {
        sum += picture[i] * kernel[2 * i + o];
      }
      assertThat(values[o]).isCloseTo((float) sum, within(1e-3f));
    }
  }

  /** On a map, a dense layer works on each position. */
  @Test
  void denseOnAMap() throws IOException {
    KerasBuilder builder =
        begin()
            .add("Dense", "x", "{'units':1,'use_bias':false}", "input_1")
            .weight("x", "kernel", new float[] {1, 10, 100}, 3, 1);
    float[] values = run(builder, "x");
    for (int p = 0; p < H * W; p++) {
      float expected = picture[p * C] + 10 * picture[p * C + 1] + 100 * picture[p * C + 2];
      assertThat(values[p]).isCloseTo(expected, within(1e-3f));
    }
  }

  @Test
  void channelsFirst() throws IOException {
    KerasBuilder builder =
        KerasBuilder.empty()
            .add("InputLayer", "in", "{'batch_shape':[null,3,5,4]}")
            .add(
                "Conv2D",
                "c",
                "{'filters':2,'kernel_size':1,'use_bias':false,'data_format':'channels_first'}",
                "in")
            .random(random, "c", "kernel", 1, 1, 3, 2)
            .add("Concatenate", "x", "{'axis':1}", "c", "in")
            .add("Flatten", "first", "{}", "x")
            .add("Flatten", "last", "{'data_format':'channels_first'}", "x");
    Graph graph = graph(builder);
    assertThat(graph.notes().size()).contains(Shape.of(1, 3, H, W));
    float[] map = Evaluated.last(graph, "x", H, W, picture); // [h, w, 5]
    float[] first = Evaluated.last(graph, "first", H, W, picture);
    assertThat(Evaluated.last(graph, "last", H, W, picture)).containsExactly(map);
    for (int i = 0; i < map.length; i++) {
      assertThat(first[i % 5 * H * W + i / 5]).isEqualTo(map[i]);
    }
  }

  /** What is not known ends its branch, by name; the others work. */
  @Test
  void unknownLayersEndTheirBranch() throws IOException {
    KerasBuilder builder =
        begin()
            .add("ReLU", "before", "{}", "input_1")
            .add("MyLayer", "odd", "{}", "before")
            .add("ReLU", "behind", "{}", "odd")
            .add("Lambda", "code", "{}", "before")
            .add("Conv1D", "line", "{}", "before")
            .add("Activation", "beside", "{'activation':'tanh'}", "before");
    Graph graph = KerasModel.model("m", builder.tfjs(folder)).graph();
    assertThat(graph.names()).containsExactly("input", "before", "beside");
    assertThat(graph.notes().missing()).containsOnlyKeys("odd", "behind", "code", "line");
    assertThatThrownBy(() -> graph.node("behind"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("layer \"odd\" (MyLayer): layers of this class are not supported");
    assertThatThrownBy(() -> graph.node("code")).hasMessageContaining("Python code");
  }

  /** A file without a size is taken for the first usual one at which everything fits. */
  @Test
  void openSizes() throws IOException {
    KerasBuilder builder =
        KerasBuilder.empty()
            .add("InputLayer", "in", "{'batch_shape':[null,null,null,3]}")
            .add("AveragePooling2D", "p", "{'pool_size':16}", "in")
            .add("Flatten", "f", "{}", "p")
            .add("Dense", "x", "{'units':1,'use_bias':false}", "f")
            .random(random, "x", "kernel", 2 * 2 * 3, 1);
    Graph graph = KerasModel.model("m", builder.tfjs(folder)).graph();
    assertThat(graph.notes().missing()).isEmpty();
    assertThat(graph.notes().size()).isEmpty();
    assertThat(graph.shapes(Shape.of(1, 3, 32, 32)).get("x")).isEqualTo(Shape.of(1, 1, 1, 1));
    assertThatThrownBy(() -> graph.shapes(Shape.of(1, 3, 64, 64)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("made for 12 values");
  }
}
