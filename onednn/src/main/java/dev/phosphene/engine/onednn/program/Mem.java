package dev.phosphene.engine.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * An array in native memory.
 *
 * @param handle the handle that primitives take
 * @param md extents, type and layout
 * @param slot the memory that holds it
 * @param offset bytes from the slot's start
 */
public record Mem(dnnl_memory handle, dnnl_memory_desc md, Slot slot, long offset) {

  /** Tells oneDNN the slot's address, once that is decided. */
  void bind() {
    Pointer at = slot.memory().getPointer(offset);
    Library.check(dnnl_memory_set_data_handle(handle, at), "memory placement");
  }

  /** Returns the first {@code size} values of a plain float32 array, for the Java side. */
  public FloatBuffer floats(int size) {
    return bytes(Float.BYTES * (long) size).asFloatBuffer();
  }

  /**
   * Returns the values of an array of the network's own type in memory order, including the zeros
   * that pad its blocks.
   */
  public Elements values(DataType numbers) {
    ByteBuffer bytes = bytes(Layouts.bytes(md));
    return numbers == DataType.BFLOAT16
        ? new Elements.Halves(bytes.asShortBuffer())
        : new Elements.Floats(bytes.asFloatBuffer());
  }

  private ByteBuffer bytes(long size) {
    Pointer at = slot.memory().getPointer(offset);
    return new BytePointer(at).capacity(size).asByteBuffer().order(ByteOrder.nativeOrder());
  }
}
