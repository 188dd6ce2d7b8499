package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Layouts.Tag;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Concatenates arrays along the channels. For one example, and channel counts that are multiples of
 * the layout's block, the parts of a concatenation are dense arrays inside it: then their producers
 * write in place, and nothing is copied forward or backward.
 */
public record ConcatStage(List<Part> parts, Shape shape, Mem output) implements Stage {

  /** An input, and its first channel. */
  record Part(Mem mem, Shape shape, int first) {
    private long offset(Emitter emitter, Shape whole, Tag tag) {
      return ConcatStage.offset(emitter.layouts, emitter.type, whole, first, tag);
    }
  }

  /** Returns the parts of a concatenation. */
  public static List<Part> parts(List<Mem> mems, List<Shape> shapes) {
    List<Part> parts = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < mems.size(); i++) {
      parts.add(new Part(mems.get(i), shapes.get(i), first));
      first += shapes.get(i).c();
    }
    return parts;
  }

  /** Concatenates in place; copies those parts that are not yet in {@code whole}. */
  public static ConcatStage inPlace(
      Emitter emitter, List<Part> parts, Shape shape, Mem whole, Tag tag) {
    for (Part part : parts) {
      long offset = whole.offset() + part.offset(emitter, shape, tag);
      if (part.mem.slot() != whole.slot() || part.mem.offset() != offset) {
        dnnl_memory_desc md = emitter.layouts.of(emitter.type, tag, part.shape);
        emitter.reorder(part.mem, emitter.view(whole.slot(), md, offset));
      }
    }
    return new ConcatStage(parts, shape, whole);
  }

  /** Appends the copying of all parts. */
  public static ConcatStage copied(Emitter emitter, List<Part> parts, Shape shape, Place place) {
    List<Argument> arguments = new ArrayList<>();
    List<dnnl_memory_desc> layouts = new ArrayList<>();
    for (Part part : parts) {
      arguments.add(new Argument(DNNL_ARG_MULTIPLE_SRC + arguments.size(), part.mem));
      layouts.add(part.mem.md());
    }
    Tag tag = emitter.layouts.tag(emitter.type, parts.get(0).mem.md(), parts.get(0).shape);
    Mem output = place.at(emitter.layouts.of(emitter.type, tag, shape));
    dnnl_primitive_desc pd =
        emitter.describe(
            "concatenation",
            layouts,
            (result, list) ->
                dnnl_concat_primitive_desc_create(
                    result,
                    Library.engine(),
                    output.md(),
                    layouts.size(),
                    1,
                    list,
                    emitter.plain()));
    arguments.add(new Argument(DNNL_ARG_DST, output));
    emitter.execute(pd, arguments);
    return new ConcatStage(parts, shape, output);
  }

  /** Returns whether channels {@code first} and on of {@code whole} are dense in that layout. */
  public static boolean dense(Shape whole, Shape part, int first, Tag tag) {
    boolean last = first + part.c() == whole.c();
    return whole.n() == 1
        && tag.sliceable
        && first % tag.block == 0
        && (last || part.c() % tag.block == 0);
  }

  /** Returns the bytes before channel {@code first} of the only example. */
  public static long offset(Layouts layouts, int type, Shape whole, int first, Tag tag) {
    if (first == 0) {
      return 0;
    }
    Shape before = Shape.of(1, first, whole.h(), whole.w());
    return Layouts.bytes(layouts.of(type, tag, before));
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Gradient whole = gradient.as(emitter, output);
    Tag tag = emitter.layouts.tag(emitter.type, whole.mem().md(), shape);
    List<Gradient> gradients = new ArrayList<>();
    for (Part part : parts) {
      gradients.add(slice(emitter, whole, part, tag));
    }
    return gradients;
  }

  private Gradient slice(Emitter emitter, Gradient whole, Part part, Tag tag) {
    if (dense(shape, part.shape, part.first, tag)) {
      dnnl_memory_desc md = emitter.layouts.of(emitter.type, tag, part.shape);
      long offset = whole.mem().offset() + part.offset(emitter, shape, tag);
      return new Gradient(emitter.view(whole.mem().slot(), md, offset), whole.exclusive());
    }
    // Channels that begin inside a block cannot be viewed, but in the plain layout they can.
    boolean aligned = part.first % tag.block == 0 && part.shape.c() % tag.block == 0;
    Mem source =
        aligned
            ? whole.mem()
            : emitter.as(whole.mem(), emitter.layouts.of(emitter.type, Tag.PLAIN, shape));
    dnnl_memory_desc view = emitter.layouts.part(source.md(), part.shape, part.first, 0, 0);
    Mem result = emitter.array(part.mem.md());
    emitter.reorder(emitter.view(source.slot(), view, source.offset()), result);
    return new Gradient(result, true);
  }
}
