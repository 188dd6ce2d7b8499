package dev.phosphene.output;

import java.util.Random;

/**
 * A threshold map that tiles the plane and has no low frequencies, so that dithering with it looks
 * like fine grain: R. Ulichney, "The void-and-cluster method for dither array generation", 1993.
 */
final class BlueNoise {
  /** Width and height of the map. */
  static final int SIDE = 32;

  private static final int CELLS = SIDE * SIDE;
  private static final double SIGMA = 1.5;
  private static final int[] RANKS = new BlueNoise().ranks();

  private final double[] falloff = new double[CELLS];
  private final double[] energy = new double[CELLS];
  private final boolean[] on = new boolean[CELLS];

  private BlueNoise() {
    for (int i = 0; i < CELLS; i++) {
      int x = Math.min(i % SIDE, SIDE - i % SIDE);
      int y = Math.min(i / SIDE, SIDE - i / SIDE);
      falloff[i] = StrictMath.exp(-(x * x + y * y) / (2 * SIGMA * SIGMA));
    }
  }

  /** Returns the threshold at a pixel, {@code 0 … levels − 1}, each equally often. */
  static int threshold(int x, int y, int levels) {
    return RANKS[(y % SIDE) * SIDE + x % SIDE] * levels / CELLS;
  }

  private int[] ranks() {
    Random random = new Random(1);
    int start = CELLS / 10;
    for (int count = 0; count < start; ) {
      int cell = random.nextInt(CELLS);
      if (!on[cell]) {
        flip(cell);
        count++;
      }
    }
    // Even out: move the most crowded point to the largest void until it would come back.
    while (true) {
      int crowded = crowded();
      flip(crowded);
      int empty = empty();
      flip(empty);
      if (crowded == empty) {
        break;
      }
    }
    boolean[] even = on.clone();
    int[] ranks = new int[CELLS];
    for (int rank = start - 1; rank >= 0; rank--) {
      int crowded = crowded();
      flip(crowded);
      ranks[crowded] = rank;
    }
    for (int cell = 0; cell < CELLS; cell++) {
      if (even[cell]) {
        flip(cell);
      }
    }
    for (int rank = start; rank < CELLS; rank++) {
      int empty = empty();
      flip(empty);
      ranks[empty] = rank;
    }
    return ranks;
  }

  private void flip(int cell) {
    on[cell] = !on[cell];
    int sign = on[cell] ? 1 : -1;
    for (int i = 0; i < CELLS; i++) {
      int dx = (i - cell) & (SIDE - 1);
      int dy = (i / SIDE - cell / SIDE) & (SIDE - 1);
      energy[i] += sign * falloff[dy * SIDE + dx];
    }
  }

  private int crowded() {
    int best = -1;
    for (int i = 0; i < CELLS; i++) {
      if (on[i] && (best < 0 || energy[i] > energy[best])) {
        best = i;
      }
    }
    return best;
  }

  private int empty() {
    int best = -1;
    for (int i = 0; i < CELLS; i++) {
      if (!on[i] && (best < 0 || energy[i] < energy[best])) {
        best = i;
      }
    }
    return best;
  }
}
