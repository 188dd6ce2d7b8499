package dev.phosphene.engine;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.text.Nearest;
import java.util.Map;

/** Argument checks that all engines share. */
public final class Checks {
  private Checks() {}

  /**
   * Returns the value that belongs to a tap.
   *
   * @throws InputException if it is not one of the taps the network was compiled for
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
   * Checks the shape of a tensor argument.
   *
   * @throws InputException if it differs
   */
  public static void shape(String name, Shape given, Shape expected) {
    if (!given.equals(expected)) {
      throw new InputException("\"" + name + "\" is " + given + ", expected " + expected);
    }
  }
}
