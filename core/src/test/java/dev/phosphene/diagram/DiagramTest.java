package dev.phosphene.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.phosphene.Seeds;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Drawings of networks: what they hold, and that boxes keep out of each other's way. */
class DiagramTest {
  private static Op conv(int out, int in) {
    Shape shape = Shape.of(out, in, 3, 3);
    Parameter weight = new Parameter("w", shape, () -> new float[shape.size()]);
    return new Op.Conv(weight, null, Window.same(3, 1), 1);
  }

  private static Graph branching() {
    return Graph.builder(3)
        .add("stem/conv", conv(4, 3), "input")
        .add("stem/relu", new Op.Relu(), "stem/conv")
        .add("a/left", conv(8, 4), "stem/relu")
        .add("a/right", new Op.MaxPool(Window.same(3, 1)), "stem/relu")
        .add("a/<join> & \u0001", new Op.Concat(), "a/left", "a/right")
        .build();
  }

  private static Document draw(Graph graph) throws Exception {
    byte[] svg = Diagram.svg("a \"title\"", graph, graph.reach(Shape.of(1, 3, 16, 16)).shapes());
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg));
  }

  private static List<String> texts(Document document, String tag) {
    NodeList list = document.getElementsByTagName(tag);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < list.getLength(); i++) {
      texts.add(list.item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void boxesHaveNamesKindsShapesAndShares() throws Exception {
    Document document = draw(branching());
    // 4·3·9 and 8·4·9 products for each of 256 positions
    assertThat(texts(document, "text"))
        .contains("a \"title\"", "stem/conv", "conv 3×3, relu", "4 × 16×16", "27.3 %")
        .contains("a", "left", "8 × 16×16", "72.7 %", "right", "max pool 3×3", "<join> & ?");
    assertThat(texts(document, "title")).contains("stem/conv: conv 3×3\nstem/relu: relu");
  }

  @Test
  void tensorsHaveBoxesWhereTheyAreComputed() throws Exception {
    Parameter matrix = new Parameter("m", Shape.of(3, 5), () -> new float[15]);
    Parameter bias = new Parameter("b", Shape.of(1, 1, 5), () -> new float[5]);
    Graph graph =
        Graph.builder(3)
            .add("row", new Op.Reshape(List.of(1, 3, 256)), "input")
            .add("turn", new Op.Transpose(List.of(1, 3, 2)), "row")
            .add("fc/tokens", new Op.Linear(matrix, null), "turn")
            .add("fc", new Op.Tokens(), "fc/tokens")
            .add("bias", new Op.Constant(bias))
            .add("sum/tokens", new Op.Binary(Op.Arithmetic.ADD), "fc/tokens", "bias")
            .add("sum", new Op.Tokens(), "sum/tokens")
            .add("norm", new Op.LayerNorm(3, 3, 1e-5f), "sum/tokens")
            .add("mean", new Op.Reduce(Op.Reduction.MEAN, 2), "norm")
            .build();
    List<DiagramBox> boxes = DiagramBox.of(graph, graph.reach(Shape.of(1, 3, 16, 16)).shapes());
    assertThat(boxes).extracting(DiagramBox::name).containsExactly("input", "fc", "norm", "mean");
    assertThat(boxes)
        .extracting(DiagramBox::kinds)
        .containsExactly("input", "linear, add", "norm", "mean");
    assertThat(boxes)
        .extracting(DiagramBox::family)
        .containsExactly(
            DiagramBox.Family.OTHER,
            DiagramBox.Family.DENSE,
            DiagramBox.Family.NORMALIZATION,
            DiagramBox.Family.POOLING);
    assertThat(boxes.get(1).inputs()).containsExactly(0);
    assertThat(boxes.get(1).cost().parameters()).isEqualTo(20);
    assertThat(texts(draw(graph), "text")).contains("linear, add", "5 × 256×1");
  }

  @Test
  void whatIsNotReachedIsDrawnAsThat() throws Exception {
    Graph graph =
        Graph.builder(3)
            .add("pool", new Op.AvgPool(Window.valid(30, 1), false), "input")
            .add("behind", new Op.GlobalAvgPool(), "pool")
            .build();
    assertThat(texts(draw(graph), "text")).contains("pool", "behind", "not reached");
  }

  @Test
  void boxesDoNotOverlapAndEdgesGoDown() {
    Random random = new Random(Seeds.next("DiagramTest"));
    for (int round = 0; round < 20; round++) {
      int boxes = 1 + random.nextInt(60);
      double[] widths = new double[boxes];
      List<List<Integer>> inputs = new ArrayList<>();
      for (int i = 0; i < boxes; i++) {
        widths[i] = 20 + random.nextInt(100);
        TreeSet<Integer> some = new TreeSet<>();
        for (int k = 0; i > 0 && k < 1 + random.nextInt(3); k++) {
          some.add(Math.max(0, i - 1 - random.nextInt(9)));
        }
        inputs.add(List.copyOf(some));
      }
      check(new LayeredLayout(widths, inputs), widths, inputs);
    }
  }

  private static void check(LayeredLayout layout, double[] widths, List<List<Integer>> inputs) {
    for (int i = 0; i < widths.length; i++) {
      assertThat(layout.x(i) - widths[i] / 2).isGreaterThan(-1e-6);
      assertThat(layout.x(i) + widths[i] / 2).isLessThanOrEqualTo(layout.width());
      for (int k = 0; k < i; k++) {
        double room = Math.abs(layout.x(i) - layout.x(k)) - (widths[i] + widths[k]) / 2;
        assertThat(layout.row(i) != layout.row(k) || room > 1).isTrue();
      }
      for (int input : inputs.get(i)) {
        assertThat(layout.row(input)).isLessThan(layout.row(i));
      }
    }
    assertThat(layout.edges()).hasSize(inputs.stream().mapToInt(List::size).sum());
    for (LayeredLayout.Edge edge : layout.edges()) {
      for (int i = 1; i < edge.places().size(); i++) {
        assertThat(layout.row(edge.places().get(i)))
            .isEqualTo(layout.row(edge.places().get(i - 1)) + 1);
      }
    }
  }

  @Test
  void aChainIsStraight() {
    double[] widths = {50, 90, 40, 70};
    LayeredLayout layout =
        new LayeredLayout(widths, List.of(List.of(), List.of(0), List.of(1), List.of(2)));
    for (int i = 1; i < widths.length; i++) {
      assertThat(layout.x(i)).isCloseTo(layout.x(0), offset(1e-6));
    }
  }

  @Test
  void tooLargeNetworksAreTold() {
    List<List<Integer>> inputs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      inputs.add(i == 0 ? List.of() : List.of(i - 1));
    }
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      all.add(i);
    }
    inputs.add(all); // one box reads every other: 79,800 bends
    assertThatThrownBy(() -> new LayeredLayout(new double[401], inputs))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("too many layers");
  }
}
