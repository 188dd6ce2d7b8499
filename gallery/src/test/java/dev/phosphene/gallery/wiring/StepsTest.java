package dev.phosphene.gallery.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.gallery.wiring.Wiring.Link;
import dev.phosphene.gallery.wiring.Wiring.Neighbor;
import dev.phosphene.graph.Box;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Selection;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which operations keep channels apart. */
class StepsTest {
  private static final int ALL = 100;
  private static final Graph.Notes EIGHT =
      new Graph.Notes(Map.of(), Map.of(), Optional.of(Shape.of(1, 1, 8, 8)));

  /** Operations behind which 2 channels are still what they were. */
  static Stream<Op> keeping() {
    return Stream.of(
        new Op.Relu(),
        new Op.Pointwise(ScalarFunction.SIGMOID),
        new Op.Pointwise(ScalarFunction.POWER, 1, 1),
        new Op.PRelu(Tiny.vector(0.1, 0.2)),
        new Op.MaxPool(Window.valid(2, 2)),
        new Op.AvgPool(Window.valid(2, 2), true),
        new Op.GlobalAvgPool(),
        new Op.GlobalMaxPool(),
        new Op.Lrn(3, 1, 1, 1),
        new Op.Pad(1, 1, 1, 1, 0),
        new Op.Crop(new Box(1, 1, 3, 3)),
        new Op.Softmax(),
        new Op.LayerNorm(2, 3, 1),
        new Op.Reduce(Op.Reduction.MEAN, 2),
        new Op.Select(3, new Selection.Range(0, 4, 1)),
        new Op.Concat());
  }

  /** Operations that mix channels, or after which the sign says nothing. */
  static Stream<Op> mixing() {
    return Stream.of(
        new Op.Pointwise(ScalarFunction.ABS),
        new Op.Pointwise(ScalarFunction.POWER, 1, 2),
        new Op.Transpose(List.of(2, 1, 3)),
        new Op.Reshape(List.of(8, 2, 8)));
  }

  @ParameterizedTest
  @MethodSource("keeping")
  void channelsPass(Op op) {
    Wiring wiring = behind(op, 2, "a");
    assertThat(wiring.fedBy("b", 0, ALL)).containsExactly(new Link("a", 1, 7), new Link("a", 0, 5));
    assertThat(wiring.feeds("a", 0, ALL)).containsExactly(new Link("b", 0, 5));
  }

  @ParameterizedTest
  @MethodSource("mixing")
  void nothingIsSaidBehindWhatMixes(Op op) {
    int channels = op instanceof Op.Transpose || op instanceof Op.Reshape ? 8 : 2;
    Wiring wiring = behind(op, channels, "a");
    assertThat(wiring.fedBy("b", 0, ALL)).isEmpty();
    assertThat(wiring.feeds("a", 0, ALL)).isEmpty();
  }

  @Test
  void factorsCount() {
    Op affine = new Op.Affine(Tiny.vector(2, -3), Tiny.vector(1, 1));
    assertThat(behind(affine, 2, "a").fedBy("b", 0, ALL))
        .containsExactly(new Link("a", 1, -21), new Link("a", 0, 10));
    Op linear = new Op.Pointwise(ScalarFunction.LINEAR, -1, 5);
    assertThat(behind(linear, 2, "a").fedBy("b", 0, ALL))
        .containsExactly(new Link("a", 1, -7), new Link("a", 0, -5));
  }

  @Test
  void channelsAreFoundWhereTheyWereMoved() {
    Op select = new Op.SelectChannels(List.of(1, 1, 0));
    assertThat(behind(select, 3, "a").fedBy("b", 0, ALL)) // 5 and 7 for unit 1, then 9
        .containsExactly(new Link("a", 0, 9), new Link("a", 1, (float) Math.sqrt((25 + 49) / 2.0)));
    Op second = new Op.Select(1, new Selection.Listed(List.of(1)));
    assertThat(behind(second, 1, "a").fedBy("b", 0, ALL)).containsExactly(new Link("a", 1, 5));
    assertThat(behind(second, 1, "a").feeds("a", 0, ALL)).isEmpty();
    Op blocks = new Op.SpaceToDepth(2); // channels 0, 1, 0, 1, …: all weights but the first are 0
    assertThat(behind(blocks, 8, "a").feeds("a", 1, ALL))
        .containsExactly(new Link("b", 0, (float) Math.sqrt(49 / 4.0)));
  }

