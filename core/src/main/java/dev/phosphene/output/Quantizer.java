package dev.phosphene.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses a palette for a histogram: the box with the largest error is split across its longest
 * axis until there are enough (after X. Wu, "Color quantization by dynamic programming and
 * principal analysis", ACM TOG 11(4), 1992, with a cut at the mean), then k-means refines. Extreme
 * colors are kept unchanged, since dithering can only mix colors between those of the palette.
 */
final class Quantizer {
  private static final int ROUNDS = 8;

  /** Directions of (y, u, v) in which to look for extremes. */
  private static final float[][] EXTREMES = {
    {1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}, {0, 1, 1}, {0, -1, -1}
  };

  private Quantizer() {}

  /** Returns at most {@code size} colors for {@code [bin][y, u, v, weight]}. */
  static Palette palette(float[][] colors, int size) {
    if (colors.length <= size) {
      return new Palette(rgb(colors));
    }
    float[][] fixed = extremes(colors);
    float[][] centers = boxes(colors, size - fixed.length);
    for (int round = 0; round < ROUNDS; round++) {
      refine(colors, centers);
    }
    float[][] all = Arrays.copyOf(centers, size);
    System.arraycopy(fixed, 0, all, centers.length, fixed.length);
    return new Palette(rgb(all));
  }

  private static int[] rgb(float[][] colors) {
    return Arrays.stream(colors).mapToInt(c -> LumaChroma.rgb(c[0], c[1], c[2])).toArray();
  }

  private static float[][] extremes(float[][] colors) {
    float[][] extremes = new float[EXTREMES.length][];
    for (int i = 0; i < EXTREMES.length; i++) {
      float[] direction = EXTREMES[i];
      float farthest = Float.NEGATIVE_INFINITY;
      for (float[] color : colors) {
        float along = color[0] * direction[0] + color[1] * direction[1] + color[2] * direction[2];
        if (along > farthest) {
          farthest = along;
          extremes[i] = color;
        }
      }
    }
    return extremes;
  }

  /** The bins {@code from} to {@code to} of one box, with their mean and summed squared error. */
  private record Box(int from, int to, double[] mean, double[][] covariance) {
    static Box of(float[][] colors, int from, int to) {
      double[] mean = new double[3];
      double weight = 0;
      for (int i = from; i < to; i++) {
        weight += colors[i][3];
        for (int a = 0; a < 3; a++) {
          mean[a] += colors[i][3] * (double) colors[i][a];
        }
      }
      for (int a = 0; a < 3; a++) {
        mean[a] /= weight;
      }
      double[][] covariance = new double[3][3];
      for (int i = from; i < to; i++) {
        for (int a = 0; a < 3; a++) {
          for (int b = 0; b < 3; b++) {
            covariance[a][b] += colors[i][3] * (colors[i][a] - mean[a]) * (colors[i][b] - mean[b]);
          }
        }
      }
      return new Box(from, to, mean, covariance);
    }

    double error() {
      return to - from < 2 ? 0 : covariance[0][0] + covariance[1][1] + covariance[2][2];
    }

    /** Returns the direction of the largest spread, by power iteration. */
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
    float[][] colors = all.clone();
    List<Box> boxes = new ArrayList<>(List.of(Box.of(colors, 0, colors.length)));
    while (boxes.size() < size) {
      int worst = 0;
      for (int i = 1; i < boxes.size(); i++) {
        worst = boxes.get(i).error() > boxes.get(worst).error() ? i : worst;
      }
      Box box = boxes.get(worst);
      int middle = split(colors, box);
      if (middle == box.from || middle == box.to) {
        break;
      }
      boxes.set(worst, Box.of(colors, box.from, middle));
      boxes.add(Box.of(colors, middle, box.to));
    }
    return boxes.stream()
        .map(box -> new float[] {(float) box.mean[0], (float) box.mean[1], (float) box.mean[2]})
        .toArray(float[][]::new);
  }

  /**
   * Moves the bins before the mean along the axis to the front; returns the first of the others.
   */
  private static int split(float[][] colors, Box box) {
    double[] axis = box.axis();
    int middle = box.from;
    for (int i = box.from; i < box.to; i++) {
      double along = 0;
      for (int a = 0; a < 3; a++) {
        along += (colors[i][a] - box.mean[a]) * axis[a];
      }
      if (along < 0) {
        float[] swap = colors[i];
        colors[i] = colors[middle];
        colors[middle++] = swap;
      }
    }
    return middle;
  }

  /** Runs one round of k-means (Lloyd): each center moves to the mean of its nearest bins. */
  private static void refine(float[][] colors, float[][] centers) {
    Palette palette = new Palette(rgb(centers));
    double[][] sums = new double[palette.size()][4];
    for (float[] color : colors) {
      double[] sum = sums[palette.nearest(color[0], color[1], color[2])];
      for (int a = 0; a < 3; a++) {
        sum[a] += color[3] * (double) color[a];
      }
      sum[3] += color[3];
    }
    for (int i = 0; i < palette.size(); i++) {
      double[] sum = sums[i];
      centers[i] =
          sum[3] > 0
              ? new float[] {
                (float) (sum[0] / sum[3]), (float) (sum[1] / sum[3]), (float) (sum[2] / sum[3])
              }
              : new float[] {palette.y(i), palette.u(i), palette.v(i)};
    }
  }
}
