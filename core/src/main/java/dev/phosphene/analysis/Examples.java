package dev.phosphene.analysis;

import dev.phosphene.graph.Box;
import dev.phosphene.graph.ReceptiveField;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Ranks the images of a scan by how strongly they excite given units. */
public final class Examples {
  private static final Comparator<Seen> BEST_FIRST =
      Comparator.comparing(Seen::value).reversed().thenComparing(Seen::file);

  private final int count;
  private final Map<Integer, TreeSet<Seen>> best = new LinkedHashMap<>();
  private final Map<Integer, Integer> silent = new LinkedHashMap<>();
  private int pictures;

  private record Seen(float value, Path file, int position) {}

  /**
   * An image that excites a unit.
   *
   * @param value the unit's maximum over positions
   * @param x column of that position in the layer
   * @param y row of that position in the layer
   * @param field the position's receptive field in the framed image
   */
  public record Example(Path file, float value, int x, int y, Box field) {}

  /**
   * Makes an empty ranking, to be filled by {@link #add}.
   *
   * @param channels the units' channels
   * @param count number of images to keep for each
   */
  public Examples(List<Integer> channels, int count) {
    this.count = count;
    channels.forEach(
        channel -> {
          best.put(channel, new TreeSet<>(BEST_FIRST));
          silent.put(channel, 0);
        });
  }

  /** Adds an image; a unit that is nowhere above zero is not excited by it. */
  public void add(Path file, Peaks peaks) {
    pictures++;
    best.forEach(
        (channel, seen) -> {
          float value = peaks.values()[channel];
          if (value <= 0) {
            silent.merge(channel, 1, Integer::sum);
          }
          if (!Float.isNaN(value) && value != 0) {
            seen.add(new Seen(value, file, peaks.positions()[channel]));
            if (seen.size() > count) {
              seen.pollLast();
            }
          }
        });
  }

  /** Returns the number of images added. */
  public int pictures() {
    return pictures;
  }

  /** Returns the number of images in which the unit is nowhere above zero. */
  public int silent(int channel) {
    return Objects.requireNonNull(silent.get(channel));
  }

  /**
   * Returns the images that excite a unit most, strongest first.
   *
   * @param scan the scan that supplied the peaks
   * @param layer shape of its layer, {@code [1, c, h, w]}
   */
  public List<Example> of(int channel, Scan scan, Shape layer) {
    Shape input = Shape.of(1, 3, scan.framing().height(), scan.framing().width());
    List<Example> examples = new ArrayList<>();
    for (Seen seen : Objects.requireNonNull(best.get(channel))) {
      int x = seen.position % layer.w();
      int y = seen.position / layer.w();
      Box box = ReceptiveField.box(scan.model().withPreprocessing(), input, scan.layer(), y, x);
      examples.add(new Example(seen.file, seen.value, x, y, box));
    }
    return examples;
  }
}
