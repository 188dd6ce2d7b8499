package dev.phosphene.gallery.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.error.InputException;
import dev.phosphene.gallery.wiring.Wiring.Link;
import dev.phosphene.gallery.wiring.Wiring.Neighbor;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Small networks whose wiring can be read off their weights. */
class WiringTest {
  private static final int ALL = 100;

  /** {@code a} with 2 units, a ReLU, {@code b} with 3. */
  private static final Graph CHAIN =
      Graph.builder(1)
          .add("a", Tiny.dense(2, 1, 1, 2), "input")
          .add("relu", new Op.Relu(), "a")
          .add("b", Tiny.dense(3, 2, 1, -2, 0.5, 0, 3, 3), "relu")
          .build();

  @Test
  void aChainIsReadInBothDirections() {
    Wiring wiring = Wiring.of(CHAIN, List.of("a", "b"));
    assertThat(wiring.fedBy("b", 0, ALL))
        .containsExactly(new Link("a", 1, -2), new Link("a", 0, 1));
    assertThat(wiring.fedBy("b", 1, ALL)).containsExactly(new Link("a", 0, 0.5)); // no weight of 0
    assertThat(wiring.fedBy("b", 2, ALL)).containsExactly(new Link("a", 0, 3), new Link("a", 1, 3));
    assertThat(wiring.feeds("a", 0, ALL))
        .containsExactly(new Link("b", 2, 3), new Link("b", 0, 1), new Link("b", 1, 0.5));
    assertThat(wiring.feeds("a", 1, 1)).containsExactly(new Link("b", 2, 3));
    assertThat(wiring.fedBy("a", 0, ALL)).isEmpty(); // the input is no layer of the gallery
    assertThat(wiring.feeds("b", 0, ALL)).isEmpty();
  }

  @Test
  void neighborsHaveTheLargestCosineFirst() {
    Wiring wiring = Wiring.of(CHAIN, List.of("b"));
    List<Neighbor> near = wiring.near("b", 0, ALL);
    assertThat(near).extracting(Neighbor::unit).containsExactly(1, 2);
    assertThat(near.get(0).cosine()).isCloseTo(1 / Math.sqrt(5), within(1e-6));
    assertThat(near.get(1).cosine()).isCloseTo(-3 / Math.sqrt(5 * 18), within(1e-6));
    assertThat(wiring.near("b", 0, 1)).hasSize(1);
    assertThat(wiring.near("b", 0, 0)).isEmpty();
  }

  @Test
  void theNearestFormOfAUnitIsNamed() {
    Wiring wiring = Wiring.of(CHAIN, List.of("a", "relu", "b"));
    assertThat(wiring.fedBy("b", 1, ALL)).containsExactly(new Link("relu", 0, 0.5));
    assertThat(wiring.feeds("a", 0, 1)).containsExactly(new Link("b", 2, 3));
    assertThat(wiring.feeds("relu", 0, 1)).containsExactly(new Link("b", 2, 3));
    assertThat(wiring.near("relu", 0, ALL)).containsExactly(new Neighbor(1, 1));
  }

