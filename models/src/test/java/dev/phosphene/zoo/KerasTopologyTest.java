package dev.phosphene.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.SharedData;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The architectures against configurations that Keras itself wrote. */
class KerasTopologyTest {
  private static final Set<String> HEAD = Set.of("Flatten", "Dense", "GlobalAveragePooling2D");

  @Test
  void vgg19() throws IOException {
    compare(Vgg.vgg19(RandomWeights.seeded(1)), "vgg19.json", 21);
  }

  @Test
  void inceptionV3() throws IOException {
    compare(InceptionV3.graph(RandomWeights.seeded(1)), "inception_v3_football.json", 310);
  }

  /** Each layer of Keras's is in the graph with the same window and inputs, and nothing else is. */
  private static void compare(Graph graph, String file, int layers) throws IOException {
    List<String> seen = new ArrayList<>();
    for (JsonElement element : layers(file)) {
      JsonObject layer = element.getAsJsonObject();
      String kind = layer.get("class_name").getAsString();
      String name = layer.get("name").getAsString();
      JsonObject config = layer.getAsJsonObject("config");
      if (HEAD.contains(kind)) {
        continue;
      }
      if (kind.equals("InputLayer")) {
        assertThat(graph.inputChannels()).isEqualTo(3);
        continue;
      }
      seen.add(name);
      Node node = graph.node(name);
      Node entry = node;
      if (kind.equals("Conv2D") && config.get("activation").getAsString().equals("relu")) {
        assertThat(node.op()).isInstanceOf(Op.Relu.class);
        entry = graph.node(name + "/linear");
        assertThat(node.inputs()).containsExactly(entry.name());
        seen.add(entry.name());
      }
      assertThat(entry.inputs()).as(name).isEqualTo(inputs(layer));
      check(kind, name, entry.op(), config);
    }
    assertThat(seen.stream().filter(name -> !name.endsWith("/linear"))).hasSize(layers);
    assertThat(graph.names()).hasSize(seen.size() + 1).containsAll(seen);
  }

  private static void check(String kind, String name, Op op, JsonObject config) {
    switch (kind) {
      case "Conv2D" -> {
        Op.Conv conv = (Op.Conv) op;
        window(name, conv.window(), config, "kernel_size");
        assertThat(conv.weight().shape().n()).isEqualTo(config.get("filters").getAsInt());
        assertThat(conv.bias() != null).isEqualTo(config.get("use_bias").getAsBoolean());
        assertThat(conv.groups()).isEqualTo(1);
      }
      case "BatchNormalization" -> {
        Op.BatchNorm norm = (Op.BatchNorm) op;
        assertThat(norm.scale() != null).isEqualTo(config.get("scale").getAsBoolean());
        assertThat(norm.shift() != null).isEqualTo(config.get("center").getAsBoolean());
        assertThat(norm.epsilon()).isEqualTo(config.get("epsilon").getAsFloat());
      }
      case "Activation" -> {
        assertThat(op).isInstanceOf(Op.Relu.class);
        assertThat(config.get("activation").getAsString()).isEqualTo("relu");
      }
      case "MaxPooling2D" -> window(name, ((Op.MaxPool) op).window(), config, "pool_size");
      case "AveragePooling2D" -> {
        window(name, ((Op.AvgPool) op).window(), config, "pool_size");
        assertThat(((Op.AvgPool) op).countPadding()).isFalse();
      }
      case "Concatenate" -> assertThat(op).isInstanceOf(Op.Concat.class);
      default -> throw new AssertionError(name + " is a " + kind);
    }
  }

  private static void window(String name, Window window, JsonObject config, String kernel) {
    assertThat(List.of(window.kernelH(), window.kernelW()))
        .as(name)
        .isEqualTo(pair(config, kernel));
    assertThat(List.of(window.strideH(), window.strideW()))
        .as(name)
        .isEqualTo(pair(config, "strides"));
    assertThat(window.dilationH() * window.dilationW()).isEqualTo(1);
    boolean same = config.get("padding").getAsString().equals("same");
    assertThat(window.padding())
        .as(name)
        .isEqualTo(same ? new Window.Padding.Same() : new Window.Padding.Explicit(0, 0, 0, 0));
  }

  private static List<Integer> pair(JsonObject config, String key) {
    JsonArray pair = config.getAsJsonArray(key);
    return List.of(pair.get(0).getAsInt(), pair.get(1).getAsInt());
  }

  /** Names of the layers that feed this one, in order. */
  private static List<String> inputs(JsonObject layer) {
    List<String> names = new ArrayList<>();
    for (JsonElement input : layer.getAsJsonArray("inbound_nodes").get(0).getAsJsonArray()) {
      String name = input.getAsJsonArray().get(0).getAsString();
      names.add(name.startsWith("input_") ? "input" : name);
    }
    return names;
  }

  private static JsonArray layers(String file) throws IOException {
    String text = Files.readString(SharedData.of("keras-configs/" + file));
    return JsonParser.parseString(text)
        .getAsJsonObject()
        .getAsJsonObject("modelTopology")
        .getAsJsonObject("model_config")
        .getAsJsonObject("config")
        .getAsJsonArray("layers");
  }
}
