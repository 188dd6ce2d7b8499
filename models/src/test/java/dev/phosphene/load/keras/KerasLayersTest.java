package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each other kind of layer against its definition, written down once more in plain loops. */
class KerasLayersTest extends KerasLayerCase {
  KerasLayersTest(@TempDir Path folder) {
    super(folder);
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
  void normalizations() throws IOException {
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
        .hasMessageContaining("expects 12 values");
  }
}
