package dev.phosphene.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Box;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.rewrite.KeepPlaces;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A graph that computes some positions computes the same there, and has the same gradient. */
class KeepPlacesTest {
  private static final int GRAPHS = 200;

  @Test
  void randomGraphsKeepTheirValuesAndGradients() {
    long seed = Seeds.next("KeepPlacesTest");
    int smaller = 0;
    for (int i = 0; i < GRAPHS; i++) {
      Random random = new Random(seed + i);
      RandomGraph drawn = RandomGraph.draw(random);
      smaller += compare(drawn, random, "seed " + (seed + i)) ? 1 : 0;
    }
    assertThat(smaller).as("graphs that became smaller").isGreaterThan(GRAPHS / 10);
  }

  /** Whether the graph has become another. */
  private static boolean compare(RandomGraph drawn, Random random, String which) {
    Graph graph = Cut.at(drawn.graph(), drawn.taps());
    Map<String, Shape> shapes = graph.shapes(drawn.input());
    Map<String, Box> wanted = new LinkedHashMap<>();
    drawn
        .taps()
        .forEach(tap -> wanted.put(tap, box(random, Objects.requireNonNull(shapes.get(tap)))));
    KeepPlaces.Kept kept = KeepPlaces.of(graph, wanted, drawn.input());
    Tensor picture = RandomGraph.tensor(random, drawn.input());
    Engine engine = new ReferenceEngine();
    try (Network whole = engine.compile(graph, drawn.taps(), drawn.input(), Options.defaults());
        Network some =
            engine.compile(kept.graph(), drawn.taps(), drawn.input(), Options.defaults())) {
      whole.forward(picture);
      some.forward(picture);
      Map<String, Tensor> ofWhole = new HashMap<>();
      Map<String, Tensor> ofSome = new HashMap<>();
      for (String tap : drawn.taps()) {
        Tensor all = whole.activation(tap);
        Tensor part = some.activation(tap);
        Tensor allGradient = Tensor.zeros(all.shape());
        Tensor partGradient = Tensor.zeros(part.shape());
        ofWhole.put(tap, allGradient);
        ofSome.put(tap, partGradient);
        if (all.shape().rank() != 4) {
          assertThat(part.data()).as(which + " " + tap).containsExactly(all.data());
          continue;
        }
        Box box = Objects.requireNonNull(kept.boxes().get(tap));
        Box read = Objects.requireNonNull(wanted.get(tap));
        assertThat(box.contains(read)).as(which + " " + tap).isTrue();
        assertThat(part.shape().h()).isEqualTo(box.height());
        assertThat(part.shape().w()).isEqualTo(box.width());
        for (int n = 0; n < all.shape().n(); n++) {
          for (int c = 0; c < all.shape().c(); c++) {
            for (int y = read.top(); y < read.bottom(); y++) {
              for (int x = read.left(); x < read.right(); x++) {
                int at = part.offset(n, c, y - box.top(), x - box.left());
                assertThat(part.data()[at])
                    .as("%s %s at %d,%d", which, tap, x, y)
                    .isEqualTo(all.at(n, c, y, x));
                float g = (float) random.nextGaussian();
                partGradient.data()[at] = g;
                allGradient.data()[all.offset(n, c, y, x)] = g;
              }
            }
          }
        }
      }
      float[] expected = whole.backward(ofWhole).data();
      float[] found = some.backward(ofSome).data();
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i])
            .as(which + " gradient " + i)
            .isCloseTo(
                expected[i],
                org.assertj.core.data.Offset.offset(1e-4f + 1e-4f * Math.abs(expected[i])));
      }
    }
    return kept.graph().nodes().stream().anyMatch(node -> node.op() instanceof Op.Crop);
  }

  private static Box box(Random random, Shape shape) {
    if (shape.rank() != 4 || random.nextInt(8) == 0) {
      return shape.rank() == 4 ? Box.whole(shape) : new Box(0, 0, 1, 1);
    }
    int top = random.nextInt(shape.h());
    int left = random.nextInt(shape.w());
    return new Box(
        top,
        left,
        top + 1 + random.nextInt(Math.min(3, shape.h() - top)),
        left + 1 + random.nextInt(Math.min(3, shape.w() - left)));
  }

  /** A constant has all of its positions, wherever those that are read lie. */
  @Test
  void aConstantIsCroppedLikeWhatItIsAddedTo() {
    Random random = new Random(8);
    Shape input = Shape.of(2, 3, 9, 8);
    Parameter offsets =
        Parameter.of(
            "offsets", Shape.of(3, 9, 8), RandomGraph.tensor(random, Shape.of(1, 3, 9, 8)).data());
    Graph graph =
        Graph.builder(3)
            .add("relu", new Op.Relu(), "input")
            .add("offsets", new Op.Constant(offsets))
            .add("sum", new Op.Add(), "relu", "offsets")
            .build();
    KeepPlaces.Kept kept = KeepPlaces.of(graph, Map.of("sum", new Box(4, 5, 6, 7)), input);
    Tensor picture = RandomGraph.tensor(random, input);
    try (Network whole =
            new ReferenceEngine().compile(graph, List.of("sum"), input, Options.defaults());
        Network some =
            new ReferenceEngine()
                .compile(kept.graph(), List.of("sum"), input, Options.defaults())) {
      whole.forward(picture);
      some.forward(picture);
      assertThat(some.activation("sum").shape()).isEqualTo(Shape.of(2, 3, 2, 2));
      assertThat(some.activation("sum").at(1, 2, 1, 0))
          .isEqualTo(whole.activation("sum").at(1, 2, 5, 5));
    }
  }

  /** A neuron behind three 3×3 convolutions sees 7×7, and less at the edge. */
  @Test
  void aNeuronCostsItsReceptiveField() {
    Random random = new Random(5);
    Window window = Window.same(3, 1);
    Graph graph =
        Graph.builder(3)
            .add("a", RandomGraph.conv(random, 3, 4, window, 1, true), "input")
            .add("b", RandomGraph.conv(random, 4, 4, window, 1, true), "a")
            .add("c", RandomGraph.conv(random, 4, 4, window, 1, true), "b")
            .build();
    Shape input = Shape.of(1, 3, 40, 30);
    Graph inner = KeepPlaces.of(graph, Map.of("c", new Box(20, 10, 21, 11)), input).graph();
    Map<String, Shape> shapes = inner.shapes(input);
    assertThat(shapes.get("c")).isEqualTo(Shape.of(1, 4, 1, 1));
    assertThat(shapes.get("b")).isEqualTo(Shape.of(1, 4, 3, 3));
    assertThat(shapes.get("a")).isEqualTo(Shape.of(1, 4, 5, 5));
    assertThat(crops(inner)).containsExactly(new Op.Crop(new Box(17, 7, 24, 14)));
    Graph corner = KeepPlaces.of(graph, Map.of("c", new Box(0, 29, 1, 30)), input).graph();
    assertThat(corner.shapes(input).get("a")).isEqualTo(Shape.of(1, 4, 3, 3));
    assertThat(crops(corner)).containsExactly(new Op.Crop(new Box(0, 26, 4, 30)));
  }

  @Test
  void whatIsWantedWholeStaysAsItIs() {
    Random random = new Random(6);
    Graph graph =
        Graph.builder(3)
            .add("a", RandomGraph.conv(random, 3, 4, Window.same(3, 2), 1, true), "input")
            .build();
    Shape input = Shape.of(1, 3, 9, 9);
    KeepPlaces.Kept kept = KeepPlaces.of(graph, Map.of("a", new Box(0, 0, 5, 5)), input);
    assertThat(kept.graph().nodes()).containsExactlyElementsOf(graph.nodes());
  }

  private static List<Op> crops(Graph graph) {
    return graph.nodes().stream().map(Node::op).filter(Op.Crop.class::isInstance).toList();
  }
}
