package dev.phosphene.gallery;

import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.recipe.Size;

/** About how large a gallery will be on the disk, from what others took. */
public final class SizeEstimate {
  /** Of a full-size PNG, its provenance left out. */
  private static final double BYTES_OF_A_PIXEL = 2.3;

  private static final long PROVENANCE = 4_000;
  private static final long TILE = 7_000;
  private static final long JSON = 3_000;

  private SizeEstimate() {}

  /** In bytes. */
  public static long bytes(GalleryPlan plan) {
    double sum = 0;
    for (LayerPlan layer : plan.layers()) {
      for (Technique technique : plan.techniques()) {
        Size size = plan.recipe(technique, layer).size();
        long image = PROVENANCE + (long) (BYTES_OF_A_PIXEL * size.width() * size.height());
        sum += kept(plan, layer) * (double) image * technique.images();
        sum += layer.units().size() * (double) (TILE + JSON);
      }
    }
    return (long) sum;
  }

  private static int kept(GalleryPlan plan, LayerPlan layer) {
    return switch (plan.full()) {
      case NONE -> 0;
      case TOP -> Math.min(GalleryPlan.Full.TOP_UNITS, layer.units().size());
      case ALL -> layer.units().size();
    };
  }
}
