package dev.phosphene.engine.onednn.stage;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts.Tag;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.tensor.Shape;
import java.util.List;

/** Gives the same memory another shape; in the plain layout nothing moves. */
public record ReshapeStage(Shape in, Shape out, Mem output) implements Stage {

  public static ReshapeStage of(Emitter emitter, Mem input, Shape in, Shape out) {
    Mem plain = emitter.as(input, emitter.layouts.of(emitter.type, Tag.PLAIN, in));
    return new ReshapeStage(in, out, reshaped(emitter, plain, out));
  }

  private static Mem reshaped(Emitter emitter, Mem plain, Shape shape) {
    return emitter.view(
        plain.slot(), emitter.layouts.of(emitter.type, Tag.PLAIN, shape), plain.offset());
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Gradient plain = gradient.as(emitter, output);
    return List.of(new Gradient(reshaped(emitter, plain.mem(), in), plain.exclusive()));
  }
}
