package dev.phosphene.engine.onednn.stage;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.List;

/** Values that exist before anything runs; gradients end here. */
public record ConstantStage(Mem output) implements Stage {

  public static ConstantStage of(Emitter emitter, Op.Constant op, Shape out) {
    float[] each = op.value().anyValues();
    float[] all = new float[out.size()];
    for (int at = 0; at < all.length; at += each.length) {
      System.arraycopy(each, 0, all, at, each.length);
    }
    Mem output =
        emitter.constant(
            all,
            emitter.layouts.plain(out),
            emitter.layouts.of(emitter.type, Layouts.Tag.PLAIN, out));
    return new ConstantStage(output);
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    return List.of();
  }
}
