package dev.phosphene.transform;

import java.util.OptionalInt;

/**
 * MACO's look at many square parts at once: from each image {@code count} crops, center ½ + N(0,
 * .15), side N(box, .05) within [.05, 1] of the image's, each resampled onto {@code size × size}.
 *
 * <p>Source: deel-ai/xplique xplique/features_visualizations/maco.py, with 32 crops and a box from
 * .5 to .05, followed by {@link Noise}(.08, .04).
 *
 * @param count how many crops of each image
 * @param size side of the network's input in pixels, if it is given here
 * @param first mean side of a crop at the beginning of the run, as part of the image's
 * @param last mean side at the end; it changes evenly
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

  /** So many crops, the box as MACO has it, the size left to the caller. */
  public Crops(int count) {
    this(count, OptionalInt.empty(), FIRST, LAST);
  }

  /** The same onto {@code pixels × pixels}. */
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
