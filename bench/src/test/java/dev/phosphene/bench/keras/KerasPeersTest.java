package dev.phosphene.bench.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.Seeds;
import dev.phosphene.SharedData;
import dev.phosphene.bench.peers.TensorFlowEngine;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.keras.KerasModel;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real configurations with random weights: our import on our fastest engine against TensorFlow's
 * graph of the same configuration, forward and back to the image.
 *
 * <p>A value at a kink may fall to either side, and the narrower the layers behind it, the more of
 * the gradient goes with it: in these networks that befalls up to a quarter of the images, the
 * others agree to 1e-5. So images are drawn until the gradients of one agree: if something were
 * wrong, none would. Activations have no such choice and must always agree. If none does,
 * TensorFlow is not believed before the reference engine was asked.
 */
class KerasPeersTest {
  private static final double TOLERANCE = 1e-4;
  private static final double KINK = 0.3;
  private static final int PICTURES = 8;

  private final Path folder;
  private final SplittableRandom random = new SplittableRandom(Seeds.next("KerasPeersTest"));
  private final Map<String, float[]> weights = new LinkedHashMap<>();
  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  KerasPeersTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void mobileNet() throws IOException {
    compare(
        read("mobilenet_v1.json"), 96, List.of("conv_dw_2_relu", "conv_pw_13_relu", "reshape_2"));
  }

  @Test
  void inceptionV3() throws IOException {
    compare(
        read("inception_v3_football.json"),
        75,
        List.of("activation_3", "mixed3", "mixed10", "dense_1"));
  }

  /** Its two large dense layers made smaller; the order of what they flatten is what matters. */
  @Test
  void vgg19() throws IOException {
    String text = read("vgg19.json").toString();
    text = text.replace("[25088,4096]", "[2048,64]").replace("[4096,4096]", "[64,64]");
    text = text.replace("[4096,1000]", "[64,1000]").replace("\"units\":4096", "\"units\":64");
    text = text.replace("\"shape\":[4096]", "\"shape\":[64]");
    compare(
        JsonParser.parseString(text).getAsJsonObject(),
        64,
        List.of("block1_conv1", "block5_pool", "flatten", "fc2", "predictions"));
  }

  private static JsonObject read(String name) throws IOException {
    Path file = SharedData.of("keras-configs/" + name);
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private void compare(JsonObject model, int size, List<String> taps) throws IOException {
    Optional<String> reason = new TensorFlowEngine().unavailable();
    reason.ifPresent(why -> System.err.println("skipped: " + why));
    assumeTrue(reason.isEmpty(), reason.orElse(""));
    JsonObject config =
        model
            .getAsJsonObject("modelTopology")
            .getAsJsonObject("model_config")
            .getAsJsonObject("config");
    JsonArray shape = new JsonArray();
    shape.add(1);
    shape.add(size);
    shape.add(size);
    shape.add(3);
    config
        .getAsJsonArray("layers")
        .get(0)
        .getAsJsonObject()
        .getAsJsonObject("config")
        .add("batch_input_shape", shape);
    write(model);
    Graph graph = KerasModel.model("m", folder.resolve("model.json")).graph();
    assertThat(graph.notes().missing()).isEmpty();
    for (JsonElement layer : config.getAsJsonArray("layers")) {
      assertThat(graph.node(layer.getAsJsonObject().get("name").getAsString())).isNotNull();
    }
    Shape input = Shape.of(1, 3, size, size);
    Graph cut = Cut.at(graph, taps);
    List<Double> differences;
    try (TensorFlowKeras peer = new TensorFlowKeras(config, weights, shapes);
        Network ours = Engines.best().compile(cut, taps, input, Engine.Options.defaults())) {
      differences = differences(ours, peer::run, taps, input);
      if (Collections.min(differences) >= TOLERANCE) {
        System.err.println("gradients differ from TensorFlow's by " + differences);
        try (Network reference =
            Engines.named("reference").compile(cut, taps, input, Engine.Options.defaults())) {
          differences = differences(ours, oracle(reference), taps, input);
        }
      }
    }
    assertThat(Collections.min(differences)).as(differences.toString()).isLessThan(TOLERANCE);
    assertThat(Collections.max(differences)).as(differences.toString()).isLessThan(KINK);
  }

  /** What should come out: of the taps, an image [h, w, c] and a cotangent of the last tap. */
  private interface Oracle {
    TensorFlowKeras.Results run(List<String> taps, float[] picture, float[] cotangent);
  }

  private static Oracle oracle(Network network) {
    return (taps, picture, cotangent) -> {
      network.forward(first(picture, network.inputShape()));
      String last = taps.get(taps.size() - 1);
      List<float[]> values = taps.stream().map(tap -> last(network.activation(tap))).toList();
      Tensor gradient = network.backward(Map.of(last, first(cotangent, network.shape(last))));
      return new TensorFlowKeras.Results(values, last(gradient));
    };
  }

  /** Of the gradient, image by image until one agrees. */
  private List<Double> differences(Network ours, Oracle oracle, List<String> taps, Shape input) {
    List<Double> differences = new ArrayList<>();
    do {
      differences.add(difference(ours, oracle, taps, input));
    } while (Collections.min(differences) >= TOLERANCE && differences.size() < PICTURES);
    return differences;
  }

  private double difference(Network ours, Oracle peer, List<String> taps, Shape input) {
    Tensor picture = Tensor.zeros(input);
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = (float) (2 * random.nextDouble() - 1);
    }
    ours.forward(picture);
    String last = taps.get(taps.size() - 1);
    Tensor cotangent = Tensor.zeros(ours.shape(last));
    for (int i = 0; i < cotangent.data().length; i++) {
      cotangent.data()[i] = (float) (2 * random.nextDouble() - 1);
    }
    TensorFlowKeras.Results expected = peer.run(taps, last(picture), last(cotangent));
    for (int i = 0; i < taps.size(); i++) {
      assertThat(distance(last(ours.activation(taps.get(i))), expected.values().get(i)))
          .as(taps.get(i))
          .isLessThan(TOLERANCE);
    }
    return distance(last(ours.backward(Map.of(last, cotangent))), expected.gradient());
  }

