package dev.phosphene.engine.onednn.stage;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.kernel.LrnKernel;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * Local response normalization as a primitive. Like ours, oneDNN's alpha is divided by the size.
 */
public record LrnStage(dnnl_primitive_desc backward, Mem input, @Nullable Mem workspace, Mem output)
    implements Stage {
  /** Sizes that match the reference in every layout, with any number of channels. */
  private static final Set<Integer> SOUND = Set.of(3, 5);

  /**
   * Returns the stage; empty if oneDNN is unreliable or has no fast backward pass: then {@link
   * LrnKernel} is used. In oneDNN 3.11's AVX-512 code, creating size 1 ends the process; from size
   * 7 on the backward pass is wrong in channels-last arrays whose channels are no multiple of 16.
   * It supports no even sizes.
   */
  public static Optional<Stage> of(Emitter emitter, Op.Lrn op, Mem input, Place place) {
    if (!SOUND.contains(op.size())) {
      return Optional.empty();
    }
    dnnl_primitive_desc forward = forward(emitter, op, input.md());
    dnnl_primitive_desc backward = backward(emitter, op, input.md(), forward);
    return emitter.isForAnyProcessor(backward)
        ? Optional.empty()
        : Optional.of(of(emitter, forward, backward, input, place));
  }

  private static LrnStage of(
      Emitter emitter,
      dnnl_primitive_desc forward,
      dnnl_primitive_desc backward,
      Mem input,
      Place place) {
    Mem output = place.at(input.md());
    dnnl_memory_desc memo = Emitter.wanted(forward, dnnl_query_workspace_md);
    Mem workspace = Layouts.bytes(memo) == 0 ? null : emitter.array(memo);
    emitter.execute(
        forward,
        with(workspace, new Argument(DNNL_ARG_SRC, input), new Argument(DNNL_ARG_DST, output)));
    input.slot().keep();
    if (workspace != null) {
      workspace.slot().keep();
    }
    return new LrnStage(backward, input, workspace, output);
  }

  private static dnnl_primitive_desc forward(Emitter emitter, Op.Lrn op, dnnl_memory_desc md) {
    return emitter.describe(
        "local response normalization",
        result ->
            dnnl_lrn_forward_primitive_desc_create(
                result,
                Library.engine(),
                dnnl_forward_training,
                dnnl_lrn_across_channels,
                md,
                md,
                op.size(),
                op.alpha(),
                op.beta(),
                op.k(),
                emitter.plain()));
  }

  private static dnnl_primitive_desc backward(
      Emitter emitter, Op.Lrn op, dnnl_memory_desc md, dnnl_primitive_desc forward) {
    return emitter.describe(
        "local response normalization backwards",
        result ->
            dnnl_lrn_backward_primitive_desc_create(
                result,
                Library.engine(),
                dnnl_lrn_across_channels,
                md,
                md,
                md,
                op.size(),
                op.alpha(),
                op.beta(),
                op.k(),
                forward,
                emitter.plain()));
  }

  private static List<Argument> with(@Nullable Mem workspace, Argument... arguments) {
    List<Argument> all = new ArrayList<>(List.of(arguments));
    if (workspace != null) {
      all.add(new Argument(DNNL_ARG_WORKSPACE, workspace));
    }
    return all;
  }

  @Override
  public List<Gradient> backward(Emitter emitter, Gradient gradient) {
    Mem source = gradient.as(emitter, input).mem();
    Mem target = emitter.array(input.md());
    emitter.execute(
        backward,
        with(
            workspace,
            new Argument(DNNL_ARG_SRC, input),
            new Argument(DNNL_ARG_DIFF_DST, source),
            new Argument(DNNL_ARG_DIFF_SRC, target)));
    return List.of(new Gradient(target, true));
  }
}
