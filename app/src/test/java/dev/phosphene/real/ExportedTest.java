package dev.phosphene.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.load.export.ExportFiles;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks of torchvision as torch.export writes them, beside PyTorch: outputs and gradients. The
 * lists of operators are PyTorch's own, in {@code src/test/python/pytorch_exported.py}.
 */
class ExportedTest {
  @TempDir private Path folder = Path.of("");

  /** As exported: convolutions and linear layers whole, functions in place. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alexnet",
        "vgg_bn",
        "squeezenet1_1",
        "resnet_basic",
        "resnext",
        "densenet",
        "googlenet",
        "inception_v3",
        "mobilenet_v2",
        "mobilenet_v3_small",
        "efficientnet",
        "shufflenet_v2",
        "regnet_y",
        "convnext",
        "vit",
        "swin"
      })
  void isWhatPyTorchComputes(String name) throws IOException {
    compare(name, load("a.pt2", files(name, "eager").newest()));
  }

  /** After {@code run_decompositions()}: in ATen's core operators. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "alexnet",
        "vgg_bn",
        "resnet_basic",
        "densenet",
        "googlenet",
        "mobilenet_v3_small",
        "efficientnet",
        "shufflenet_v2",
        "convnext",
        "vit"
      })
  void decomposed(String name) throws IOException {
    compare(name, load("a.pt2", files(name, "core").old()));
  }

  /** Functions, moves and resizes that no network above has. */
  @Test
  void operators() throws IOException {
    StateDictFixture fixture = new StateDictFixture(facts("operators"));
    Model model = load("a.pt2", files("operators", "eager", fixture).newest());
    assertThat(model.graph().notes().missing()).isEmpty();
    StateDictTest.compare(model, fixture.cases().get(0), "operators");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shufflenet_v2", "swin"})
  void allLayoutsGiveTheSameNetwork(String name) throws IOException {
    ExportFiles files = files(name, "eager");
    List<String> newest = StateDictTest.values(load("a.pt2", files.newest()).graph());
    for (byte[] other : List.of(files.configured(), files.pickled(), files.old())) {
      assertThat(StateDictTest.values(load("b.zip", other).graph())).isEqualTo(newest);
    }
  }

  /** The layers of a state dict's network are here, too, by the same names. */
  @Test
  void layersAreNamedByModules() throws IOException {
    Graph graph = load("a.pt2", files("resnet_basic", "eager").newest()).graph();
    assertThat(graph.notes().missing()).isEmpty();
    for (String name :
        List.of("conv1", "relu", "layer1.0.conv2", "layer1.0.relu", "layer2.0.downsample.1")) {
      assertThat(graph.names()).contains(name);
    }
    assertThat(node(graph, "layer1.0")).isEqualTo(node(graph, "layer1.0.relu_1"));
    assertThat(node(graph, "layer1")).isEqualTo(node(graph, "layer1.1"));
    assertThat(node(graph, "conv2d_2")).isEqualTo("layer1.0.conv2");
    assertThat(node(graph, "fc")).isEqualTo(graph.scores().name());
  }

  private static String node(Graph graph, String name) {
    return graph.names().contains(name) ? name : String.valueOf(graph.notes().aliases().get(name));
  }

  private static void compare(String name, Model model) throws IOException {
    assertThat(model.graph().notes().missing()).isEmpty();
    StateDictTest.compare(model, StateDictFixture.of(name).cases().get(0), name);
  }

  private Model load(String file, byte[] bytes) throws IOException {
    return Models.load(Files.write(folder.resolve(file), bytes).toString());
  }

  private static ExportFiles files(String name, String kind) throws IOException {
    return files(name, kind, StateDictFixture.of(name));
  }

  private static ExportFiles files(String name, String kind, StateDictFixture fixture)
      throws IOException {
    JsonObject facts = facts(name);
    ExportFiles files = ExportFiles.of(facts.get(kind).toString());
    fixture.tensors().forEach((key, value) -> files.f32(key, value.values(), value.shape()));
    JsonElement constants = facts.getAsJsonObject("constants").get(kind);
    if (constants instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> constant : object.entrySet()) {
        JsonObject tensor = constant.getValue().getAsJsonObject();
        int[] shape = new Gson().fromJson(tensor.get("shape"), int[].class);
        if (tensor.get("type").getAsString().equals("int64")) {
          files.i64(
              constant.getKey(), new Gson().fromJson(tensor.get("values"), long[].class), shape);
        } else {
          files.f32(
              constant.getKey(), new Gson().fromJson(tensor.get("values"), float[].class), shape);
        }
      }
    }
    return files;
  }

  private static JsonObject facts(String name) throws IOException {
    String file = "/exported/" + name + ".json.gz";
    try (InputStream in = Objects.requireNonNull(ExportedTest.class.getResourceAsStream(file));
        InputStreamReader reader =
            new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8)) {
      return new Gson().fromJson(reader, JsonObject.class);
    }
  }
}