  @Test
  void aSignThatIsTurnedOnOneOfTwoWaysIsNoOtherUnit() {
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(1, 1, 1), "input")
            .add("minus", new Op.Pointwise(ScalarFunction.LINEAR, -1, 0), "a")
            .add("both", new Op.Concat(), "a", "minus")
            .add("b", Tiny.dense(1, 2, 3, 4), "both")
            .build();
    Wiring wiring = Wiring.of(graph, List.of("a", "b"));
    assertThat(wiring.fedBy("b", 0, ALL)).containsExactly(new Link("a", 0, -4)); // the larger one
    assertThat(Wiring.of(graph, List.of("both")).near("both", 0, ALL))
        .containsExactly(new Neighbor(1, -1));
  }

  @Test
  void aGateAndAConstantLetChannelsThrough() {
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(2, 1, 1, 1), "input")
            .add("mean", new Op.GlobalAvgPool(), "a")
            .add("gate", Tiny.dense(2, 2, 1, 1, 1, 1), "mean")
            .add("gated", new Op.Binary(Op.Arithmetic.MUL), "a", "gate")
            .add("scale", new Op.Constant(Tiny.parameter(Shape.of(2, 1, 1), 2, -1)))
            .add("scaled", new Op.Binary(Op.Arithmetic.MUL), "scale", "gated")
            .add("two", new Op.Constant(Tiny.parameter(Shape.of(1, 1, 1), 2)))
            .add("from", new Op.Binary(Op.Arithmetic.SUB), "two", "scaled")
            .add("half", new Op.Binary(Op.Arithmetic.DIV), "from", "two")
            .add("b", Tiny.dense(1, 2, 10, 100), "half")
            .build();
    Wiring wiring = Wiring.of(graph, List.of("a", "b"));
    assertThat(wiring.fedBy("b", 0, ALL))
        .containsExactly(new Link("a", 1, 50), new Link("a", 0, -10));
  }

  @Test
  void aDifferenceTurnsItsSecondSide() {
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(1, 1, 1), "input")
            .add("b", Tiny.dense(1, 1, 1), "input")
            .add("minus", new Op.Binary(Op.Arithmetic.SUB), "a", "b")
            .add("product", new Op.Binary(Op.Arithmetic.MUL), "a", "b")
            .add("c", Tiny.dense(1, 1, 3), "minus")
            .add("d", Tiny.dense(1, 1, 3), "product")
            .build();
    Wiring wiring = Wiring.of(graph, List.of("a", "b", "c", "d"));
    assertThat(wiring.fedBy("c", 0, ALL))
        .containsExactly(new Link("a", 0, 3), new Link("b", 0, -3));
    assertThat(wiring.fedBy("d", 0, ALL)).isEmpty();
  }

  @Test
  void featuresOfTokensAreChannels() {
    Graph graph =
        Graph.builder(1)
            .add("a", Tiny.dense(2, 1, 1, 1), "input")
            .add("rows", new Op.Reshape(List.of(1, 2, 64)), "a")
            .add("x/tokens", new Op.Transpose(List.of(1, 3, 2)), "rows")
            .add("x", new Op.Tokens(), "x/tokens")
            .add(
                "y/tokens",
                new Op.Linear(Tiny.parameter(Shape.of(2, 3), 1, 2, 3, 4, 5, 6), null),
                "x/tokens")
            .add("y", new Op.Tokens(), "y/tokens")
            .build()
            .with(EIGHT);
    Wiring wiring = Wiring.of(graph, List.of("x", "y"));
    assertThat(wiring.fedBy("y", 0, ALL)).containsExactly(new Link("x", 1, 4), new Link("x", 0, 1));
    assertThat(wiring.feeds("x", 0, ALL))
        .containsExactly(new Link("y", 2, 3), new Link("y", 1, 2), new Link("y", 0, 1));
    assertThat(wiring.near("x", 0, ALL)).containsExactly(new Neighbor(1, 1));
    Wiring through = Wiring.of(graph, List.of("a", "y"));
    assertThat(through.fedBy("y", 2, ALL))
        .containsExactly(new Link("a", 1, 6), new Link("a", 0, 3));
  }

  /** {@code a} with 2 units, the operation, {@code b} whose weights are 5, 7, 9, 0, …. */
  private static Wiring behind(Op op, int channels, String first) {
    double[] weights = new double[channels];
    for (int i = 0; i < Math.min(3, channels); i++) {
      weights[i] = 5 + 2 * i;
    }
    if (channels == 8) {
      weights[0] = 0;
      weights[2] = 0;
    }
    Graph graph =
        Graph.builder(1)
            .add(first, Tiny.dense(2, 1, 1, 1), "input")
            .add("op", op, first)
            .add("b", Tiny.dense(1, channels, weights), "op")
            .build()
            .with(EIGHT);
    return Wiring.of(graph, List.of(first, "b"));
  }
}
