package dev.phosphene.look;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import java.util.List;

/**
 * One channel of one layer.
 *
 * @param name as the user said it, such as {@code mixed4:7} or {@code logit:dog}
 */
public record Unit(String name, String layer, int channel) {

  /**
   * The units in a text, such as {@code mixed4:7,12} or {@code logit:dog}.
   *
   * @throws InputException if it is something else, or the model has no such class
   */
  public static List<Unit> parse(String text, Model model) {
    return ObjectiveParser.parse(text, model.graph()::channels).stream()
        .map(one -> of(one, model))
        .toList();
  }

  /**
   * The unit that an objective reads.
   *
   * @throws InputException if it reads more, or the model has no such class
   */
  public static Unit of(Objective objective, Model model) {
    List<Objective.Reads> reads = objective.on(model).reads();
    if (reads.size() != 1 || reads.get(0).channels().size() != 1) {
      throw new InputException(
          objective + " is not one unit; give LAYER:CHANNEL, or logit:LABEL of a classifier");
    }
    return new Unit(objective.toString(), reads.get(0).layer(), reads.get(0).channels().get(0));
  }

  /**
   * The same unit, if a layer of so many channels has it.
   *
   * @throws InputException if not
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
