package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.phosphene.graph.Selection.Border;
import dev.phosphene.graph.Selection.Filling;
import dev.phosphene.graph.Selection.Listed;
import dev.phosphene.graph.Selection.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {
  @Test
  void listedPlacesStayAsTheyAre() {
    assertThat(new Listed(List.of(2, 0, 2)).places(3)).containsExactly(2, 0, 2);
    refused(new Listed(List.of(3)), 3);
    refused(new Listed(List.of(-1)), 3);
    refused(new Listed(List.of()), 3);
  }

  @Test
  void rangesAreNumPysSlices() {
    assertThat(new Range(1, 4, 1).places(6)).containsExactly(1, 2, 3);
    assertThat(new Range(0, 100, 4).places(6)).containsExactly(0, 4);
    assertThat(new Range(-2, Long.MAX_VALUE, 1).places(6)).containsExactly(4, 5);
    assertThat(new Range(-100, -4, 1).places(6)).containsExactly(0, 1);
    assertThat(new Range(-1, Long.MIN_VALUE, -2).places(6)).containsExactly(5, 3, 1);
    assertThat(new Range(100, 3, -1).places(6)).containsExactly(5, 4);
    assertThat(new Range(0, Long.MAX_VALUE, Long.MAX_VALUE).places(6)).containsExactly(0);
    assertThat(new Range(5, Long.MIN_VALUE, Long.MIN_VALUE).places(6)).containsExactly(5);
    refused(new Range(4, 4, 1), 6);
    refused(new Range(1, 4, -1), 6);
    refused(new Range(6, 9, 1), 6);
    assertThatIllegalArgumentException().isThrownBy(() -> new Range(0, 1, 0));
  }

  @Test
  void bordersRepeatMirrorWrapOrHoldNothing() {
    assertThat(new Border(2, 1, Filling.ZERO).places(3)).containsExactly(-1, -1, 0, 1, 2, -1);
    assertThat(new Border(2, 1, Filling.EDGE).places(3)).containsExactly(0, 0, 0, 1, 2, 2);
    assertThat(new Border(2, 1, Filling.REFLECT).places(3)).containsExactly(2, 1, 0, 1, 2, 1);
    assertThat(new Border(4, 1, Filling.WRAP).places(3)).containsExactly(2, 0, 1, 2, 0, 1, 2, 0);
    refused(new Border(3, 0, Filling.REFLECT), 3);
    assertThatIllegalArgumentException().isThrownBy(() -> new Border(-1, 0, Filling.EDGE));
  }

  private static void refused(Selection selection, int extent) {
    assertThatIllegalArgumentException().isThrownBy(() -> selection.places(extent));
  }
}
