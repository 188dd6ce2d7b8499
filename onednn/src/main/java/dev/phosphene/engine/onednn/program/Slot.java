package dev.phosphene.engine.onednn.program;

import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** A stretch of memory that is in use from one step of a program to another. */
public final class Slot {
  final long bytes;
  private int first = Integer.MAX_VALUE;
  private int last = -1;
  private @Nullable Pointer memory;

  private Slot(long bytes) {
    this.bytes = bytes;
  }

  /** Memory whose place an {@link Arena} decides. */
  static Slot planned(long bytes) {
    return new Slot(bytes);
  }

  /** Memory of its own. */
  static Slot fixed(long bytes, Pointer memory) {
    Slot slot = new Slot(bytes);
    slot.memory = memory;
    return slot;
  }

  /** Notes that a step reads or writes this. */
  void use(int step) {
    first = Math.min(first, step);
    last = Math.max(last, step);
  }

  /** Notes that the content must stay when the program has ended. */
  public void keep() {
    last = Integer.MAX_VALUE;
  }

  /** Notes that the content is there before the program starts. */
  public void given() {
    use(0);
  }

  boolean overlaps(Slot other) {
    return first <= other.last && other.first <= last;
  }

  void place(Pointer at) {
    memory = at;
  }

  public Pointer memory() {
    Pointer placed = memory;
    if (placed == null) {
      throw new IllegalStateException("memory is not planned yet");
    }
    return placed;
  }
}