  @Test
  void aWeightIsTheRootMeanSquareOfTheKernelWithTheSignOfItsSum() {
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(1, 1, 1), "input")
            .add("b", Tiny.conv(2, 1, 2, 1, 1, -3, 1, -3, 1, -1, 1, -1), "a")
            .build();
    Wiring wiring = Wiring.of(graph, List.of("a", "b"));
    assertThat(wiring.fedBy("b", 0, ALL)).containsExactly(new Link("a", 0, (float) -Math.sqrt(5)));
    assertThat(wiring.fedBy("b", 1, ALL)).containsExactly(new Link("a", 0, 1)); // a sum of 0
  }

  @Test
  void normalizationScalesWeightsAndTurnsTheirSign() {
    Op norm =
        new Op.BatchNorm(
            Tiny.vector(2, -1), null, Tiny.vector(9, 9), Tiny.vector(3, 3), 1); // factors 1, -0.5
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(1, 1, 1), "input")
            .add("b", Tiny.dense(2, 1, 4, 4), "a")
            .add("norm", norm, "b")
            .add("c", Tiny.dense(1, 2, 10, 10), "norm")
            .build();
    Wiring wiring = Wiring.of(graph, List.of("a", "norm", "c"));
    assertThat(wiring.fedBy("norm", 0, ALL)).containsExactly(new Link("a", 0, 4));
    assertThat(wiring.fedBy("norm", 1, ALL)).containsExactly(new Link("a", 0, -2));
    assertThat(wiring.near("norm", 0, ALL)).containsExactly(new Neighbor(1, -1));
    assertThat(wiring.fedBy("c", 0, ALL)) // behind the normalization nothing scales
        .containsExactly(new Link("norm", 0, 10), new Link("norm", 1, 10));
    Wiring without = Wiring.of(graph, List.of("b", "c"));
    assertThat(without.fedBy("c", 0, ALL))
        .containsExactly(new Link("b", 0, 10), new Link("b", 1, -5));
    assertThat(without.feeds("b", 1, ALL)).containsExactly(new Link("c", 0, -5));
    assertThat(without.near("b", 0, ALL)).containsExactly(new Neighbor(1, 1));
  }

  @Test
  void branchesLieOneAfterTheOtherInAConcatenation() {
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(2, 1, 1, 1), "input")
            .add("b", Tiny.dense(2, 2, 1, 2, 3, 4), "a")
            .add("pool", new Op.MaxPool(Window.padded(3, 1, 1)), "a")
            .add("c", Tiny.dense(1, 2, 5, 6), "pool")
            .add("cat", new Op.Concat(), "b", "c")
            .add("d", Tiny.dense(1, 3, 7, 8, 9), "cat")
            .build();
    Wiring whole = Wiring.of(graph, List.of("a", "cat", "d"));
    assertThat(whole.fedBy("cat", 1, ALL))
        .containsExactly(new Link("a", 1, 4), new Link("a", 0, 3));
    assertThat(whole.fedBy("cat", 2, ALL))
        .containsExactly(new Link("a", 1, 6), new Link("a", 0, 5));
    assertThat(whole.feeds("a", 0, ALL))
        .containsExactly(new Link("cat", 2, 5), new Link("cat", 1, 3), new Link("cat", 0, 1));
    assertThat(whole.feeds("cat", 2, ALL)).containsExactly(new Link("d", 0, 9));
    assertThat(whole.near("cat", 0, ALL)).extracting(Neighbor::unit).containsExactly(1);
    assertThat(whole.near("cat", 2, ALL)).isEmpty(); // no other unit of its branch
    Wiring branches = Wiring.of(graph, List.of("b", "c", "d"));
    assertThat(branches.fedBy("d", 0, ALL))
        .containsExactly(new Link("c", 0, 9), new Link("b", 1, 8), new Link("b", 0, 7));
    assertThat(branches.feeds("c", 0, ALL)).containsExactly(new Link("d", 0, 9));
  }

  @Test
  void aConvolutionThatIsNotInTheGalleryEndsTheWay() {
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(2, 1, 1, 1), "input")
            .add("between", Tiny.dense(1, 2, 1, 1), "a")
            .add("b", Tiny.dense(1, 1, 1), "between")
            .build();
    Wiring wiring = Wiring.of(graph, List.of("a", "b"));
    assertThat(wiring.fedBy("b", 0, ALL)).isEmpty();
    assertThat(wiring.feeds("a", 0, ALL)).isEmpty();
  }

  @Test
  void aDenseLayerBehindAFlatteningHasAWeightForEachPosition() {
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(2, 1, 1, 1), "input")
            .add("flat", new Op.Flatten(4), "a")
            .add("b", Tiny.dense(1, 4, 1, -3, 0, 2), "flat")
            .build()
            .with(notes(Shape.of(1, 1, 1, 2)));
    Wiring wiring = Wiring.of(graph, List.of("a", "b"));
    List<Link> links =
        List.of(
            new Link("a", 0, (float) -Math.sqrt(5)), // 1 and -3
            new Link("a", 1, (float) Math.sqrt(2))); // 0 and 2
    assertThat(wiring.fedBy("b", 0, ALL)).isEqualTo(links);
    assertThat(wiring.feeds("a", 1, ALL)).containsExactly(new Link("b", 0, (float) Math.sqrt(2)));
  }

  @Test
  void weightsThatTheFileLacksTellNothing() {
    Parameter missing =
        new Parameter(
            "gone",
            Shape.of(2, 2, 1, 1),
            () -> {
              throw new InputException("the file lacks it");
            });
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(2, 1, 1, 2), "input")
            .add("b", Tiny.dense(1, 2, 3, 4), "a")
            .add("c", new Op.Conv(missing, null, Window.valid(1, 1), 1), "a")
            .build();
    Wiring wiring = Wiring.of(graph, List.of("a", "b", "c"));
    assertThat(wiring.feeds("a", 1, ALL)).containsExactly(new Link("b", 0, 4));
    assertThat(wiring.fedBy("c", 0, ALL)).isEmpty();
    assertThat(wiring.near("c", 0, ALL)).isEmpty();
  }

  @Test
  void whatIsNotThereIsRefused() {
    Wiring wiring = Wiring.of(CHAIN, List.of("a"));
    assertThatThrownBy(() -> wiring.near("b", 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no layer \"b\"");
    assertThatThrownBy(() -> wiring.feeds("a", 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 units");
    assertThatThrownBy(() -> Wiring.of(CHAIN, List.of("bb"))).isInstanceOf(InputException.class);
  }

  @Test
  void anotherNameOfALayerIsTheLayer() {
    Graph graph = CHAIN.with(new Graph.Notes(Map.of("first", "a"), Map.of(), Optional.empty()));
    Wiring wiring = Wiring.of(graph, List.of("first", "b"));
    assertThat(wiring.fedBy("b", 1, ALL)).containsExactly(new Link("first", 0, 0.5));
    assertThat(wiring.feeds("first", 0, 1)).containsExactly(new Link("b", 2, 3));
  }

  private static Graph.Notes notes(Shape size) {
    return new Graph.Notes(Map.of(), Map.of(), Optional.of(size));
  }
}
