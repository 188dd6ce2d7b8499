package dev.phosphene.load.keras;

import com.google.gson.JsonElement;
import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The shape of a model's image input.
 *
 * @param extents as in the file, −1 where open
 */
record InputShape(int[] extents, boolean channelsFirst) {
  /** Usual input sizes, tried in this order if the file gives none. */
  private static final List<Integer> USUAL =
      List.of(224, 299, 32, 28, 227, 64, 96, 128, 160, 192, 256, 240, 288, 331, 384, 448, 512);

  private static final int MOST = 1 << 14;

  /** Returns a layer's configured input shape, under any of its historical names. */
  static Optional<JsonElement> given(Config config) {
    return config.member("batch_input_shape").or(() -> config.member("batch_shape"));
  }

  /**
   * Returns the shape of an input layer; if absent, only the colors are known.
   *
   * @return empty if it is not an image
   * @throws InputException if the shape is impossible
   */
  static Optional<InputShape> of(LayerConfig input, boolean channelsFirst) {
    int[] extents = {-1, -1, -1, -1};
    String key = input.config().has("batch_shape") ? "batch_shape" : "batch_input_shape";
    if (input.config().has(key)) {
      extents = input.config().integers(key);
    }
    if (extents.length != 4) {
      return Optional.empty();
    }
    for (int extent : extents) {
      if (extent == 0 || extent < -1 || extent > MOST) {
        throw new InputException(
            "%s: impossible shape %s".formatted(input.config().where(), Arrays.toString(extents)));
      }
    }
    return Optional.of(new InputShape(extents, channelsFirst));
  }

  /** Returns whether height and width are given. */
  boolean fixed() {
    return row() > 0 && column() > 0;
  }

  /** Returns the shapes {@code [1, c, h, w]} that the file may have been made for. */
  List<Shape> shapes() {
    int channels = extents[channelsFirst ? 1 : 3];
    List<Shape> shapes = new ArrayList<>();
    for (int size : fixed() ? List.of(0) : USUAL) {
      shapes.add(
          Shape.of(
              1,
              channels < 0 ? 3 : channels,
              row() < 0 ? size : row(),
              column() < 0 ? size : column()));
    }
    return shapes;
  }

  private int row() {
    return extents[channelsFirst ? 2 : 1];
  }

  private int column() {
    return extents[channelsFirst ? 3 : 2];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InputShape that
        && Arrays.equals(extents, that.extents)
        && channelsFirst == that.channelsFirst;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
