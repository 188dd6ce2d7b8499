package dev.phosphene.engine.onednn.program;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;

/**
 * Owns native objects and frees them in reverse order. Nothing waits for the garbage collector:
 * memory is from {@code malloc}, objects are oneDNN's own handles, and JavaCPP's deallocators and
 * limits are bypassed.
 */
public final class Scope implements AutoCloseable {
  /** Alignment in bytes: that of cache lines and the widest vectors. */
  private static final int ALIGNMENT = 64;

  private final Deque<Runnable> owned = new ArrayDeque<>();

  /** Takes ownership of {@code thing}. */
  public <T> T own(T thing, Consumer<? super T> free) {
    owned.push(() -> free.accept(thing));
    return thing;
  }

  /** Returns {@code size} bytes of uninitialized memory, aligned for vectors. */
  Pointer bytes(long size) {
    Pointer raw = Pointer.malloc(size + ALIGNMENT);
    if (raw == null || raw.isNull()) {
      throw new OutOfMemoryError("no " + size + " bytes of native memory");
    }
    own(raw, Pointer::free);
    long misaligned = raw.address() % ALIGNMENT;
    return raw.getPointer(ALIGNMENT - misaligned);
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().run();
    }
  }
}
