package dev.phosphene.engine.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Creates and compares oneDNN's memory descriptors: extents, number type and layout in one. Equal
 * requests return the same object.
 */
public final class Layouts {
  /** The distinguished layouts of activations, with their block size. */
  public enum Tag {
    PLAIN(dnnl_nchw, 1, true),
    BLOCKED_4(dnnl_nChw4c, 4, true),
    BLOCKED_8(dnnl_nChw8c, 8, true),
    BLOCKED_16(dnnl_nChw16c, 16, true),
    CHANNELS_LAST(dnnl_nhwc, 1, false);

    final int code;

    /** Channels per block. */
    public final int block;

    /** Whether consecutive whole blocks of one example form a dense array. */
    public final boolean sliceable;

    Tag(int code, int block, boolean sliceable) {
      this.code = code;
      this.block = block;
      this.sliceable = sliceable;
    }
  }

  private static final int PICTURE = 4;

  private final Scope scope;
  private final Map<List<?>, dnnl_memory_desc> known = new HashMap<>();

  public Layouts(Scope scope) {
    this.scope = scope;
  }

  /** Returns a dense layout by oneDNN's format tag; {@code any} leaves it to a primitive. */
  public dnnl_memory_desc of(int type, int tag, int... extents) {
    long[] dims = Arrays.stream(extents).asLongStream().toArray();
    return known.computeIfAbsent(
        List.of(type, tag, list(dims)),
        key ->
            own(
                md -> dnnl_memory_desc_create_with_tag(md, dims.length, dims, type, tag),
                "memory descriptor"));
  }

  private dnnl_memory_desc own(ToIntFunction<dnnl_memory_desc> create, String what) {
    dnnl_memory_desc md = new dnnl_memory_desc();
    Library.check(create.applyAsInt(md), what);
    return scope.own(md, dnnl::dnnl_memory_desc_destroy);
  }

  private static List<Long> list(long... values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** Returns the layout {@code tag} for an image; other tensors are a row per example. */
  public dnnl_memory_desc of(int type, Tag tag, Shape shape) {
    return shape.rank() == PICTURE
        ? of(type, tag.code, shape.toArray())
        : of(type, dnnl_ab, shape.n(), shape.size() / shape.n());
  }

  /** Returns row-major float32: what the Java side reads and writes. */
  public dnnl_memory_desc plain(Shape shape) {
    return of(dnnl_f32, Tag.PLAIN, shape);
  }

  /** Returns channels-last float32. */
  public dnnl_memory_desc last(Shape shape) {
    return of(dnnl_f32, Tag.CHANNELS_LAST, shape);
  }

  /** Returns a layout of an activation that is left to a primitive. */
  public dnnl_memory_desc any(int type, Shape shape) {
    return of(type, dnnl_format_tag_any, shape.toArray());
  }

  /** Returns float32 with an extent and a stride for each dimension. */
  public dnnl_memory_desc strided(long[] extents, long... strides) {
    return known.computeIfAbsent(
        List.of(list(extents), list(strides)),
        key ->
            own(
                md ->
                    dnnl_memory_desc_create_with_strides(
                        md, extents.length, extents, dnnl_f32, strides),
                "strided memory descriptor"));
  }

  /** Returns a view of a part of {@code whole} that begins at a channel, a row and a column. */
  public dnnl_memory_desc part(
      dnnl_memory_desc whole, Shape part, int channel, int row, int column) {
    long[] extents = Arrays.stream(part.toArray()).asLongStream().toArray();
    long[] first = {0, channel, row, column};
    return own(
        md -> dnnl_memory_desc_create_submemory(md, whole, extents, first), "view of a part");
  }

  /** Identifies the layout of {@code md}; plain if none matches, so that it must be converted. */
  public Tag tag(int type, dnnl_memory_desc md, Shape shape) {
    for (Tag tag : Tag.values()) {
      if (same(md, of(type, tag, shape))) {
        return tag;
      }
    }
    return Tag.PLAIN;
  }

  public static boolean same(dnnl_memory_desc a, dnnl_memory_desc b) {
    return dnnl_memory_desc_equal(a, b) != 0;
  }

  public static long bytes(dnnl_memory_desc md) {
    return dnnl_memory_desc_get_size(md);
  }
}
