package dev.phosphene.engine.onednn.stage;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.graph.Box;
import dev.phosphene.tensor.Shape;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.Pointer;

/** Copies some positions of the input in its own layout. */
public record CropStage(Box box, Shape in, Shape out, dnnl_memory_desc whole, Mem output)
    implements Stage {

  public static CropStage of(
      Emitter emitter, Box box, Mem input, Shape in, Shape out, Place place) {
    Layouts.Tag tag = emitter.layouts.tag(emitter.type, input.md(), in);
    Mem output = place.at(emitter.layouts.of(emitter.type, tag, out));
    emitter.reorder(view(emitter, input, box, out), output);
    return new CropStage(box, in, out, emitter.layouts.of(emitter.type, tag, in), output);
  }

  private static Mem view(Emitter emitter, Mem mem, Box box, Shape part) {
    dnnl_memory_desc md = emitter.layouts.part(mem.md(), part, 0, box.top(), box.left());
    return emitter.view(mem.slot(), md, mem.offset());
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Mem result = emitter.array(whole);
    emitter.execute(() -> clear(result), List.of(result));
    emitter.reorder(gradient.mem(), view(emitter, result, box, out));
    return List.of(new Gradient(result, true));
  }

  private static void clear(Mem mem) {
    Pointer.memset(mem.slot().memory().getPointer(mem.offset()), 0, Layouts.bytes(mem.md()));
  }
}
