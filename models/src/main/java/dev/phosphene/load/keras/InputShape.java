package dev.phosphene.load.keras;

import com.google.gson.JsonElement;
import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The image that a model takes.
 *
 * @param extents as the file has them, −1 where it leaves one open
 */
record InputShape(int[] extents, boolean channelsFirst) {
  /** Sizes that networks were made for, tried in this order where the file tells none. */
  private static final List<Integer> USUAL =
      List.of(224, 299, 32, 28, 227, 64, 96, 128, 160, 192, 256, 240, 288, 331, 384, 448, 512);

  private static final int MOST = 1 << 14;

  /** The shape that a layer's settings give for its input, under its names of the years. */
  static Optional<JsonElement> given(Config config) {
    return config.member("batch_input_shape").or(() -> config.member("batch_shape"));
  }

  /**
   * Of an input layer; an absent shape is one of which only the colors are known.
   *
   * @return empty if it is not an image's
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

  /** Whether height and width are given. */
  boolean fixed() {
    return row() > 0 && column() > 0;
  }

  /** The shapes {@code [1, c, h, w]} that the file may have been made for. */
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
