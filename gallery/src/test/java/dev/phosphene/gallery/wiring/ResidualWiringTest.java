package dev.phosphene.gallery.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.gallery.wiring.Wiring.Link;
import dev.phosphene.gallery.wiring.Wiring.Neighbor;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sums, and what lets channels through one by one. */
class ResidualWiringTest {
  private static final int ALL = 100;

  /** A stem, then two blocks of {@code a} and {@code b} beside a skip connection. */
  private static final Graph RESIDUAL =
      Graph.builder(1)
          .add("stem", Tiny.dense(2, 1, 1, 1), "input")
          .add("a1", Tiny.dense(1, 2, 11, 12), "stem")
          .add("b1", Tiny.dense(2, 1, 13, 14), "a1")
          .add("sum1", new Op.Add(), "b1", "stem")
          .add("relu1", new Op.Relu(), "sum1")
          .add("a2", Tiny.dense(1, 2, 21, 22), "relu1")
          .add("b2", Tiny.dense(2, 1, 23, 24), "a2")
          .add("sum2", new Op.Add(), "b2", "relu1")
          .build();

  @Test
  void aSumComesFromBothSidesUpToTheSumBefore() {
    Wiring wiring = Wiring.of(RESIDUAL, List.of("stem", "a1", "relu1", "a2", "sum2"));
    assertThat(wiring.fedBy("sum2", 0, ALL)).containsExactly(new Link("a2", 0, 23));
    assertThat(wiring.fedBy("relu1", 1, ALL)).containsExactly(new Link("a1", 0, 14));
    assertThat(wiring.fedBy("a2", 0, ALL))
        .containsExactly(new Link("relu1", 1, 22), new Link("relu1", 0, 21));
    assertThat(wiring.feeds("relu1", 0, ALL)).containsExactly(new Link("a2", 0, 21));
    assertThat(wiring.feeds("a1", 0, ALL))
        .containsExactly(new Link("relu1", 1, 14), new Link("relu1", 0, 13));
    assertThat(wiring.feeds("stem", 1, ALL)) // at once, and through the first sum
        .containsExactly(new Link("a2", 0, 22), new Link("a1", 0, 12));
  }

  @Test
  void aSumThatIsNotInTheGalleryIsPassed() {
    Wiring wiring = Wiring.of(RESIDUAL, List.of("stem", "a1", "a2", "sum2"));
    assertThat(wiring.fedBy("sum2", 0, ALL))
        .containsExactly(new Link("a2", 0, 23), new Link("a1", 0, 13));
    assertThat(wiring.feeds("a1", 0, ALL))
        .containsExactly(new Link("sum2", 1, 14), new Link("sum2", 0, 13));
    assertThat(wiring.fedBy("a2", 0, ALL))
        .containsExactly(new Link("stem", 1, 22), new Link("stem", 0, 21));
  }

  @Test
  void neighborsOfASumCompareBothSides() {
    Graph graph =
        Graph.builder(2)
            .add("a", Tiny.dense(2, 2, 3, 0, 3, 0), "input") // alike
            .add("b", Tiny.dense(2, 2, 4, 0, 0, 4), "input") // at right angles
            .add("sum", new Op.Add(), "a", "b")
            .build();
    List<Neighbor> near = Wiring.of(graph, List.of("sum")).near("sum", 0, ALL);
    assertThat(near).containsExactly(new Neighbor(1, (float) (9.0 / 25)));
  }

  @Test
  void aSumOfUnitsOfOneKernelIsNotCompared() {
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(2, 1, 1, 2), "input")
            .add("turned", new Op.SelectChannels(List.of(1, 0)), "a")
            .add("sum", new Op.Add(), "a", "turned")
            .add("relu", new Op.Relu(), "a")
            .add("twice", new Op.Add(), "a", "relu")
            .build();
    Wiring wiring = Wiring.of(graph, List.of("sum", "twice"));
    assertThat(wiring.near("sum", 0, ALL)).isEmpty();
    assertThat(wiring.near("twice", 0, ALL)).containsExactly(new Neighbor(1, 1));
  }

  @Test
  void aDepthwiseConvolutionScalesUnlessItIsInTheGallery() {
    Graph graph =
        Graph.builder(1)
            .add("expand", Tiny.dense(2, 1, 1, -1), "input")
            .add("relu", new Op.Relu(), "expand")
            .add("filter", Tiny.conv(2, 2, 2, 2, 2, 2, 2, 2, -3, -3, -3, 3), "relu")
            .add("project", Tiny.dense(1, 2, 10, 100), "filter")
            .build();
    Wiring without = Wiring.of(graph, List.of("expand", "project"));
    assertThat(without.fedBy("project", 0, ALL))
        .containsExactly(new Link("expand", 1, -300), new Link("expand", 0, 20));
    assertThat(without.feeds("expand", 0, ALL)).containsExactly(new Link("project", 0, 20));
    Wiring with = Wiring.of(graph, List.of("expand", "filter", "project"));
    assertThat(with.fedBy("project", 0, ALL))
        .containsExactly(new Link("filter", 1, 100), new Link("filter", 0, 10));
    assertThat(with.fedBy("filter", 1, ALL)).containsExactly(new Link("expand", 1, -3));
    assertThat(with.feeds("expand", 1, ALL)).containsExactly(new Link("filter", 1, -3));
    assertThat(with.feeds("filter", 1, ALL)).containsExactly(new Link("project", 0, 100));
    // Kernels 1 and -1, and filters whose cosine is (-6 - 6 - 6 + 6) / (4 · 6).
    assertThat(with.near("filter", 0, ALL)).containsExactly(new Neighbor(1, 0.5));
  }

  @Test
  void depthwiseKernelsOnTheImageHaveNothingInCommon() {
    Graph graph = Graph.builder(2).add("a", Tiny.conv(4, 2, 1, 2, 1, 2, 3, 4), "input").build();
    Wiring wiring = Wiring.of(graph, List.of("a"));
    assertThat(wiring.near("a", 0, ALL)).containsExactly(new Neighbor(1, 1)); // of one channel
  }

  @Test
  void groupsReadTheirOwnChannels() {
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(4, 1, 1, 1, 1, 1), "input")
            .add("b", Tiny.conv(4, 4, 1, 2, 1, 2, 3, 4, 5, 6, 7, 8), "a")
            .build();
    Wiring wiring = Wiring.of(graph, List.of("a", "b"));
    assertThat(wiring.fedBy("b", 2, ALL)).containsExactly(new Link("a", 3, 6), new Link("a", 2, 5));
    assertThat(wiring.feeds("a", 1, ALL)).containsExactly(new Link("b", 1, 4), new Link("b", 0, 2));
    assertThat(wiring.near("b", 3, ALL)).extracting(Neighbor::unit).containsExactly(2);
  }

  @Test
  void aTransposedConvolutionHasItsInputsFirst() {
    Parameter weight = Tiny.parameter(Shape.of(4, 1, 1, 1), 1, 2, 3, 4);
    Op up = new Op.ConvTranspose(weight, null, Window.padded(1, 1, 0), 0, 0, 2);
    Graph graph =
        Graph.builder(1).add("a", Tiny.dense(4, 1, 1, 1, 1, 1), "input").add("b", up, "a").build();
    Wiring wiring = Wiring.of(graph, List.of("a", "b"));
    assertThat(wiring.fedBy("b", 0, ALL)).containsExactly(new Link("a", 1, 2), new Link("a", 0, 1));
    assertThat(wiring.feeds("a", 3, ALL)).containsExactly(new Link("b", 1, 4));
  }
}
