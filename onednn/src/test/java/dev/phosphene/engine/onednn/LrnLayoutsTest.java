package dev.phosphene.engine.onednn;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Parity;
import dev.phosphene.engine.RandomGraph;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Local response normalization of every size in every layout: with AVX-512, oneDNN 3.11 dies of
 * size 1 and computes wrong gradients from size 7 on, in channels-last arrays of 17 channels, say.
 */
class LrnLayoutsTest {
  private static final int[] CHANNELS = {1, 2, 8, 15, 16, 17, 20, 33};
  private static final int LARGEST = 19;

  /** Kernel extents of the convolution in front: none, one that works in blocks, Winograd's. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void agreesWithTheReference(int kernel) {
    OneDnnEngine engine = new OneDnnEngine(Choice.WINOGRAD);
    assumeTrue(engine.unavailable().isEmpty());
    Parity parity = new Parity(engine, 1e-5, 1e-5);
    Random random = new Random(4);
    for (int channels : CHANNELS) {
      for (int size = 1; size <= LARGEST; size++) {
        Shape input = Shape.of(1, kernel == 0 ? channels : 3, 5, 6);
        Graph.Builder builder = Graph.builder(input.c());
        if (kernel > 0) {
          Parameter weight = RandomGraph.parameter(random, 0.5, channels, 3, kernel, kernel);
          builder.add("conv", new Op.Conv(weight, null, Window.same(kernel, 1), 1), "input");
        }
        Op lrn = new Op.Lrn(size, 0.3f, 0.75f, 1);
        Graph graph = builder.add("lrn", lrn, kernel > 0 ? "conv" : "input").build();
        String what = "size " + size + " of " + channels + " channels, kernel " + kernel;
        parity.check(graph, List.of("lrn"), input, random, what);
      }
    }
  }
}
