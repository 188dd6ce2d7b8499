package dev.phosphene.analysis;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Box;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.ReceptiveField;
import dev.phosphene.output.HeatMap;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The units of a layer, ranked by their response to an image or to a place in it.
 *
 * @param ranks all units, strongest first
 * @param field the receptive field of the place's position; empty for the whole image
 * @param words describes the place
 */
public record UnitRanking(List<Rank> ranks, Optional<Box> field, String words) {
  /**
   * One unit's rank.
   *
   * @param value its activation at the place, or its mean
   * @param contrast the value at the place, or the peak, divided by the mean over the image; 0 if
   *     that mean is not above zero
   */
  public record Rank(int channel, double value, double contrast) {}

  /**
   * Ranks units by the mean over an image {@code [1, 3, h, w]}.
   *
   * @throws InputException if the layer has no units
   */
  public static UnitRanking all(Model model, Tensor picture, String layer, Activations seen) {
    Layers.of(model.withPreprocessing(), picture.shape()).requireChannels(layer);
    List<Rank> ranks = new ArrayList<>();
    for (Activations.Response one : seen.strongest(layer, 0, seen.layer(layer).shape().c())) {
      double contrast = one.mean() > 0 ? one.peak() / one.mean() : 0;
      ranks.add(new Rank(one.channel(), one.mean(), contrast));
    }
    return new UnitRanking(
        ranks,
        Optional.empty(),
        "units of %s by their mean over the %d×%d picture, with the peak"
            .formatted(layer, picture.shape().w(), picture.shape().h()));
  }

  /**
   * Ranks units by the activation at the position whose center is nearest to a pixel.
   *
   * @throws InputException if the image has no such pixel, or the layer has no places
   */
  public static UnitRanking at(
      Model model, Tensor picture, String layer, Activations seen, int x, int y) {
    if (x >= picture.shape().w() || y >= picture.shape().h()) {
      throw new InputException(
          "there is no pixel %d,%d in an image of %d×%d"
              .formatted(x, y, picture.shape().w(), picture.shape().h()));
    }
    Tensor activation = seen.layer(layer);
    HeatMap map = ActivationMaps.of(model, picture.shape(), layer);
    int column = nearest(x, map.centerX(), map.strideX(), activation.shape().w());
    int row = nearest(y, map.centerY(), map.strideY(), activation.shape().h());
    List<Rank> ranks = new ArrayList<>();
    for (Activations.Response one : seen.strongest(layer, 0, activation.shape().c())) {
      double value = activation.at(0, one.channel(), row, column);
      ranks.add(new Rank(one.channel(), value, one.mean() > 0 ? value / one.mean() : 0));
    }
    ranks.sort(Comparator.comparingDouble(Rank::value).reversed());
    Box field = ReceptiveField.box(model.withPreprocessing(), picture.shape(), layer, row, column);
    return new UnitRanking(
        ranks,
        Optional.of(field),
        "units of %s at its position %d,%d, which sees %d×%d pixels from %d,%d"
            .formatted(
                layer, column, row, field.width(), field.height(), field.left(), field.top()));
  }

  private static int nearest(int pixel, double center, double stride, int positions) {
    long place = Math.round((pixel + .5 - center) / stride);
    return (int) Math.max(0, Math.min(positions - 1, place));
  }
}
