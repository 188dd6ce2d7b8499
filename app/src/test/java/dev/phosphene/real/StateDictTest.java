package dev.phosphene.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.load.pytorch.TorchFiles;
import dev.phosphene.real.TorchvisionFixture.Case;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Torchvision's architectures from nothing but their state dicts, beside PyTorch: outputs and
 * gradients. The two forms of torch.save and safetensors must give the same network to the bit.
 */
class StateDictTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alexnet",
        "vgg",
        "vgg_bn",
        "squeezenet1_0",
        "squeezenet1_1",
        "resnet_basic",
        "resnet_bottleneck",
        "resnext",
        "wide_resnet",
        "resnet_cifar",
        "densenet",
        "googlenet",
        "inception_v3",
        "mobilenet_v2",
        "mobilenet_v3_small",
        "mobilenet_v3_large",
        "efficientnet",
        "efficientnet_large",
        "efficientnet_v2",
        "mnasnet",
        "shufflenet_v2",
        "regnet_x",
        "regnet_y",
        "convnext",
        "vit",
        "swin",
        "swin_v2"
      })
  void isWhatPyTorchComputes(String name) throws IOException {
    StateDictFixture fixture = StateDictFixture.of(name);
    Model zip = load("a.pth", fixture.torch("").zip());
    Model old = load("b.th", fixture.torch("module.").old());
    Model safe = load("c.safetensors", fixture.safetensors());
    assertThat(values(old.graph())).isEqualTo(values(zip.graph()));
    assertThat(values(safe.graph())).isEqualTo(values(zip.graph()));
    compare(zip, fixture.cases().get(0), name);
  }

  static void compare(Model model, Case one, String name) {
    Graph graph = model.graph();
    String output = graph.scores().name();
    try (Network network =
        Engines.best().compile(graph, List.of(output), one.shape(), Engine.Options.defaults())) {
      network.forward(TorchvisionFixture.noise(List.of(one.seed()), one.shape()));
      Tensor cotangent = TorchvisionFixture.noise(List.of(one.cotangent()), network.shape(output));
      TorchvisionTest.assertClose(
          network.activation(output), List.of(one.output()), 1e-4, name + ", output");
      TorchvisionTest.assertClose(
          network.backward(Map.of(output, cotangent)),
          List.of(one.gradient()),
          1e-3,
          name + ", gradient");
    }
  }

  /** The same weights under the names of timm and of the papers' own code. */
  @ParameterizedTest
  @CsvSource({"vit, timm", "convnext, timm", "convnext, paper", "regnet_x, timm", "regnet_y, timm"})
  void otherNames(String name, String names) throws IOException {
    StateDictFixture fixture = StateDictFixture.of(name);
    Map<String, StateDictFixture.Values> sorted = new TreeMap<>();
    fixture.tensors().forEach((key, value) -> sorted.put(OtherNames.of(name, names, key), value));
    TorchFiles file = TorchFiles.begin();
    sorted.forEach((key, value) -> file.f32(key, value.values(), value.shape()));
    compare(load("other.bin", file.zip()), fixture.cases().get(0), name + " of " + names);
  }

  /**
   * The same weights under timm's names. Its normalizations have an epsilon of 1e-5; where
   * torchvision's is 1e-3, the difference is added to the variances.
   */
  @ParameterizedTest
  @CsvSource({
    "efficientnet, 0",
    "efficientnet_v2, 1e-3",
    "mobilenet_v2, 0",
    "mobilenet_v3_small, 1e-3",
    "mobilenet_v3_large, 1e-3",
    "mnasnet, 0"
  })
  void namesOfTimm(String name, double epsilon) throws IOException {
    StateDictFixture fixture = StateDictFixture.of(name);
    TorchFiles file = TorchFiles.begin();
    fixture
        .tensors()
        .forEach(
            (key, value) -> {
              float[] values = value.values().clone();
              for (int i = 0;
                  epsilon > 0 && key.endsWith(".running_var") && i < values.length;
                  i++) {
                values[i] += (float) (epsilon - 1e-5);
              }
              int[] shape = value.shape();
              boolean head = key.startsWith("classifier.0.weight");
              file.f32(
                  TimmNames.of(name, key),
                  values,
                  head ? new int[] {shape[0], shape[1], 1, 1} : shape);
            });
    Model model = load("timm.bin", file.zip());
    assertThat(model.origin()).contains("of timm");
    compare(model, fixture.cases().get(0), name + " of timm");
  }

  private Model load(String file, byte[] bytes) throws IOException {
    return Models.load(Files.write(folder.resolve(file), bytes).toString());
  }

  /** The layers, their inputs and a hash of each weight's values. */
  static List<String> values(Graph graph) {
    List<String> all = new ArrayList<>();
    for (Node node : graph.nodes()) {
      StringBuilder text = new StringBuilder(node.name() + node.inputs());
      for (RecordComponent part : node.op().getClass().getRecordComponents()) {
        text.append(' ').append(part.getName()).append('=').append(value(node.op(), part));
      }
      all.add(text.toString());
    }
    return all;
  }

  private static String value(Op op, RecordComponent part) {
    try {
      part.getAccessor().setAccessible(true);
      Object value = part.getAccessor().invoke(op);
      return value instanceof Parameter parameter
          ? parameter.shape() + "#" + Arrays.hashCode(parameter.values())
          : String.valueOf(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
