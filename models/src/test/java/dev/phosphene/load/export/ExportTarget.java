package dev.phosphene.load.export;

import dev.phosphene.fuzz.Reading;
import dev.phosphene.fuzz.Target;
import java.util.List;
import java.util.function.UnaryOperator;

/** The archives of torch.export, for the fuzzers. */
public final class ExportTarget {
  private static final List<String> WORDS =
      List.of(
          ("models/model.json data/weights/model_weights_config.json weight_0 byteorder big"
                  + " serialized_exported_program.json serialized_state_dict.pt graph_module graph"
                  + " nodes target inputs outputs arg name as_tensor as_tensors as_int as_ints"
                  + " as_sym_ints as_float as_bool as_none as_string tensor_values sizes strides"
                  + " dtype storage_offset use_pickle path_name config input_specs user_input"
                  + " parameter parameter_name buffer nn_module_stack torch.ops.aten.conv2d.default"
                  + " torch.ops.aten.relu_.default torch.ops.aten.view.default"
                  + " torch.ops.aten.slice.Tensor torch.ops.aten.split.Tensor"
                  + " torch.ops.aten.roll.default torch.ops.aten.expand.default"
                  + " torch.ops.aten.full.default torch.ops.aten.arange.default self dim start end")
              .split(" ", -1));

  private ExportTarget() {}

  /**
   * The target.
   *
   * @param repair makes the checksums of a zip file right
   */
  public static Target of(UnaryOperator<byte[]> repair) {
    return Target.ofFile(
        "pt2",
        "model.pt2",
        folder -> List.of(seed().newest(), seed().old()),
        WORDS,
        repair,
        file -> Reading.all(ExportFile.model("m", file).graph()));
  }

  /** A few operators of every kind. */
  private static ExportFiles seed() {
    String program =
        ProgramText.begin()
            .parameter("w", 2, 3, 3, 3)
            .parameter("b", 2)
            .input("x", 1, 3, 6, 6)
            .node("aten.conv2d.default", "c", "input=@x weight=@w bias=@b padding=[1,1]", "k,c,M")
            .shape("c", 1, 2, 6, 6)
            .node("aten.relu_.default", "r", "self=@c", "k,a.r,M")
            .node("aten.max_pool2d.default", "p", "self=@r kernel_size=[2,2] stride=[2,2]")
            .node("aten.slice.Tensor", "s", "self=@r dim=2 start=1 end=3")
            .node("aten.fill_.Scalar", "f", "self=@s value=0.5")
            .node("aten.cat.default", "j", "tensors=[@r,@c] dim=1")
            .shape("j", 1, 4, 6, 6)
            .node("aten.roll.default", "o", "self=@j shifts=[1] dims=[3]")
            .node("aten.mean.dim", "m", "self=@o dim=[2,3]")
            .shape("m", 1, 4)
            .node("aten.sym_size.int", "#n", "self=@x dim=0")
            .node("aten.view.default", "v", "self=@m size=[#n,2,2]")
            .node("aten.softmax.int", "q", "self=@v dim=-1")
            .output("q")
            .json();
    return ExportFiles.of(program).f32("w", new float[54], 2, 3, 3, 3).f32("b", new float[2], 2);
  }
}
