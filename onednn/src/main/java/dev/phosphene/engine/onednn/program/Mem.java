package dev.phosphene.engine.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * An array in native memory.
 *
 * @param handle what primitives take
 * @param md extents, type and layout
 * @param slot where it lies
 * @param offset bytes from the slot's start
 */
public record Mem(dnnl_memory handle, dnnl_memory_desc md, Slot slot, long offset) {

  /** Tells oneDNN where the slot lies, once that is decided. */
  void bind() {
    Pointer at = slot.memory().getPointer(offset);
    Library.check(dnnl_memory_set_data_handle(handle, at), "memory placement");
  }

  /** The first {@code size} values of a plain float32 array, for the Java side. */
  public FloatBuffer floats(int size) {
    Pointer at = slot.memory().getPointer(offset);
    return new BytePointer(at)
        .capacity(4L * size)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
