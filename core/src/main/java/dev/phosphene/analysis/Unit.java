package dev.phosphene.analysis;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Channel;
import dev.phosphene.objective.Logit;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.objective.Place;
import java.util.List;

/**
 * One channel of one layer.
 *
 * @param name as the user wrote it, such as {@code mixed4:7} or {@code logit:dog}
 */
public record Unit(String name, String layer, int channel) {

  /**
   * Parses units such as {@code mixed4:7,12} or {@code logit:dog}.
   *
   * @throws InputException if the text is anything else, or the model has no such class
   */
  public static List<Unit> parse(String text, Model model) {
    return ObjectiveParser.parse(text, model.graph()::channels).stream()
        .map(one -> of(one, model))
        .toList();
  }

  /**
   * Returns the unit that an objective reads.
   *
   * @throws InputException if it is anything else, or the model has no such class
   */
  public static Unit of(Objective objective, Model model) {
    Objective known = objective.on(model);
    Objective one = known instanceof Logit.OnModel logit ? logit.unit() : known;
    if (one instanceof Channel unit && unit.place() == Place.Fixed.EVERYWHERE) {
      return new Unit(objective.toString(), unit.layer(), unit.channel());
    }
    throw new InputException(
        objective + " is not a unit; give LAYER:CHANNEL, or logit:LABEL for a classifier");
  }

  /**
   * Returns this unit, after checking it against the layer's number of channels.
   *
   * @throws InputException if the layer has no such channel
   */
  public Unit checked(int channels) {
    if (channel < 0 || channel >= channels) {
      throw new InputException(
          "layer \"%s\" has no channel %d; it has %d, from 0 to %d"
              .formatted(layer, channel, channels, channels - 1));
    }
    return this;
  }
}
