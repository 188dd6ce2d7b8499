package dev.phosphene.bench.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * A Functional configuration of Keras 2 as a graph of TensorFlow's, layer by layer, with no part of
 * our importer in between. All arrays are {@code [n, h, w, c]}.
 */
final class TensorFlowKeras implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Map<String, Operand<TFloat32>> layers = new HashMap<>();
  private final Map<String, float[]> weights;
  private final Map<String, long[]> shapes;
  private Placeholder<TFloat32> input;

  /**
   * Builds the whole graph.
   *
   * @param weights by name, such as {@code conv1/kernel}, in Keras's order
   */
  TensorFlowKeras(JsonObject config, Map<String, float[]> weights, Map<String, long[]> shapes) {
    this.weights = weights;
    this.shapes = shapes;
    this.input = tf.placeholder(TFloat32.class);
    for (JsonElement element : config.getAsJsonArray("layers")) {
      JsonObject layer = element.getAsJsonObject();
      List<Operand<TFloat32>> from = new ArrayList<>();
      JsonArray calls = layer.getAsJsonArray("inbound_nodes");
      if (!calls.isEmpty()) {
        for (JsonElement in : calls.get(0).getAsJsonArray()) {
          from.add(layer(in.getAsJsonArray().get(0).getAsString()));
        }
      }
      String name = layer.get("name").getAsString();
      JsonObject own = layer.getAsJsonObject("config");
      layers.put(name, layer(layer.get("class_name").getAsString(), name, own, from));
    }
  }

  private Operand<TFloat32> layer(
      String kind, String name, JsonObject config, List<Operand<TFloat32>> from) {
    if (kind.equals("InputLayer")) {
      JsonArray shape = config.getAsJsonArray("batch_input_shape");
      input =
          tf.placeholder(
              TFloat32.class,
              Placeholder.shape(
                  Shape.of(
                      1,
                      shape.get(1).getAsLong(),
                      shape.get(2).getAsLong(),
                      shape.get(3).getAsLong())));
      return input;
    }
    Operand<TFloat32> x = from.get(0);
    return switch (kind) {
      case "Conv2D" ->
          activated(
              biased(
                  tf.nn.conv2d(x, weight(name, "kernel"), strides(config), padding(config)),
                  name,
                  config),
              config);
      case "DepthwiseConv2D" ->
          activated(
              biased(
                  tf.nn.depthwiseConv2dNative(
                      x, weight(name, "depthwise_kernel"), strides(config), padding(config)),
                  name,
                  config),
              config);
      case "BatchNormalization" -> normalized(x, name, config);
      case "Activation" -> activated(x, config);
      case "MaxPooling2D" -> pooled("MaxPool", x, config);
      case "AveragePooling2D" -> pooled("AvgPool", x, config);
      case "GlobalAveragePooling2D" ->
          tf.math.mean(x, tf.constant(new int[] {1, 2}), Mean.keepDims(false));
      case "ZeroPadding2D" -> {
        int[][] widths = new int[4][2];
        for (int axis = 0; axis < 2; axis++) {
          JsonArray pair = config.getAsJsonArray("padding").get(axis).getAsJsonArray();
          widths[axis + 1] = new int[] {pair.get(0).getAsInt(), pair.get(1).getAsInt()};
        }
        yield tf.pad(x, tf.constant(widths), tf.constant(0f));
      }
      case "Concatenate" -> tf.concat(from, tf.constant(config.get("axis").getAsInt()));
      case "Add" -> tf.math.addN(from);
      case "Flatten" -> tf.reshape(x, tf.constant(new int[] {1, -1}));
      case "Reshape" -> {
        JsonArray target = config.getAsJsonArray("target_shape");
        int[] shape = new int[target.size() + 1];
        shape[0] = 1;
        for (int i = 0; i < target.size(); i++) {
          shape[i + 1] = target.get(i).getAsInt();
        }
        yield tf.reshape(x, tf.constant(shape));
      }
      case "Dropout" -> x;
      case "Dense" ->
          activated(biased(tf.linalg.matMul(x, weight(name, "kernel")), name, config), config);
      default -> throw new UnsupportedOperationException(kind);
    };
  }

  private Operand<TFloat32> layer(String name) {
    return Objects.requireNonNull(layers.get(name), name);
  }

  private Operand<TFloat32> weight(String layer, String role) {
    String name = layer + "/" + role;
    return tf.constant(
        Shape.of(Objects.requireNonNull(shapes.get(name))),
        DataBuffers.of(Objects.requireNonNull(weights.get(name))));
  }

  private Operand<TFloat32> biased(Operand<TFloat32> x, String name, JsonObject config) {
    return config.get("use_bias").getAsBoolean() ? tf.math.add(x, weight(name, "bias")) : x;
  }

  private Operand<TFloat32> normalized(Operand<TFloat32> x, String name, JsonObject config) {
    Operand<TFloat32> variance =
        tf.math.add(
            weight(name, "moving_variance"), tf.constant(config.get("epsilon").getAsFloat()));
    Operand<TFloat32> result =
        tf.math.mul(tf.math.sub(x, weight(name, "moving_mean")), tf.math.rsqrt(variance));
    if (config.get("scale").getAsBoolean()) {
      result = tf.math.mul(result, weight(name, "gamma"));
    }
    return config.get("center").getAsBoolean() ? tf.math.add(result, weight(name, "beta")) : result;
  }

  private Operand<TFloat32> activated(Operand<TFloat32> x, JsonObject config) {
    return switch (config.get("activation").getAsString()) {
      case "linear" -> x;
      case "relu" -> tf.nn.relu(x);
      case "relu6" -> tf.nn.relu6(x);
      case "sigmoid" -> tf.math.sigmoid(x);
      case "softmax" -> tf.nn.softmax(x);
      default -> throw new UnsupportedOperationException(config.toString());
    };
  }

  private Operand<TFloat32> pooled(String op, Operand<TFloat32> x, JsonObject config) {
    JsonArray size = config.getAsJsonArray("pool_size");
    JsonArray stride = config.getAsJsonArray("strides");
    return graph
        .opBuilder(op, tf.scope().makeOpName(op), tf.scope())
        .addInput(x.asOutput())
        .setAttr("ksize", new long[] {1, size.get(0).getAsLong(), size.get(1).getAsLong(), 1})
        .setAttr("strides", new long[] {1, stride.get(0).getAsLong(), stride.get(1).getAsLong(), 1})
        .setAttr("padding", padding(config))
        .build()
        .output(0);
  }

  private static List<Long> strides(JsonObject config) {
    JsonArray strides = config.getAsJsonArray("strides");
    return List.of(1L, strides.get(0).getAsLong(), strides.get(1).getAsLong(), 1L);
  }

  private static String padding(JsonObject config) {
    return config.get("padding").getAsString().toUpperCase(Locale.ROOT);
  }

  /** Values of layers for an image, and the gradient to it of the last one's product. */
  record Results(List<float[]> values, float[] gradient) {}

  /**
   * Runs it.
   *
   * @param picture {@code [h, w, c]}
   * @param cotangent of the last of {@code taps}
   */
  Results run(List<String> taps, float[] picture, float[] cotangent) {
    Operand<TFloat32> last = layer(taps.get(taps.size() - 1));
    Operand<TFloat32> flat = tf.reshape(last, tf.constant(new int[] {-1}));
    Operand<TFloat32> sum =
        tf.reduceSum(tf.math.mul(flat, tf.constant(cotangent)), tf.constant(new int[] {0}));
    Output<?> gradient = graph.addGradients(sum.asOutput(), new Output<?>[] {input.asOutput()})[0];
    try (Session session = new Session(graph);
        TFloat32 fed = TFloat32.tensorOf(input.shape(), DataBuffers.of(picture))) {
      Session.Runner runner = session.runner().feed(input, fed);
      taps.forEach(tap -> runner.fetch(layer(tap)));
      runner.fetch(gradient);
      try (Result result = runner.run()) {
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < taps.size(); i++) {
          values.add(read((TFloat32) result.get(i)));
        }
        return new Results(values, read((TFloat32) result.get(taps.size())));
      }
    }
  }

  private static float[] read(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values));
    return values;
  }

  @Override
  public void close() {
    graph.close();
  }
}
