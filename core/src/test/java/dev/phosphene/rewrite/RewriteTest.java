package dev.phosphene.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Scaling;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RewriteTest {
  private static final Scaling DOUBLE =
      new Scaling(2, Scaling.Usual.HALF_PIXEL, new Scaling.Linear(false));

  private final SplittableRandom random = new SplittableRandom(7);
  private final Tensor input = random(Shape.of(2, 3, 9, 8));

  /** Two branches of convolution, normalization and ReLU, joined; and a layer behind. */
  private final Graph graph =
      Graph.builder(3)
          .add("conv1", conv(5, 3, 3), "input")
          .add("norm1", norm(5), "conv1")
          .add("relu1", new Op.Relu(), "norm1")
          .add("conv2", conv(4, 3, 1), "input")
          .add("norm2", norm(4), "conv2")
          .add("relu2", new Op.Relu(), "norm2")
          .add("pool2", new Op.AvgPool(Window.same(3, 1), false), "relu2")
          .add("mixed", new Op.Concat(), "relu1", "pool2")
          .add("after", conv(2, 9, 1), "mixed")
          .build();

  @Test
  void cutLeavesOutWhatNoTapNeeds() {
    assertThat(Cut.at(graph, List.of("pool2")).names())
        .containsExactly("input", "conv2", "norm2", "relu2", "pool2");
  }

  @Test
  void foldingKeepsTheValues() {
    Graph cut = Cut.at(graph, List.of("mixed"));
    Graph folded = FoldBatchNorm.in(cut, List.of("mixed"));
    assertThat(folded.nodes()).noneMatch(node -> node.op() instanceof Op.BatchNorm);
    assertClose(run(folded, "mixed"), run(cut, "mixed"));
  }

  /** As a bias of its own, and a normalization that was taken apart, are. */
  @Test
  void mapsByChannelAreFoldedOneAfterTheOther() {
    Parameter scale = Parameter.of("scale", Shape.of(4), 2, -1, 0.5f, 0);
    Parameter shift = Parameter.of("shift", Shape.of(4), 1, 2, 3, 4);
    Graph apart =
        Graph.builder(3)
            .add("conv", conv(4, 3, 3), "input")
            .add("mul", new Op.Affine(scale, shift), "conv")
            .add("add", new Op.Affine(shift, scale), "mul")
            .add("relu", new Op.Relu(), "add")
            .build();
    List<String> taps = List.of("relu");
    Graph folded = FoldBatchNorm.in(apart, taps);
    assertThat(folded.names()).containsExactly("input", "add", "relu");
    assertClose(run(folded, "relu"), run(apart, "relu"));
    List<String> both = List.of("mul", "relu");
    assertThat(FoldBatchNorm.in(apart, both).names())
        .containsExactly("input", "mul", "add", "relu");
  }

  @Test
  void foldingSparesATap() {
    List<String> taps = List.of("conv1", "mixed");
    Graph folded = FoldBatchNorm.in(Cut.at(graph, taps), taps);
    assertThat(folded.node("norm1").op()).isInstanceOf(Op.BatchNorm.class);
    assertThat(folded.node("norm2").op()).isInstanceOf(Op.Conv.class);
  }

  @Test
  void keepsOnlyTheWantedChannelsAndBranches() {
    List<String> taps = List.of("mixed");
    Graph cut = Cut.at(graph, taps);
    KeepChannels.Kept kept = KeepChannels.of(cut, taps, Map.of("mixed", List.of(1, 3)));
    assertThat(kept.channels()).containsEntry("mixed", List.of(1, 3));
    assertThat(kept.graph().names()).doesNotContain("conv2", "norm2", "relu2", "pool2");
    assertChannels(run(kept.graph(), "mixed"), run(cut, "mixed"), List.of(1, 3));
  }

  @Test
  void keepsChannelsAcrossBranches() {
    List<String> taps = List.of("mixed");
    Graph cut = Cut.at(graph, taps);
    KeepChannels.Kept kept = KeepChannels.of(cut, taps, Map.of("mixed", List.of(0, 5, 8)));
    assertChannels(run(kept.graph(), "mixed"), run(cut, "mixed"), List.of(0, 5, 8));
  }

  /** As in the reductions of Inception v3: one branch pools what the others read as well. */
  @Test
  void picksChannelsOutOfABranchThatOthersRead() {
    Graph shared =
        Graph.builder(3)
            .add("stem", conv(4, 3, 1), "input")
            .add("conv", conv(5, 4, 3), "stem")
            .add("relu", new Op.Relu(), "conv")
            .add("pool", new Op.MaxPool(Window.same(3, 1)), "stem")
            .add("mixed", new Op.Concat(), "relu", "pool")
            .build();
    List<String> taps = List.of("mixed");
    for (List<Integer> wanted : List.of(List.of(2), List.of(6, 8), List.of(0, 4, 5))) {
      KeepChannels.Kept kept = KeepChannels.of(shared, taps, Map.of("mixed", wanted));
      assertThat(kept.channels()).containsEntry("mixed", wanted);
      assertChannels(run(kept.graph(), "mixed"), run(shared, "mixed"), wanted);
    }
    Graph first = KeepChannels.of(shared, taps, Map.of("mixed", List.of(2))).graph();
    assertThat(first.names()).doesNotContain("pool");
    Graph second = KeepChannels.of(shared, taps, Map.of("mixed", List.of(6))).graph();
    assertThat(second.names()).doesNotContain("conv", "relu");
  }

  @Test
  void leavesATapThatOthersReadAsItIs() {
    List<String> taps = List.of("mixed", "after");
    KeepChannels.Kept kept =
        KeepChannels.of(graph, taps, Map.of("mixed", List.of(1), "after", List.of(0)));
    assertThat(kept.channels()).containsOnlyKeys("after");
    assertChannels(run(kept.graph(), "after"), run(graph, "after"), List.of(0));
  }

  @Test
  void smoothingChangesTheMaxPoolsAlone() {
    Graph pools =
        Graph.builder(3)
            .add("max", new Op.MaxPool(Window.valid(3, 2)), "input")
            .add("mean", new Op.AvgPool(Window.valid(2, 2), false), "max")
            .build();
    Graph smooth = SmoothMaxPool.in(pools);
    assertThat(smooth.node("max").op()).isEqualTo(new Op.MaxPool(Window.valid(3, 2), true));
    assertThat(smooth.node("mean")).isEqualTo(pools.node("mean"));
    assertThat(SmoothMaxPool.in(smooth).nodes()).containsExactlyElementsOf(smooth.nodes());
    assertThat(run(smooth, "mean")).isEqualTo(run(pools, "mean"));
  }

  @Test
  void reducesThroughEverythingThatActsByChannel() {
    Graph chain =
        Graph.builder(3)
            .add("conv", conv(6, 3, 3), "input")
            .add("swish", new Op.Pointwise(ScalarFunction.HARD_SWISH, 1 / 6f, .5f), "conv")
            .add("prelu", new Op.PRelu(parameter("slope", Shape.of(6))), "swish")
            .add("pad", new Op.Pad(1, 0, 0, 2, .5f), "prelu")
            .add("resize", new Op.Resize(DOUBLE, DOUBLE), "pad")
            .add("pool", new Op.MaxPool(Window.valid(2, 2)), "resize")
            .add("most", new Op.GlobalMaxPool(), "pool")
            .build();
    List<String> taps = List.of("most");
    KeepChannels.Kept kept = KeepChannels.of(chain, taps, Map.of("most", List.of(1, 4)));
    assertThat(((Op.Conv) kept.graph().node("conv").op()).weight().shape().n()).isEqualTo(2);
    assertChannels(run(kept.graph(), "most"), run(chain, "most"), List.of(1, 4));
  }

  @Test
  void otherNamesOfNodesAreTapsToo() {
    Graph noted =
        graph.with(
            new Graph.Notes(
                Map.of("joined", "mixed", "picture", "input"),
                Map.of("beyond", "it is not there"),
                Optional.empty()));
    List<String> taps = List.of("joined");
    Graph cut = Cut.at(noted, taps);
    assertThat(cut.names()).contains("mixed", "joined").doesNotContain("after");
    KeepChannels.Kept kept = KeepChannels.of(cut, taps, Map.of("joined", List.of(1, 3)));
    assertThat(kept.graph().names()).doesNotContain("conv2");
    assertChannels(run(kept.graph(), "joined"), run(graph, "mixed"), List.of(1, 3));
    assertThat(Cut.at(noted, List.of("picture")).names()).containsExactly("input", "picture");
    assertThatThrownBy(() -> Cut.at(noted, List.of("beyond")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it is not there");
  }

  private static void assertChannels(Tensor some, Tensor all, List<Integer> channels) {
    assertThat(some.shape().c()).isEqualTo(channels.size());
    int positions = all.shape().h() * all.shape().w();
    for (int n = 0; n < all.shape().n(); n++) {
      for (int c = 0; c < channels.size(); c++) {
        for (int i = 0; i < positions; i++) {
          assertThat(some.data()[some.offset(n, c) + i])
              .isCloseTo(all.data()[all.offset(n, channels.get(c)) + i], within(1e-5f));
        }
      }
    }
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    for (int i = 0; i < expected.data().length; i++) {
      assertThat(actual.data()[i]).isCloseTo(expected.data()[i], within(1e-5f));
    }
  }

  private Tensor run(Graph someGraph, String tap) {
    Engine engine = Engines.named("reference");
    try (Network network =
        engine.compile(someGraph, List.of(tap), input.shape(), Engine.Options.defaults())) {
      network.forward(input);
      return network.activation(tap).copy();
    }
  }

  private Op conv(int out, int in, int kernel) {
    return new Op.Conv(
        parameter("weight", Shape.of(out, in, kernel, kernel)),
        parameter("bias", Shape.of(out)),
        Window.same(kernel, 1),
        1);
  }

  private Op norm(int channels) {
    Shape shape = Shape.of(channels);
    float[] variance = new float[channels];
    for (int c = 0; c < channels; c++) {
      variance[c] = .5f + random.nextFloat();
    }
    return new Op.BatchNorm(
        null,
        parameter("shift", shape),
        parameter("mean", shape),
        Parameter.of("variance", shape, variance),
        1e-3f);
  }

  private Parameter parameter(String name, Shape shape) {
    return Parameter.of(name, shape, random(shape).data());
  }

  private Tensor random(Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }
}