  /** From {@code [1, c, h, w]} to {@code [h, w, c]}. */
  private static float[] last(Tensor tensor) {
    int channels = tensor.shape().c();
    int area = tensor.shape().h() * tensor.shape().w();
    float[] values = new float[channels * area];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.data()[i % channels * area + i / channels];
    }
    return values;
  }

  /** From {@code [h, w, c]} to {@code [1, c, h, w]}. */
  private static Tensor first(float[] values, Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    int channels = shape.c();
    int area = shape.h() * shape.w();
    for (int i = 0; i < values.length; i++) {
      tensor.data()[i % channels * area + i / channels] = values[i];
    }
    return tensor;
  }

  /** ‖a − b‖ / ‖b‖. */
  private static double distance(float[] a, float[] b) {
    assertThat(a).hasSize(b.length);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.length; i++) {
      difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      norm += (double) b[i] * b[i];
    }
    assertThat(norm).as("nothing to compare: all zeros").isPositive();
    return Math.sqrt(difference / norm);
  }

  /** Draws the weights and writes them to the files that the manifest names. */
  private void write(JsonObject model) throws IOException {
    Files.writeString(folder.resolve("model.json"), model.toString());
    for (JsonElement element : model.getAsJsonArray("weightsManifest")) {
      JsonObject group = element.getAsJsonObject();
      List<float[]> arrays = new ArrayList<>();
      int bytes = 0;
      for (JsonElement weight : group.getAsJsonArray("weights")) {
        float[] values = draw(weight.getAsJsonObject());
        arrays.add(values);
        bytes += 4 * values.length;
      }
      ByteBuffer all = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
      arrays.forEach(
          values -> {
            for (float value : values) {
              all.putFloat(value);
            }
          });
      JsonArray paths = group.getAsJsonArray("paths");
      int part = bytes / paths.size() + 1;
      for (int i = 0; i < paths.size(); i++) {
        int from = Math.min(i * part, bytes);
        byte[] piece = new byte[Math.min(part, bytes - from)];
        all.get(from, piece);
        Files.write(folder.resolve(paths.get(i).getAsString()), piece);
      }
    }
  }

  /** Kernels with He's variance, so that activations neither grow nor vanish with depth. */
  private float[] draw(JsonObject weight) {
    String name = weight.get("name").getAsString();
    JsonArray extents = weight.getAsJsonArray("shape");
    long[] shape = new long[extents.size()];
    int size = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = extents.get(i).getAsLong();
      size = Math.toIntExact(size * shape[i]);
    }
    boolean depthwise = name.endsWith("depthwise_kernel");
    double fanIn = depthwise ? shape[0] * shape[1] : size / (double) shape[shape.length - 1];
    boolean kernel = name.endsWith("kernel");
    boolean factor = name.endsWith("gamma") || name.endsWith("variance");
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      double unit = 2 * random.nextDouble() - 1;
      values[i] =
          (float) (kernel ? unit * Math.sqrt(6 / fanIn) : factor ? 1 + unit / 4 : unit / 10);
    }
    weights.put(name, values);
    shapes.put(name, shape);
    return values;
  }
}
