package dev.phosphene.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.Program.Argument;
import dev.phosphene.graph.Op;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/** Local response normalisation. oneDNN divides alpha by the size, too. */
record LrnStage(
    Op.Lrn op, Mem input, dnnl_primitive_desc forward, @Nullable Mem workspace, Mem output)
    implements Stage {

  static LrnStage of(Emitter emitter, Op.Lrn op, Mem input, Place place) {
    dnnl_memory_desc md = input.md();
    dnnl_primitive_desc pd =
        emitter.describe(
            "local response normalisation",
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
    Mem output = place.at(md);
    dnnl_memory_desc memo = Emitter.wanted(pd, dnnl_query_workspace_md);
    Mem workspace = Layouts.bytes(memo) == 0 ? null : emitter.array(memo);
    emitter.execute(
        pd, with(workspace, new Argument(DNNL_ARG_SRC, input), new Argument(DNNL_ARG_DST, output)));
    input.slot().keep();
    if (workspace != null) {
      workspace.slot().keep();
    }
    return new LrnStage(op, input, pd, workspace, output);
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
    dnnl_memory_desc md = input.md();
    dnnl_primitive_desc pd =
        emitter.describe(
            "local response normalisation backwards",
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
    Mem source = gradient.as(emitter, input).mem();
    Mem target = emitter.array(md);
    emitter.execute(
        pd,
        with(
            workspace,
            new Argument(DNNL_ARG_SRC, input),
            new Argument(DNNL_ARG_DIFF_DST, source),
            new Argument(DNNL_ARG_DIFF_SRC, target)));
    return List.of(new Gradient(target, true));
  }
}
