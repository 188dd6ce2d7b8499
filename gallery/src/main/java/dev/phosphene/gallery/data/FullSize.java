package dev.phosphene.gallery.data;

import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.UnitRecord;
import java.util.Collection;
import java.util.Comparator;

/** Which full-size images a gallery keeps. */
public final class FullSize {
  private FullSize() {}

  /** Whether a unit's images stay when its layer is complete. */
  public static boolean keeps(
      GalleryPlan plan,
      FinishedWork finished,
      LayerPlan layer,
      Technique technique,
      UnitRecord record) {
    return switch (plan.full()) {
      case NONE -> false;
      case ALL -> true;
      case TOP -> isTop(record, finished.units(plan.id(), layer.name(), technique.id()).values());
    };
  }

  private static boolean isTop(UnitRecord record, Collection<UnitRecord> all) {
    Comparator<UnitRecord> order =
        Comparator.comparingDouble((UnitRecord one) -> -one.value())
            .thenComparingInt(one -> one.id().unit());
    return all.stream().filter(other -> order.compare(other, record) < 0).count()
        < GalleryPlan.Full.TOP_UNITS;
  }
}
