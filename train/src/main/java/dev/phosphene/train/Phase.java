package dev.phosphene.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Some epochs at one image size.
 *
 * @param side width and height of the images
 * @param epochs number of epochs
 */
record Phase(int side, int epochs) {
  /** Parses phases such as {@code 24x5,28x3,32x4}: five epochs at 24x24, and so on. */
  static List<Phase> parse(String text) {
    List<Phase> phases = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] numbers = part.split("x", -1);
      if (numbers.length != 2) {
        throw new IllegalArgumentException("expected SIDExEPOCHS, not " + part);
      }
      phases.add(new Phase(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])));
    }
    return List.copyOf(phases);
  }

  @Override
  public String toString() {
    return side + "x" + epochs;
  }
}
