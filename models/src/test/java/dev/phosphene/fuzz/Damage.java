package dev.phosphene.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What happens to files on their way. */
public final class Damage {
  private Damage() {}

  /** The input cut at so many places, evenly spread, the first of them 0. */
  public static List<byte[]> cut(byte[] input, int places) {
    List<byte[]> damaged = new ArrayList<>();
    for (int i = 0; i < places; i++) {
      damaged.add(Arrays.copyOf(input, (int) ((long) input.length * i / places)));
    }
    return damaged;
  }

  /** The input with one to three wrong bytes each, so many times; early ones are hit more often. */
  public static List<byte[]> flipped(byte[] input, int times, Random random) {
    List<byte[]> damaged = new ArrayList<>();
    for (int i = 0; i < times && input.length > 0; i++) {
      byte[] copy = input.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        int within = random.nextBoolean() ? input.length : Math.min(input.length, 256);
        int at = random.nextInt(within);
        copy[at] =
            switch (random.nextInt(4)) {
              case 0 -> (byte) (copy[at] ^ 1 << random.nextInt(8));
              case 1 -> (byte) 0xff;
              case 2 -> 0;
              default -> (byte) random.nextInt();
            };
      }
      damaged.add(copy);
    }
    return damaged;
  }
}
