package dev.phosphene.engine.onednn;

import dev.phosphene.engine.onednn.Forward.Unit;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.stage.AddStage;
import dev.phosphene.engine.onednn.stage.Stage.Gradient;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compiles the backward pass from some taps' cotangents to the input, and nothing else. */
final class Backward {
  private final Emitter emitter;
  private final Map<String, List<Gradient>> incoming = new HashMap<>();
  private final Map<String, Mem> cotangents = new LinkedHashMap<>();
  private final Mem result;

  Backward(Emitter emitter, Forward forward, Collection<String> taps) {
    this.emitter = emitter;
    for (String tap : taps) {
      Mem plain = emitter.array(emitter.layouts.plain(forward.shape(tap)));
      plain.slot().given();
      emitter.rounded(plain);
      cotangents.put(tap, plain);
      arrive(tap, new Gradient(plain, true));
    }
    for (int i = forward.units().size() - 1; i >= 0; i--) {
      Unit unit = forward.units().get(i);
      List<Gradient> parts = incoming.remove(unit.name());
      if (parts != null) {
        List<Gradient> back = unit.stage().backward(emitter, merge(parts, unit.stage().output()));
        for (int j = 0; j < back.size(); j++) {
          if (!forward.isConstant(unit.inputs().get(j))) {
            arrive(unit.inputs().get(j), back.get(j));
          }
        }
      }
    }
    List<Gradient> parts = incoming.getOrDefault(forward.entry().name(), List.of());
    Shape shape = forward.entry().shape();
    result =
        parts.isEmpty()
            ? zeros(shape)
            : emitter.plain(merge(parts, forward.entryMem()).mem(), shape);
    result.slot().keep();
  }

  /** Returns the zero gradient of an input that does not depend on the image. */
  private Mem zeros(Shape shape) {
    Mem zeros = emitter.array(emitter.layouts.plain(shape));
    float[] none = new float[shape.size()];
    emitter.execute(() -> zeros.floats(none.length).put(none), List.of(zeros));
    return zeros;
  }

  /** Returns the arrays for the cotangents, in plain float32. */
  Map<String, Mem> cotangents() {
    return cotangents;
  }

  /** Returns the gradient of the entry, in plain float32. */
  Mem result() {
    return result;
  }

  private void arrive(String name, Gradient gradient) {
    incoming.computeIfAbsent(name, key -> new ArrayList<>()).add(gradient);
  }

  /** Sums the gradients of all readers of an output. */
  private Gradient merge(List<Gradient> parts, Mem output) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    Mem sum = emitter.array(output.md());
    AddStage.sum(emitter, parts.stream().map(Gradient::mem).toList(), sum);
    return new Gradient(sum, true);
  }
}
