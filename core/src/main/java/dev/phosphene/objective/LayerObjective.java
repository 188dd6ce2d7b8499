package dev.phosphene.objective;

import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;

/** An objective on all of one layer, of any shape. */
interface LayerObjective extends Objective {

  /** The layer's name. */
  String layer();

  @Override
  default List<Reads> reads() {
    return List.of(new Reads(layer(), List.of()));
  }

  @Override
  default void check(Map<String, Shape> shapes) {}
}
