package dev.phosphene.objective;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The mean activation of one channel over its positions, or over those of a region
 * (tensorflow/lucid, lucid/optvis/objectives.py, channel and neuron). Text: {@code layer:7}, {@code
 * layer:7@center}, {@code layer:7@x,y}, {@code layer:7@x0-x1,y0-y1}.
 */
public record Channel(String layer, int channel, Place place) implements Objective {

  /** The mean over all positions. */
  public Channel(String layer, int channel) {
    this(layer, channel, Place.Fixed.EVERYWHERE);
  }

  @Override
  public List<Reads> reads() {
    return List.of(new Reads(layer, List.of(channel), place));
  }

  @Override
  public void check(Map<String, Shape> shapes) {
    Shape shape = shapes.get(layer);
    if (shape == null) {
      return;
    }
    if (channel < 0 || channel >= shape.c()) {
      throw new InputException(
          "layer \"%s\" has no channel %d; it has %d, from 0 to %d"
              .formatted(layer, channel, shape.c(), shape.c() - 1));
    }
    place.check(layer, shape.h(), shape.w());
  }

  @Override
  public double apply(Observation seen) {
    Observation.Layer tap = seen.layer(layer);
    Tensor activation = tap.activation();
    Region area = tap.area(place);
    int index = tap.index(channel);
    double sum = 0;
    for (int n = seen.first(); n < seen.first() + seen.count(); n++) {
      for (int y = area.y0(); y <= area.y1(); y++) {
        int row = activation.offset(n, index, y, 0);
        for (int x = area.x0(); x <= area.x1(); x++) {
          sum += activation.data()[row + x];
        }
      }
    }
    return sum / ((double) area.size() * seen.count());
  }

  @Override
  public void vjp(Observation seen, double weight) {
    Observation.Layer tap = seen.layer(layer);
    Tensor cotangent = tap.cotangent();
    Region area = tap.area(place);
    int index = tap.index(channel);
    float share = (float) (weight / ((double) area.size() * seen.count()));
    for (int n = seen.first(); n < seen.first() + seen.count(); n++) {
      for (int y = area.y0(); y <= area.y1(); y++) {
        int row = cotangent.offset(n, index, y, 0);
        for (int x = area.x0(); x <= area.x1(); x++) {
          cotangent.data()[row + x] += share;
        }
      }
    }
  }

  @Override
  public String toString() {
    return ObjectiveNames.quoted(layer) + ":" + channel + place.suffix();
  }
}
