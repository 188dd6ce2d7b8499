package dev.phosphene.transform;

import java.util.OptionalInt;

/**
 * MACO's square crops: {@code count} from each image, center ½ + N(0, .15), side N(box, .05) within
 * [.05, 1] of the image's, each resampled to {@code size × size}.
 *
 * <p>Source: deel-ai/xplique xplique/features_visualizations/maco.py, with 32 crops and a box from
 * .5 to .05, followed by {@link Noise}(.08, .04).
 *
 * @param count number of crops of each image
 * @param size side of the network's input in pixels, if set
 * @param first mean side of a crop at the start of the run, as a share of the image's
 * @param last mean side at the end; it changes linearly
 */
public record Crops(int count, OptionalInt size, double first, double last)
    implements TransformStep {
  static final double FIRST = 0.5;
  static final double LAST = 0.05;

  public Crops {
    TransformLimits.check("the number of crops", count, 1, TransformLimits.CROPS);
    TransformLimits.check("a crop's size", size.orElse(1), 1, TransformLimits.PIXELS);
    TransformLimits.check("a crop's side", first, 0, 1);
    TransformLimits.check("a crop's side", last, 0, 1);
  }

  /** Makes a number of crops with MACO's box and no size. */
  public Crops(int count) {
    this(count, OptionalInt.empty(), FIRST, LAST);
  }

  /** Returns these crops with the size {@code pixels × pixels}. */
  public Crops onto(int pixels) {
    return new Crops(count, OptionalInt.of(pixels), first, last);
  }

  @Override
  public String toString() {
    boolean usual = first == FIRST && last == LAST;
    return "crops:"
        + count
        + (size.isPresent() ? "/" + size.getAsInt() : "")
        + (usual ? "" : "/" + TransformNumbers.text(first) + ".." + TransformNumbers.text(last));
  }
}
