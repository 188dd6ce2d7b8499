package dev.phosphene.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.real.TorchvisionFixture.Case;
import dev.phosphene.real.TorchvisionFixture.Sample;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.rewrite.Lean;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Torchvision's architectures, as PyTorch exports them, beside PyTorch: outputs and gradients. */
class TorchvisionTest {
  private static final String OUTPUT = "output";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alexnet",
        "vgg_bn",
        "squeezenet1_0",
        "resnet_basic",
        "resnet_bottleneck",
        "resnext",
        "densenet",
        "googlenet",
        "inception_v3",
        "mobilenet_v2",
        "mobilenet_v3",
        "mobilenet_v3_old",
        "efficientnet",
        "efficientnet_v2",
        "mnasnet",
        "shufflenet_v2",
        "shufflenet_v2_dynamic",
        "regnet_x",
        "regnet_y",
        "convnext",
        "convnext_17",
        "vit",
        "vit_17",
        "swin",
        "swin_v2",
        "deeplab_v3",
        "fcn",
        "lraspp"
      })
  void isWhatPyTorchMakesOfIt(String name) throws IOException {
    TorchvisionFixture fixture = TorchvisionFixture.of(name);
    Graph graph = Models.load(fixture.write(folder).toString()).graph();
    Set<String> missing = new LinkedHashSet<>(graph.notes().missing().values());
    assertThat(missing).as("what cannot be imported of " + name).isEmpty();
    graph = Lean.of(Cut.at(graph, List.of(OUTPUT)), List.of(OUTPUT));
    List<Case> cases = fixture.cases();
    compare(graph, cases.subList(0, 1), name);
    compare(graph, cases, name + ", two pictures at once");
  }

  private static void compare(Graph graph, List<Case> cases, String what) {
    Shape one = cases.get(0).shape();
    Shape input = Shape.of(cases.size(), one.c(), one.h(), one.w());
    Engine engine = Engines.best();
    try (Network network =
        engine.compile(graph, List.of(OUTPUT), input, Engine.Options.defaults())) {
      network.forward(TorchvisionFixture.noise(cases.stream().map(Case::seed).toList(), input));
      List<Long> cotangents = cases.stream().map(Case::cotangent).toList();
      Tensor cotangent = TorchvisionFixture.noise(cotangents, network.shape(OUTPUT));
      Tensor output = network.activation(OUTPUT);
      assertClose(output, cases.stream().map(Case::output).toList(), 1e-4, what + ", output");
      Tensor gradient = network.backward(Map.of(OUTPUT, cotangent));
      assertClose(gradient, cases.stream().map(Case::gradient).toList(), 1e-3, what + ", gradient");
    }
  }

  /** Value {@code i} of a sample of {@code k} is that at {@code ⌊i · size / k⌋} of its example. */
  static void assertClose(Tensor actual, List<Sample> expected, double tolerance, String what) {
    double worst = 0;
    for (int n = 0; n < expected.size(); n++) {
      Sample sample = expected.get(n);
      int size = sample.size();
      int count = sample.values().length;
      assertThat(actual.data()).as(what).hasSize(size * expected.size());
      for (int i = 0; i < count; i++) {
        float value = actual.data()[n * size + Math.toIntExact((long) i * size / count)];
        double error = Math.abs((double) value - sample.values()[i]) / sample.largest();
        worst = Math.max(worst, Double.isNaN(error) ? Double.MAX_VALUE : error);
      }
    }
    System.out.printf("%s: off by %.1e of the largest value%n", what, worst);
    assertThat(worst).as(what).isLessThan(tolerance);
  }
}
