package dev.phosphene.objective;

import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;

/** An objective on one entire layer, of any shape. */
interface LayerObjective extends Objective {

  /** Returns the layer's name. */
  String layer();

  @Override
  default List<Reads> reads() {
    return List.of(new Reads(layer(), List.of()));
  }

  @Override
  default void check(Map<String, Shape> shapes) {}
}
