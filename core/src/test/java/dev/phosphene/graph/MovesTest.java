package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where values come from, on shapes small enough to be counted out; the batch never matters. */
class MovesTest {
  private static int[] from(Op op, int... example) {
    assertThat(DataMovement.is(op)).isTrue();
    int[] one = DataMovement.of(op, Inference.with(1, example)).orElseThrow();
    assertThat(DataMovement.of(op, Inference.with(3, example)).orElseThrow()).isEqualTo(one);
    return one;
  }

  @Test
  void selections() {
    assertThat(from(new Op.Select(1, new Selection.Listed(List.of(1, 0, 1))), 2, 2))
        .containsExactly(2, 3, 0, 1, 2, 3);
    assertThat(from(new Op.Select(2, new Selection.Range(-1, -9, -1)), 2, 3))
        .containsExactly(2, 1, 0, 5, 4, 3);
    assertThat(from(new Op.Select(1, new Selection.Border(1, 0, Selection.Filling.ZERO)), 1, 2))
        .containsExactly(Selection.NOTHING, Selection.NOTHING, 0, 1);
  }

  @Test
  void transpositions() {
    assertThat(from(new Op.Transpose(List.of(2, 1)), 2, 3)).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(from(new Op.Transpose(List.of(3, 1, 2)), 2, 1, 2)).containsExactly(0, 2, 1, 3);
    assertThat(from(new Op.Tokens(), 1, 2, 3)).containsExactly(0, 3, 1, 4, 2, 5);
  }

  @Test
  void blocks() {
    // Eight channels of one position: two new channels of 2×2.
    assertThat(from(new Op.DepthToSpace(2, false), 8, 1, 1))
        .containsExactly(0, 2, 4, 6, 1, 3, 5, 7);
    assertThat(from(new Op.DepthToSpace(2, true), 8, 1, 1)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(from(new Op.SpaceToDepth(2), 2, 2, 2)).containsExactly(0, 4, 1, 5, 2, 6, 3, 7);
  }

  @Test
  void whatComputesMovesNothing() {
    assertThat(DataMovement.of(new Op.Relu(), Shape.of(1, 2))).isEmpty();
    assertThat(DataMovement.is(new Op.Relu())).isFalse();
  }
}
