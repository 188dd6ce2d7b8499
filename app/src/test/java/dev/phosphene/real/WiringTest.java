package dev.phosphene.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.gallery.wiring.Wiring;
import dev.phosphene.gallery.wiring.Wiring.Link;
import dev.phosphene.gallery.wiring.Wiring.Neighbor;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What weights of trained networks say of units, beside the plain formulas. */
class WiringTest {
  private static final int FEW = 6;
  private static final Graph MINI = RealModels.mini().withPreprocessing();
  private static final List<String> RELUS =
      List.of(
          "stage1_relu1", "stage1", "stage2_relu1", "stage2", "stage3_relu1", "stage3", "stage4");

  @Test
  void aUnitIsFedByTheLargestKernels() {
    Wiring wiring = Wiring.of(MINI, RELUS);
    Parameter weight = weight(MINI, "stage3_conv1"); // it reads stage2, pooled
    for (int unit : new int[] {0, 77, 191}) {
      List<Link> expected = largest(weight, unit, "stage2");
      List<Link> found = wiring.fedBy("stage3_relu1", unit, FEW);
      check(found, expected);
      for (Link link : found) {
        assertThat(wiring.feeds("stage2", link.unit(), weight.shape().n()))
            .contains(new Link("stage3_relu1", unit, link.weight()));
      }
    }
  }

  @Test
  void aClassIsFedByItsWeights() {
    List<String> layers = List.of("stage4", "logits");
    Wiring wiring = Wiring.of(MINI, layers);
    check(wiring.fedBy("logits", 3, FEW), largest(weight(MINI, "logits"), 3, "stage4"));
    assertThat(wiring.feeds("logits", 3, FEW)).isEmpty();
    assertThat(wiring.feeds("stage4", 3, FEW)).hasSize(FEW);
    assertThat(wiring.fedBy("stage4", 3, FEW)).isEmpty(); // of layers that are not asked for
  }

  @Test
  void neighborsHaveTheLargestCosine() {
    float[] weights = weight(MINI, "stage4_conv1").values();
    int units = weight(MINI, "stage4_conv1").shape().n();
    List<Integer> expected =
        IntStream.range(0, units)
            .filter(other -> other != 11)
            .boxed()
            .sorted(Comparator.comparingDouble(other -> -cosine(weights, units, 11, other)))
            .limit(FEW)
            .toList();
    List<Neighbor> near = Wiring.of(MINI, RELUS).near("stage4", 11, FEW);
    assertThat(near).extracting(Neighbor::unit).isEqualTo(expected);
    for (Neighbor one : near) {
      assertThat(one.cosine()).isCloseTo(cosine(weights, units, 11, one.unit()), within(1e-5));
    }
  }

  @Test
  void aConcatenationOfGoogleNetIsFedByItsBranches() {
    Graph graph = RealModels.googleNet().withPreprocessing();
    String whole = "inception_4a/output";
    String reduced = "inception_4a/relu_3x3_reduce";
    List<String> layers = List.of("inception_3b/output", reduced, whole, "inception_4b/output");
    Wiring wiring = Wiring.of(graph, layers);
    int first = weight(graph, "inception_4a/1x1").shape().n();
    check(
        wiring.fedBy(whole, first + 8, FEW), // unit 8 of the second branch
        largest(weight(graph, "inception_4a/3x3"), 8, reduced));
    check(
        wiring.fedBy(whole, 5, FEW),
        largest(weight(graph, "inception_4a/1x1"), 5, "inception_3b/output"));
    assertThat(wiring.feeds(whole, 100, FEW))
        .hasSize(FEW)
        .allMatch(link -> link.layer().equals("inception_4b/output"));
    assertThat(wiring.near(whole, first + 8, 1000))
        .hasSize(weight(graph, "inception_4a/3x3").shape().n() - 1)
        .allMatch(one -> one.unit() >= first);
  }

  /** By magnitude; the tolerance is that of float32. */
  private static void check(List<Link> found, List<Link> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).layer()).isEqualTo(expected.get(i).layer());
      assertThat(found.get(i).unit()).isEqualTo(expected.get(i).unit());
      assertThat(found.get(i).weight()).isCloseTo(expected.get(i).weight(), within(1e-6));
    }
  }

  private static Parameter weight(Graph graph, String conv) {
    return ((Op.Conv) graph.node(conv).op()).weight();
  }

  /** The units of {@code from} whose kernels have the largest root mean square. */
  private static List<Link> largest(Parameter weight, int unit, String from) {
    float[] values = weight.values();
    int ins = weight.shape().c();
    int taps = weight.shape().h() * weight.shape().w();
    return IntStream.range(0, ins)
        .mapToObj(
            in -> {
              double squares = 0;
              double sum = 0;
              for (int tap = 0; tap < taps; tap++) {
                double value = values[(unit * ins + in) * taps + tap];
                squares += value * value;
                sum += value;
              }
              return new Link(from, in, Math.copySign(Math.sqrt(squares / taps), sum));
            })
        .sorted(Comparator.comparingDouble(link -> -Math.abs(link.weight())))
        .limit(FEW)
        .toList();
  }

  private static double cosine(float[] weights, int units, int a, int b) {
    int each = weights.length / units;
    double product = 0;
    double own = 0;
    double its = 0;
    for (int i = 0; i < each; i++) {
      product += (double) weights[a * each + i] * weights[b * each + i];
      own += (double) weights[a * each + i] * weights[a * each + i];
      its += (double) weights[b * each + i] * weights[b * each + i];
    }
    return product / Math.sqrt(own * its);
  }
}
