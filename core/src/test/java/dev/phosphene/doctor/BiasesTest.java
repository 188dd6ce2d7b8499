package dev.phosphene.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the doctor leaves out of a network to see what biases do. */
class BiasesTest {
  /** Frozen graphs have a convolution's bias as a node of its own. */
  @Test
  void aBiasBehindItsConvolutionIsLeftOutToo() {
    Parameter weight = Parameter.of("w", Shape.of(2, 3, 1, 1), 1, 2, 3, 4, 5, 6);
    Parameter scale = Parameter.of("scale", Shape.of(2), 1, 1);
    Parameter shift = Parameter.of("shift", Shape.of(2), 7, 8);
    Graph graph =
        Graph.builder(3)
            .add("before", new Op.Affine(three(2), three(9)), "input")
            .add("own", new Op.Conv(weight, shift, Window.valid(1, 1), 1), "before")
            .add("conv", new Op.Conv(weight, null, Window.valid(1, 1), 1), "before")
            .add("bias", new Op.Affine(scale, shift), "conv")
            .build();
    Graph without =
        Biases.without(new Model("m", graph, Preprocessing.NONE, List.of(), "", "")).graph();
    assertThat(((Op.Conv) without.node("own").op()).bias()).isNull();
    Op.Affine bias = (Op.Affine) without.node("bias").op();
    assertThat(bias.shift().values()).containsOnly(0);
    assertThat(bias.scale().values()).containsOnly(1);
    assertThat(((Op.Affine) without.node("before").op()).shift().values()).containsOnly(9);
  }

  private static Parameter three(float value) {
    return Parameter.of("three", Shape.of(3), value, value, value);
  }
}
