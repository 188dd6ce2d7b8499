package dev.phosphene.gallery.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.gallery.wiring.Wiring.Neighbor;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Layers of several blocks, and how often weights are read. */
class CosinesTest {
  private static final int UNITS = 1100; // more rows than a block has
  private static final int INS = 70; // more than a panel

  private final AtomicInteger reads = new AtomicInteger();
  private final float[] weights = new float[UNITS * INS];

  CosinesTest() {
    Random random = new Random(1);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    System.arraycopy(weights, 0, weights, 1050 * INS, INS); // a twin in another block
    for (int i = 0; i < INS; i++) {
      weights[7 * INS + i] = 0;
    }
  }

  private Wiring wiring() {
    Parameter weight =
        new Parameter(
            "weight",
            Shape.of(UNITS, INS, 1, 1),
            () -> {
              reads.incrementAndGet();
              return weights.clone();
            });
    Graph graph =
        Graph.builder(INS)
            .add("a", new Op.Conv(weight, null, Window.valid(1, 1), 1), "input")
            .build();
    return Wiring.of(graph, List.of("a"));
  }

  @Test
  void neighborsOfALargeLayerAreThoseOfThePlainFormula() {
    Wiring wiring = wiring();
    for (int unit : new int[] {0, 500, 953, 1099}) {
      List<Neighbor> expected = new ArrayList<>();
      for (int other = 0; other < UNITS; other++) {
        if (other != unit && other != 7) {
          expected.add(new Neighbor(other, cosine(unit, other)));
        }
      }
      expected.sort(Comparator.comparingDouble(one -> -one.cosine()));
      List<Neighbor> near = wiring.near("a", unit, 8);
      for (int i = 0; i < 8; i++) {
        assertThat(near.get(i).cosine()).isCloseTo(expected.get(i).cosine(), within(1e-5));
        assertThat(near.get(i).cosine()).isCloseTo(cosine(unit, near.get(i).unit()), within(1e-5));
      }
    }
    assertThat(wiring.near("a", 0, 1)).extracting(Neighbor::unit).containsExactly(1050);
    assertThat(wiring.near("a", 1050, 1)).extracting(Neighbor::unit).containsExactly(0);
  }

  @Test
  void aUnitWithoutWeightsHasNoNeighbors() {
    assertThat(wiring().near("a", 7, 8)).isEmpty();
  }

  @Test
  void weightsAreReadOnceForAllUnits() {
    Wiring wiring = wiring();
    assertThat(reads.get()).isZero();
    for (int unit = 0; unit < UNITS; unit += 100) {
      assertThat(wiring.near("a", unit, 8)).hasSize(8);
    }
    assertThat(reads.get()).isEqualTo(1);
    assertThat(wiring.near("a", 0, 20)).hasSize(20); // more than were kept
    assertThat(reads.get()).isEqualTo(2);
  }

  private double cosine(int unit, int other) {
    double product = 0;
    double own = 0;
    double its = 0;
    for (int i = 0; i < INS; i++) {
      double a = weights[unit * INS + i];
      double b = weights[other * INS + i];
      product += a * b;
      own += a * a;
      its += b * b;
    }
    return product / Math.sqrt(own * its);
  }
}
