package dev.phosphene.engine.onednn.program;

import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** A range of memory that is in use from one step of a program to another. */
public final class Slot {
  final long bytes;
  private int first = Integer.MAX_VALUE;
  private int last = -1;
  private @Nullable Pointer memory;

  private Slot(long bytes) {
    this.bytes = bytes;
  }

  /** Returns memory that an {@link Arena} places. */
  static Slot planned(long bytes) {
    return new Slot(bytes);
  }

  /** Returns memory of its own. */
  static Slot fixed(long bytes, Pointer memory) {
    Slot slot = new Slot(bytes);
    slot.memory = memory;
    return slot;
  }

  /** Records that a step reads or writes it. */
  void use(int step) {
    first = Math.min(first, step);
    last = Math.max(last, step);
  }

  /** Keeps the content after the program has ended. */
  public void keep() {
    last = Integer.MAX_VALUE;
  }

  /** Marks the content as present before the program starts. */
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
