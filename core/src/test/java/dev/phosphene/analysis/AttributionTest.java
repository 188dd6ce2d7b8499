package dev.phosphene.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What units add to a logit. */
class AttributionTest {
  private static final Probe.Use USE =
      new Probe.Use(Engines.named("reference"), Engine.Options.defaults());

  /** Without biases a network behind a layer is homogeneous: the contributions sum to the logit. */
  @Test
  void sumsToTheLogit() {
    Model model = Samples.network("");
    Tensor picture = DeadLeaves.draw(16, 4);
    Unit unit = Unit.parse("logit:b", model).get(0);
    assertThat(unit.channel()).isEqualTo(1);
    Attribution found = Attribution.of(model, picture, "relu", unit, USE);
    double sum = found.channels().stream().mapToDouble(Attribution.Share::contribution).sum();
    double places = 0;
    for (float place : found.positions()) {
      places += place;
    }
    assertThat(found.value()).isNotZero();
    assertThat(sum).isCloseTo(found.value(), within(1e-4));
    assertThat(places).isCloseTo(found.value(), within(1e-4));
    Attribution.Share first = found.channels().get(0);
    assertThat(first.contribution()).isGreaterThanOrEqualTo(found.channels().get(4).contribution());
  }

  @Test
  void refusesALayerWithWaysAroundIt() {
    SplittableRandom random = new SplittableRandom(1);
    Graph graph =
        Graph.builder(3)
            .add("left", Samples.conv(random, 2, 3, Window.same(3, 1)), "input")
            .add("right", Samples.conv(random, 2, 3, Window.same(3, 1)), "input")
            .add("both", new Op.Concat(), "left", "right")
            .add("mean", new Op.GlobalAvgPool(), "both")
            .build();
    Model model = new Model("forked", graph, Preprocessing.NONE, List.of(), "", "");
    Unit unit = new Unit("mean:0", "mean", 0);
    Tensor picture = DeadLeaves.draw(8, 1);
    assertThatThrownBy(() -> Attribution.of(model, picture, "left", unit, USE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("paths around")
        .hasMessageContaining("\"both\" has none");
    assertThatThrownBy(() -> Attribution.of(model, picture, "mean", new Unit("", "left", 0), USE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("does not depend");
    assertThat(Attribution.of(model, picture, "both", unit, USE).channels()).hasSize(4);
  }

  /** A constant is no way around a layer, and a layer may go by another name of it. */
  @Test
  void passesConstants() {
    SplittableRandom random = new SplittableRandom(2);
    Parameter offsets = Parameter.of("offsets", Shape.of(2, 8, 8), new float[128]);
    Graph graph =
        Graph.builder(3)
            .add("conv", Samples.conv(random, 2, 3, Window.same(3, 1)), "input")
            .add("offsets", new Op.Constant(offsets))
            .add("sum", new Op.Add(), "conv", "offsets")
            .add("mean", new Op.GlobalAvgPool(), "sum")
            .build();
    Graph known = graph.with(new Graph.Notes(Map.of("conv:0", "conv"), Map.of(), Optional.empty()));
    Model model = new Model("constant", known, Preprocessing.NONE, List.of(), "", "");
    Unit unit = new Unit("mean:1", "mean", 1);
    Tensor picture = DeadLeaves.draw(8, 1);
    double sum =
        Attribution.of(model, picture, "conv", unit, USE).channels().stream()
            .mapToDouble(Attribution.Share::contribution)
            .sum();
    Attribution found = Attribution.of(model, picture, "conv:0", unit, USE);
    assertThat(sum).isCloseTo(found.value(), within(1e-4));
  }

  @Test
  void findsTheUnitsOfAPlace() {
    Model model = Samples.network("");
    Tensor picture = DeadLeaves.draw(16, 4);
    Activations seen;
    try (Probe probe = Probe.on(model, List.of("pool"), picture.shape(), USE)) {
      seen = probe.look(picture);
    }
    UnitRanking liked = UnitRanking.at(model, picture, "pool", seen, 5, 14);
    Tensor pool = seen.layer("pool");
    for (UnitRanking.Rank rank : liked.ranks()) {
      assertThat(rank.value()).isEqualTo((double) pool.at(0, rank.channel(), 7, 2));
    }
    assertThat(liked.field().orElseThrow().left()).isEqualTo(3);
    assertThat(liked.field().orElseThrow().bottom()).isEqualTo(16);
    assertThatThrownBy(() -> UnitRanking.at(model, picture, "pool", seen, 16, 0))
        .isInstanceOf(InputException.class);
  }
}
