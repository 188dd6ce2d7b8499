package dev.phosphene.engine;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.text.Nearest;
import java.util.Map;

/** Argument checks that all engines share. */
public final class Checks {
  private Checks() {}

  /**
   * What belongs to the tap of that name.
   *
   * @throws InputException if it was not named as a tap when the network was compiled
   */
  public static <T> T tap(Map<String, T> taps, String name) {
    T found = taps.get(name);
    if (found == null) {
      throw new InputException(
          "\"" + name + "\" is not a tap of this network" + Nearest.hint(name, taps.keySet()));
    }
    return found;
  }

  /**
   * Checks the shape of a tensor handed in.
   *
   * @throws InputException if it differs
   */
  public static void shape(String name, Shape given, Shape expected) {
    if (!given.equals(expected)) {
      throw new InputException("\"" + name + "\" is " + given + ", expected " + expected);
    }
  }
}
