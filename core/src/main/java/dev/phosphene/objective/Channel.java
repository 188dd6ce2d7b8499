package dev.phosphene.objective;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mean activation of one channel over its positions, or over those of a region (Lucid's {@code
 * channel} and {@code neuron}, optvis/objectives.py). Text: {@code layer:7}, {@code layer:7@x,y},
 * {@code layer:7@x0-x1,y0-y1}.
 */
public record Channel(String layer, int channel, @Nullable Region region) implements Objective {

  /** The mean over all positions. */
  public Channel(String layer, int channel) {
    this(layer, channel, null);
  }

  @Override
  public List<Reads> reads() {
    return List.of(new Reads(layer, List.of(channel)));
  }

  @Override
  public double apply(Observation seen) {
    Observation.Layer tap = seen.layer(layer);
    Tensor activation = tap.activation();
    Region area = area(activation.shape());
    double sum = 0;
    for (int n = seen.first(); n < seen.first() + seen.count(); n++) {
      for (int y = area.y0(); y <= area.y1(); y++) {
        int row = activation.offset(n, tap.index(channel), y, 0);
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
    Region area = area(cotangent.shape());
    float share = (float) (weight / ((double) area.size() * seen.count()));
    for (int n = seen.first(); n < seen.first() + seen.count(); n++) {
      for (int y = area.y0(); y <= area.y1(); y++) {
        int row = cotangent.offset(n, tap.index(channel), y, 0);
        for (int x = area.x0(); x <= area.x1(); x++) {
          cotangent.data()[row + x] += share;
        }
      }
    }
  }

  private Region area(Shape shape) {
    if (region == null) {
      return Region.whole(shape.h(), shape.w());
    }
    region.check(layer, shape.h(), shape.w());
    return region;
  }

  @Override
  public String toString() {
    return Names.quoted(layer) + ":" + channel + (region == null ? "" : "@" + region);
  }
}
