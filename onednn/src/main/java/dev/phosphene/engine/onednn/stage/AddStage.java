package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** The sum of some arrays, in one pass; the backward pass computes nothing. */
public record AddStage(int count, Mem output) implements Stage {

  public static AddStage of(Emitter emitter, List<Mem> inputs, Place place) {
    Mem output = place.at(inputs.get(0).md());
    sum(emitter, inputs, output);
    return new AddStage(inputs.size(), output);
  }

  /** Appends the sum of {@code inputs}, first converting those in another layout than the sum. */
  public static void sum(Emitter emitter, List<Mem> inputs, Mem output) {
    float[] ones = new float[inputs.size()];
    Arrays.fill(ones, 1);
    List<Argument> arguments = new ArrayList<>();
    List<dnnl_memory_desc> layouts = new ArrayList<>();
    for (Mem given : inputs) {
      Mem input = emitter.as(given, output.md());
      arguments.add(new Argument(DNNL_ARG_MULTIPLE_SRC + arguments.size(), input));
      layouts.add(input.md());
    }
    arguments.add(new Argument(DNNL_ARG_DST, output));
    dnnl_primitive_desc pd =
        emitter.describe(
            "sum",
            layouts,
            (result, list) ->
                dnnl_sum_primitive_desc_create(
                    result,
                    Library.engine(),
                    output.md(),
                    ones.length,
                    ones,
                    list,
                    emitter.plain()));
    emitter.execute(pd, arguments);
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    boolean exclusive = gradient.exclusive() && count == 1;
    return Collections.nCopies(count, new Gradient(gradient.mem(), exclusive));
  }
}
