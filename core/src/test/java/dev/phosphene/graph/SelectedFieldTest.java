package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What positions see that were selected from rows or columns. */
class SelectedFieldTest {
  private static final Shape INPUT = Shape.of(1, 3, 12, 10);

  private static ReceptiveField field(int axis, Selection selection) {
    Graph graph = Graph.builder(3).add("some", new Op.Select(axis, selection), "input").build();
    return ReceptiveField.of(graph, INPUT, "some");
  }

  @Test
  void everySecondRowFromTheThirdOn() {
    ReceptiveField field = field(2, new Selection.Range(2, 12, 2));
    assertThat(field.rows()).isEqualTo(new ReceptiveField.Axis(5, 2, 2, 1));
    assertThat(field.columns()).isEqualTo(new ReceptiveField.Axis(10, 1, 0, 1));
  }

  @Test
  void columnsOfACrop() {
    ReceptiveField field = field(3, new Selection.Range(4, 9, 1));
    assertThat(field.columns()).isEqualTo(new ReceptiveField.Axis(5, 1, 4, 1));
    assertThat(field.rows()).isEqualTo(new ReceptiveField.Axis(12, 1, 0, 1));
  }

  @Test
  void unevenRowsSeeEverything() {
    ReceptiveField field = field(2, new Selection.Listed(List.of(0, 1, 5)));
    assertThat(field.rows().stride()).isZero();
    assertThat(field.rows().size()).isEqualTo(12);
  }
}
