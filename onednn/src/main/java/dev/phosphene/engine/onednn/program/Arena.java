package dev.phosphene.engine.onednn.program;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * One block of memory in which slots share space if their lifetimes allow. Places the largest
 * first, each at the lowest offset that no slot alive at the same time occupies.
 */
final class Arena {
  private static final long ALIGNMENT = 64;

  private record Placed(Slot slot, long start, long end) {}

  private final List<Slot> slots = new ArrayList<>();
  private final List<Mem> mems = new ArrayList<>();

  /** Returns a slot that {@link #place} will place. */
  Slot slot(long bytes) {
    Slot slot = Slot.planned(bytes);
    slots.add(slot);
    return slot;
  }

  /** Registers an array that needs its slot's address. */
  Mem add(Mem mem) {
    mems.add(mem);
    return mem;
  }

  /** Allocates in {@code scope} and places all slots. */
  void place(Scope scope) {
    List<Placed> placed = new ArrayList<>();
    slots.sort(Comparator.comparingLong((Slot slot) -> slot.bytes).reversed());
    long total = 0;
    for (Slot slot : slots) {
      long start = 0;
      for (Placed other : placed) { // ordered by start
        if (other.slot.overlaps(slot) && start + slot.bytes > other.start) {
          start = Math.max(start, other.end);
        }
      }
      long end = start + (slot.bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      placed.add(new Placed(slot, start, end));
      placed.sort(Comparator.comparingLong(Placed::start));
      total = Math.max(total, end);
    }
    Pointer block = scope.bytes(total);
    placed.forEach(each -> each.slot.place(block.getPointer(each.start)));
    mems.forEach(Mem::bind);
  }
}
