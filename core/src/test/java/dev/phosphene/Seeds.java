package dev.phosphene;

import java.util.Random;

/** The seed of a random test: drawn anew, told, and taken back by -Dphosphene.seed. */
public final class Seeds {
  private Seeds() {}

  /** {@code -Dphosphene.seed=…}, or a new one, which the test's failure must tell. */
  public static long draw() {
    String given = System.getProperty("phosphene.seed", "");
    return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
  }

  /** A seed for {@code test}, printed with the way to repeat it. */
  public static long next(String test) {
    long seed = draw();
    System.out.println(test + ": repeat with -Dphosphene.seed=" + seed);
    return seed;
  }
}
