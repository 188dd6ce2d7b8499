package dev.phosphene.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses a palette for a histogram: the box with the largest error is split across its longest
 * axis until there are enough (after X. Wu, "Color quantization by dynamic programming and
 * principal analysis", ACM TOG 11(4), 1992, with a cut at the mean), then k-means refines. Extreme
 * colours are kept as they are, since dithering can only mix what lies between palette colours.
 */
final class Quantiser {
  private static final int ROUNDS = 8;

  /** Directions of (y, u, v) in which to look for extremes. */
  private static final float[][] EXTREMES = {
    {1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}, {0, 1, 1}, {0, -1, -1}
  };

  private Quantiser() {}

  /** At most {@code size} colours for {@code [bin][y, u, v, weight]}. */
  static Palette palette(float[][] colours, int size) {
    if (colours.length <= size) {
      return new Palette(rgb(colours));
    }
    float[][] fixed = extremes(colours);
    float[][] centres = boxes(colours, size - fixed.length);
    for (int round = 0; round < ROUNDS; round++) {
      refine(colours, centres);
    }
    float[][] all = Arrays.copyOf(centres, size);
    System.arraycopy(fixed, 0, all, centres.length, fixed.length);
    return new Palette(rgb(all));
  }

  private static int[] rgb(float[][] colours) {
    return Arrays.stream(colours).mapToInt(c -> Colour.rgb(c[0], c[1], c[2])).toArray();
  }

  private static float[][] extremes(float[][] colours) {
    float[][] extremes = new float[EXTREMES.length][];
    for (int i = 0; i < EXTREMES.length; i++) {
      float[] direction = EXTREMES[i];
      float farthest = Float.NEGATIVE_INFINITY;
      for (float[] colour : colours) {
        float along =
            colour[0] * direction[0] + colour[1] * direction[1] + colour[2] * direction[2];
        if (along > farthest) {
          farthest = along;
          extremes[i] = colour;
        }
      }
    }
    return extremes;
  }

  /** Bins of one box, {@code from} to {@code to}, with their mean and summed squared error. */
  private record Box(int from, int to, double[] mean, double[][] covariance) {
    static Box of(float[][] colours, int from, int to) {
      double[] mean = new double[3];
      double weight = 0;
      for (int i = from; i < to; i++) {
        weight += colours[i][3];
        for (int a = 0; a < 3; a++) {
          mean[a] += colours[i][3] * (double) colours[i][a];
        }
      }
      for (int a = 0; a < 3; a++) {
        mean[a] /= weight;
      }
      double[][] covariance = new double[3][3];
      for (int i = from; i < to; i++) {
        for (int a = 0; a < 3; a++) {
          for (int b = 0; b < 3; b++) {
            covariance[a][b] +=
                colours[i][3] * (colours[i][a] - mean[a]) * (colours[i][b] - mean[b]);
          }
        }
      }
      return new Box(from, to, mean, covariance);
    }

    double error() {
      return to - from < 2 ? 0 : covariance[0][0] + covariance[1][1] + covariance[2][2];
    }

    /** The direction of the largest spread, by power iteration. */
    double[] axis() {
      double[] axis = {1, .7, .5};
      for (int round = 0; round < 12; round++) {
        double[] next = new double[3];
        double largest = 1e-30;
        for (int a = 0; a < 3; a++) {
          for (int b = 0; b < 3; b++) {
            next[a] += covariance[a][b] * axis[b];
          }
          largest = Math.max(largest, Math.abs(next[a]));
        }
        for (int a = 0; a < 3; a++) {
          axis[a] = next[a] / largest;
        }
      }
      return axis;
    }
  }

  private static float[][] boxes(float[][] all, int size) {
    float[][] colours = all.clone();
    List<Box> boxes = new ArrayList<>(List.of(Box.of(colours, 0, colours.length)));
    while (boxes.size() < size) {
      int worst = 0;
      for (int i = 1; i < boxes.size(); i++) {
        worst = boxes.get(i).error() > boxes.get(worst).error() ? i : worst;
      }
      Box box = boxes.get(worst);
      int middle = split(colours, box);
      if (middle == box.from || middle == box.to) {
        break;
      }
      boxes.set(worst, Box.of(colours, box.from, middle));
      boxes.add(Box.of(colours, middle, box.to));
    }
    return boxes.stream()
        .map(box -> new float[] {(float) box.mean[0], (float) box.mean[1], (float) box.mean[2]})
        .toArray(float[][]::new);
  }

  /** Puts the bins before the mean, along the axis, in front; gives the first of the others. */
  private static int split(float[][] colours, Box box) {
    double[] axis = box.axis();
    int middle = box.from;
    for (int i = box.from; i < box.to; i++) {
      double along = 0;
      for (int a = 0; a < 3; a++) {
        along += (colours[i][a] - box.mean[a]) * axis[a];
      }
      if (along < 0) {
        float[] swap = colours[i];
        colours[i] = colours[middle];
        colours[middle++] = swap;
      }
    }
    return middle;
  }

  /** One round of k-means (Lloyd): each centre goes to the mean of what is nearest to it. */
  private static void refine(float[][] colours, float[][] centres) {
    Palette palette = new Palette(rgb(centres));
    double[][] sums = new double[palette.size()][4];
    for (float[] colour : colours) {
      double[] sum = sums[palette.nearest(colour[0], colour[1], colour[2])];
      for (int a = 0; a < 3; a++) {
        sum[a] += colour[3] * (double) colour[a];
      }
      sum[3] += colour[3];
    }
    for (int i = 0; i < palette.size(); i++) {
      double[] sum = sums[i];
      centres[i] =
          sum[3] > 0
              ? new float[] {
                (float) (sum[0] / sum[3]), (float) (sum[1] / sum[3]), (float) (sum[2] / sum[3])
              }
              : new float[] {palette.y(i), palette.u(i), palette.v(i)};
    }
  }
}
