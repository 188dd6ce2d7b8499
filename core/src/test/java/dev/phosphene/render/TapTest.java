package dev.phosphene.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.graph.Box;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TapTest {

  /**
   * Lucid's truth table of the redirected ReLU for a whole example whose gradient is stopped, with
   * the sign turned: here the objective is maximised, there a loss was minimised. At 7 a ReLU6 is
   * meant.
   */
  @ParameterizedTest
  @CsvSource({"-1, -1, 0", "1, -1, 1", "-1, 1, -1", "1, 1, 1", "-1, 7, -1", "1, 7, 0"})
  void followsTheTruthTable(float gradient, float x, float expected) {
    assertThat(backward(6, true, x, gradient)[0]).isEqualTo(expected);
    if (x < 6) {
      assertThat(backward(true, x, gradient)[0]).isEqualTo(expected);
    }
  }

  @Test
  void cutsOff() {
    Tensor input = Tensor.zeros(1, 1, 1, 3);
    System.arraycopy(new float[] {-1, 2, 7}, 0, input.data(), 0, 3);
    Tap tap = new Tap("conv", 6, input, List.of(), input.shape(), Box.whole(input.shape()));
    tap.forward();
    assertThat(tap.layer().activation().data()).containsExactly(0, 2, 6);
    assertThat(backward(6, true, 2, 1, 7, -1)).containsExactly(1, 0);
  }

  @Test
  void isAnOrdinaryReluWhereAnythingPasses() {
    assertThat(backward(true, -1, 1, 2, 3)).containsExactly(0, 3);
  }

  @Test
  void isAnOrdinaryReluUnlessAskedFor() {
    assertThat(backward(false, -1, 1)).containsExactly(0);
  }

  /** The cotangent at the ReLU's input for pairs of x and the gradient at its output. */
  private static float[] backward(boolean redirect, float... pairs) {
    return backward(Float.POSITIVE_INFINITY, redirect, pairs);
  }

  private static float[] backward(float top, boolean redirect, float... pairs) {
    Shape shape = Shape.of(1, 1, 1, pairs.length / 2);
    Tensor input = Tensor.zeros(shape);
    Tap tap = new Tap("conv", top, input, List.of(), input.shape(), Box.whole(input.shape()));
    tap.clear();
    for (int i = 0; i < shape.w(); i++) {
      input.data()[i] = pairs[2 * i];
      tap.layer().cotangent().data()[i] = pairs[2 * i + 1];
    }
    tap.forward();
    return tap.backward(redirect).data().clone();
  }
}
