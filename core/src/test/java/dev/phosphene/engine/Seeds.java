package dev.phosphene.engine;

import java.util.Random;

/** The seed of a random test: drawn anew, printed, and taken back by -Dphosphene.seed. */
public final class Seeds {
  private Seeds() {}

  /** A seed for {@code test}, printed with the way to repeat it. */
  public static long next(String test) {
    String given = System.getProperty("phosphene.seed", "");
    long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    System.out.println(test + ": repeat with -Dphosphene.seed=" + seed);
    return seed;
  }
}
