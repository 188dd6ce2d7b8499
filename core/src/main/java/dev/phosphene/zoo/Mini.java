package dev.phosphene.zoo;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.Window;
import dev.phosphene.load.GraphFile;
import dev.phosphene.load.Safetensors;
import dev.phosphene.load.WeightSource;
import dev.phosphene.load.WeightSource.Role;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The network inside the box. A build without its weights has a small untrained one in its place,
 * which says so.
 */
final class Mini {
  static final String NAME = "mini";
  private static final String RESOURCE = "mini.safetensors";

  private Mini() {}

  static boolean trained() {
    return Mini.class.getResource(RESOURCE) != null;
  }

  static Model model() {
    try (InputStream in = Mini.class.getResourceAsStream(RESOURCE)) {
      return in == null
          ? untrained()
          : GraphFile.model(NAME, Safetensors.of("built-in " + RESOURCE, in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the program's own jar is damaged
    }
  }

  /** Three stages of two 3×3 convolutions, with random weights. */
  static Model untrained() {
    WeightSource weights = RandomWeights.seeded(1);
    Graph.Builder builder = Graph.builder(3);
    String last = "input";
    int in = 3;
    for (int stage = 1; stage <= 3; stage++) {
      int out = 8 << stage;
      for (int i = 1; i <= 2; i++) {
        String name = "stage" + stage + "_conv" + i;
        Op conv =
            new Op.Conv(
                weights.parameter(name, Role.KERNEL, Shape.of(out, in, 3, 3)),
                weights.parameter(name, Role.BIAS, Shape.of(out)),
                Window.same(3, 1),
                1);
        builder.add(name + "/linear", conv, last);
        builder.add(name, new Op.Relu(), name + "/linear");
        last = name;
        in = out;
      }
      builder.add("stage" + stage + "_pool", new Op.MaxPool(Window.valid(2, 2)), last);
      last = "stage" + stage + "_pool";
    }
    return new Model(
        NAME,
        builder.build(),
        Preprocessing.TF,
        List.of(),
        "random weights: an untrained network, whose units have learnt nothing",
        "");
  }
}
