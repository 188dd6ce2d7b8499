package dev.phosphene.bench;

import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.Probe;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Normalizes unit activations by photographs: a unit's mean over all positions, minus its mean over
 * the photographs, divided by its standard deviation there.
 *
 * @param mean each unit's mean over the photographs
 * @param deviation each unit's deviation over the photographs; 0 if none activates it
 */
record UnitMeans(double[] mean, double[] deviation) {

  /** Computes them over photographs scaled to the probe's size. */
  static UnitMeans of(Probe probe, String layer, List<Path> photographs) {
    Shape shape = probe.shape();
    Framing framing = new Framing(shape.w(), shape.h());
    double[] sums = new double[0];
    double[] squares = new double[0];
    for (Path photograph : photographs) {
      double[] each = activity(probe, layer, framing.of(ImageFiles.read(photograph)));
      sums = sums.length == 0 ? new double[each.length] : sums;
      squares = squares.length == 0 ? new double[each.length] : squares;
      for (int unit = 0; unit < each.length; unit++) {
        sums[unit] += each[unit];
        squares[unit] += each[unit] * each[unit];
      }
    }
    for (int unit = 0; unit < sums.length; unit++) {
      sums[unit] /= photographs.size();
      double variance = squares[unit] / photographs.size() - sums[unit] * sums[unit];
      squares[unit] = Math.sqrt(Math.max(0, variance));
    }
    return new UnitMeans(sums, squares);
  }

  /** Returns the units that some photograph activates. */
  List<Integer> living() {
    return IntStream.range(0, mean.length).filter(unit -> deviation[unit] > 0).boxed().toList();
  }

  /** Returns a unit's rank among all living ones with an image of its own, from 1. */
  int rank(int unit, Probe probe, String layer, Bitmap picture) {
    return rank(unit, activity(probe, layer, picture.toTensor()));
  }

  /** Returns a unit's rank, given the activity of all. */
  int rank(int unit, double[] activity) {
    int rank = 1;
    for (int other : living()) {
      rank += standard(other, activity) > standard(unit, activity) ? 1 : 0;
    }
    return rank;
  }

  private double standard(int unit, double[] activity) {
    return (activity[unit] - mean[unit]) / deviation[unit];
  }

  /** Returns the mean of each channel over the positions of an image {@code [1, 3, h, w]}. */
  private static double[] activity(Probe probe, String layer, Tensor picture) {
    probe.run(picture);
    Tensor layers = probe.activation(layer);
    int positions = layers.shape().h() * layers.shape().w();
    double[] means = new double[layers.shape().c()];
    for (int unit = 0; unit < means.length; unit++) {
      for (int i = 0; i < positions; i++) {
        means[unit] += layers.data()[unit * positions + i] / (double) positions;
      }
    }
    return means;
  }
}
