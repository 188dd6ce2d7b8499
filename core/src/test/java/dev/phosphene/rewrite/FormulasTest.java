package dev.phosphene.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Op.Arithmetic;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What exporters write out as many layers is computed as one, to the same effect. */
class FormulasTest {
  private static final Shape INPUT = Shape.of(2, 3, 5, 4);

  private static Op linear(float alpha, float beta) {
    return new Op.Pointwise(ScalarFunction.LINEAR, alpha, beta);
  }

  private static Op binary(Arithmetic arithmetic) {
    return new Op.Binary(arithmetic);
  }

  private static Graph.Builder graph() {
    return Graph.builder(3).add("x", new Op.Pointwise(ScalarFunction.TANH), "input");
  }

  private static Graph.Builder erf() {
    return graph()
        .add("small", linear((float) Math.sqrt(0.5), 0), "x")
        .add("erf", new Op.Pointwise(ScalarFunction.ERF), "small")
        .add("more", linear(1, 1), "erf");
  }

  private static Arguments formula(String name, Op whole, Graph.Builder builder) {
    return Arguments.of(Named.of(name, builder.build()), whole);
  }

  static Stream<Arguments> formulas() {
    Op mean = new Op.Reduce(Op.Reduction.MEAN, 1);
    return Stream.of(
        formula(
            "layer normalization",
            new Op.LayerNorm(1, 1, 0.01f),
            graph()
                .add("mean", mean, "x")
                .add("centred", binary(Arithmetic.SUB), "x", "mean")
                .add("squares", new Op.Pointwise(ScalarFunction.POWER, 1, 2), "centred")
                .add("variance", mean, "squares")
                .add("shifted", linear(1, 0.01f), "variance")
                .add("root", new Op.Pointwise(ScalarFunction.SQRT), "shifted")
                .add("end", binary(Arithmetic.DIV), "centred", "root")),
        formula(
            "GELU, the half at the end",
            new Op.Pointwise(ScalarFunction.GELU),
            erf()
                .add("product", binary(Arithmetic.MUL), "x", "more")
                .add("end", linear(0.5f, 0), "product")),
        formula(
            "GELU, the half in front",
            new Op.Pointwise(ScalarFunction.GELU),
            erf()
                .add("half", linear(0.5f, 0), "x")
                .add("end", binary(Arithmetic.MUL), "more", "half")),
        formula(
            "SiLU",
            new Op.Pointwise(ScalarFunction.SWISH, 1, 0),
            graph()
                .add("gate", new Op.Pointwise(ScalarFunction.SIGMOID), "x")
                .add("end", binary(Arithmetic.MUL), "x", "gate")),
        formula(
            "Mish",
            new Op.Pointwise(ScalarFunction.MISH),
            graph()
                .add("soft", new Op.Pointwise(ScalarFunction.SOFTPLUS), "x")
                .add("gate", new Op.Pointwise(ScalarFunction.TANH), "soft")
                .add("end", binary(Arithmetic.MUL), "gate", "x")),
        formula(
            "hard swish by hard sigmoid",
            new Op.Pointwise(ScalarFunction.HARD_SWISH, 1 / 6f, 0.5f),
            graph()
                .add("gate", new Op.Pointwise(ScalarFunction.HARD_SIGMOID, 1 / 6f, 0.5f), "x")
                .add("end", binary(Arithmetic.MUL), "x", "gate")),
        formula(
            "hard swish by clipping",
            new Op.Pointwise(ScalarFunction.HARD_SWISH, 1 / 6f, 0.5f),
            graph()
                .add("more", linear(1, 3), "x")
                .add("ramp", new Op.Pointwise(ScalarFunction.CLIP, 0, 6), "more")
                .add("product", binary(Arithmetic.MUL), "x", "ramp")
                .add("end", linear(1 / 6f, 0), "product")),
        formula(
            "product with bias",
            MATRIX_WITH_BIAS,
            graph()
                .add("product", new Op.Linear(MATRIX, null), "x")
                .add("bias", new Op.Constant(Parameter.of("b", Shape.of(1, 1, 2), 3, 4)))
                .add("end", binary(Arithmetic.ADD), "bias", "product")));
  }

  private static final Parameter MATRIX =
      Parameter.of("w", Shape.of(4, 2), 1, -1, 2, 0.5f, 0, 1, 0.3f, 0.2f);
  private static final Op MATRIX_WITH_BIAS =
      new Op.Linear(MATRIX, Parameter.of("b", Shape.of(2), 3, 4));

  @ParameterizedTest
  @MethodSource("formulas")
  void areComputedAsOne(Graph graph, Op whole) {
    Graph lean = Formulas.in(graph, List.of("end"));
    assertThat(lean.names()).containsExactly("input", "x", "end");
    assertThat(lean.node("end").op().getClass()).isEqualTo(whole.getClass());
    if (!(whole instanceof Op.Linear)) {
      assertThat(lean.node("end").op()).isEqualTo(whole);
    }
    assertSame(graph, lean);
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void stayAsTheyAreForThoseWhoLookInside(Graph graph, Op whole) {
    for (String part : inside(graph)) {
      Graph lean = Formulas.in(graph, List.of("end", part));
      assertThat(lean.node("end").op()).as(part).isNotEqualTo(whole);
      assertSame(graph, lean);
    }
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void stayAsTheyAreForOtherReaders(Graph graph, Op whole) {
    for (String part : inside(graph)) {
      Graph.Builder builder = graph();
      graph.nodes().stream().skip(2).forEach(builder::add);
      Graph more = builder.add("reader", new Op.Relu(), part).build();
      Graph lean = Formulas.in(more, List.of("end", "reader"));
      assertThat(lean.names()).as(part).contains(part);
      assertSame(more, lean);
    }
  }

  private static List<String> inside(Graph graph) {
    List<String> names = new ArrayList<>(graph.names());
    names.removeAll(List.of("input", "x", "end", "bias"));
    return names;
  }

  private static void assertSame(Graph one, Graph other) {
    Random random = new Random(Seeds.next("FormulasTest"));
    float[] values = new float[INPUT.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Tensor picture = new Tensor(INPUT, values);
    float[] expected = run(one, picture);
    float[] actual = run(other, picture);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  private static float[] run(Graph graph, Tensor picture) {
    Engine engine = Engines.named("reference");
    try (Network network =
        engine.compile(graph, List.of("end"), INPUT, Engine.Options.defaults())) {
      network.forward(picture);
      return network.activation("end").data().clone();
    }
  }
}
