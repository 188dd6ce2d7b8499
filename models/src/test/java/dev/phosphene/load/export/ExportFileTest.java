package dev.phosphene.load.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the exported networks of torchvision do not show ({@code ExportedTest} has those). */
class ExportFileTest {
  private static final String CONV = "input=@x weight=@w";

  @TempDir private Path folder = Path.of("");
  private int files;

  private Graph graph(ProgramText program) throws IOException {
    return model(program).graph();
  }

  private Model model(ProgramText program) throws IOException {
    Random random = new Random(3);
    float[] kernel = new float[4 * 3 * 3 * 3];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = random.nextFloat() - 0.5f;
    }
    byte[] file = ExportFiles.of(program.json()).f32("w", kernel, 4, 3, 3, 3).newest();
    return ExportFile.model("m", Files.write(folder.resolve("m" + files++ + ".pt2"), file));
  }

  private static ProgramText begin(int... sizes) {
    return ProgramText.begin()
        .parameter("w", 4, 3, 3, 3)
        .input("x", sizes)
        .node("aten.conv2d.default", "conv2d", CONV)
        .shape("conv2d", 1, 4, 6, 6);
  }

  private static Tensor evaluated(Graph graph, String layer, int side) {
    Random random = new Random(4);
    Tensor image = Tensor.zeros(1, 3, side, side);
    for (int i = 0; i < image.data().length; i++) {
      image.data()[i] = random.nextFloat();
    }
    try (Network network =
        Engines.named("reference")
            .compile(graph, List.of(layer), image.shape(), Engine.Options.defaults())) {
      network.forward(image);
      return network.activation(layer).copy();
    }
  }

  /** With a scale of its own and a mask of numbers; then with the usual scale. */
  @Test
  void attentionIsTwoProductsAndASoftmax() throws IOException {
    for (boolean own : new boolean[] {true, false}) {
      String scale = own ? " scale=0.3" : "";
      Graph fused =
          graph(
              tokens()
                  .node(
                      "aten.scaled_dot_product_attention.default",
                      "out",
                      "query=@q key=@q value=@q attn_mask=@mask" + scale)
                  .output("out"));
      Graph taken =
          graph(
              tokens()
                  .node("aten.transpose.int", "turned", "self=@q dim0=-2 dim1=-1")
                  .node("aten.matmul.default", "scores", "self=@q other=@turned")
                  .node("aten.mul.Tensor", "small", "self=@scores other=" + (own ? "0.3" : "0.5"))
                  .node("aten.add.Tensor", "masked", "self=@small other=@mask")
                  .node(
                      "aten._softmax.default", "weights", "self=@masked dim=-1 half_to_float=false")
                  .node("aten.matmul.default", "out", "self=@weights other=@q")
                  .output("out"));
      assertThat(evaluated(fused, "out", 8).data())
          .containsExactly(evaluated(taken, "out", 8).data(), Offset.offset(1e-5f));
    }
  }

  private static ProgramText tokens() {
    return begin(1, 3, 8, 8)
        .node("aten.flatten.using_ints", "flat", "self=@conv2d start_dim=2")
        .shape("flat", 1, 4, 36)
        .node("aten.permute.default", "q", "self=@flat dims=[0,2,1]")
        .shape("q", 1, 36, 4)
        .node("aten.arange.default", "places", "end=36")
        .node("aten.mul.Tensor", "mask", "self=@places other=0.01")
        .shape("mask", 36);
  }

  /** A batch and a side that are symbols: the network takes images of other sizes. */
  @Test
  void sizesThatAreSymbols() throws IOException {
    Graph graph =
        graph(
            begin(-1, 3, -1, -1)
                .node("aten.sym_size.int", "#s", "self=@x dim=0")
                .node("_operator.mul", "#t", "a=#s b=4")
                .node("aten.mean.dim", "mean", "self=@conv2d dim=[2,3] keepdim=true")
                .node("aten.view.default", "view", "self=@mean size=[#s,4]")
                .node("aten.view.default", "all", "self=@view size=[1,#t]")
                .output("all"));
    assertThat(graph.notes().missing()).isEmpty();
    assertThat(graph.notes().size()).isEmpty();
    assertThat(evaluated(graph, "mean", 9).data()).hasSize(4);
    assertThat(graph.reach(Shape.of(1, 3, 17, 12)).ends()).isEmpty();
  }

  @Test
  void anOperatorThatCannotBeRead() throws IOException {
    Graph graph =
        graph(
            begin(1, 3, 8, 8)
                .node(
                    "aten.fft_fft2.default",
                    "fft",
                    "self=@conv2d",
                    "L__self__,,M;L__self___f,mix.f,F")
                .node("aten.relu.default", "relu", "self=@fft")
                .output("relu"));
    assertThat(evaluated(graph, "conv2d", 8).shape()).isEqualTo(Shape.of(1, 4, 6, 6));
    for (String layer : List.of("mix.f", "fft", "relu")) {
      assertThatThrownBy(() -> graph.node(layer))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("node \"mix.f\" (torch.ops.aten.fft_fft2.default)")
          .hasMessageContaining("torch.onnx.export");
    }
  }

  @Test
  void nothingThatCanBeRead() {
    ProgramText program =
        ProgramText.begin()
            .input("x", 1, 3, 8, 8)
            .node("aten.reluu.default", "y", "self=@x")
            .output("y");
    assertThatThrownBy(() -> model(program))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("m0.pt2")
        .hasMessageContaining("torch.ops.aten.reluu.default")
        .hasMessageContaining("relu");
  }

  @Test
  void trainingModeIsRefused() throws IOException {
    Graph graph =
        graph(
            begin(1, 3, 8, 8)
                .node("aten.dropout.default", "y", "input=@conv2d p=0.5 train=true")
                .output("y"));
    assertThat(graph.notes().missing().get("y")).contains("model.eval()");
  }

  /** {@code relu_} changes what was seen before under another name. */
  @Test
  void readingWhatWasChangedThroughAnotherName() throws IOException {
    ProgramText begun =
        begin(1, 3, 8, 8)
            .node("aten.permute.default", "view", "self=@conv2d dims=[0,1,3,2]")
            .node("aten.relu_.default", "relu_", "self=@view")
            .node("aten.sigmoid.default", "right", "self=@view")
            .node("aten.sigmoid.default", "wrong", "self=@conv2d")
            .output("right");
    Graph graph = graph(begun);
    assertThat(graph.notes().missing().get("wrong")).contains("\"conv2d\"", "in place");
    for (float value : evaluated(graph, "right", 8).data()) {
      assertThat(value).isGreaterThanOrEqualTo(0.5f);
    }
  }

  /** A slice that is written to changes what it is a slice of. */
  @Test
  void writingIntoASlice() throws IOException {
    Graph graph =
        graph(
            begin(1, 3, 8, 8)
                .node("aten.slice.Tensor", "rows", "self=@conv2d dim=2 start=-5 end=-3")
                .shape("rows", 1, 4, 2, 6)
                .node(
                    "aten.slice.Tensor", "part", "self=@rows dim=3 start=4 end=9223372036854775807")
                .node("aten.mul_.Tensor", "mul_", "self=@part other=0")
                .node("aten.mul.Tensor", "all", "self=@conv2d other=1")
                .output("all"));
    float[] before = evaluated(graph(begin(1, 3, 8, 8).output("conv2d")), "conv2d", 8).data();
    float[] after = evaluated(graph, "all", 8).data();
    for (int i = 0; i < before.length; i++) {
      int row = i / 6 % 6;
      boolean written = row >= 1 && row < 3 && i % 6 >= 4;
      assertThat(after[i]).isEqualTo(written ? 0 : before[i]);
    }
  }

  @Test
  void weightsThatTheArchiveLacks() throws IOException {
    Graph graph =
        graph(
            begin(1, 3, 8, 8)
                .parameter("v", 4, 4, 1, 1)
                .node("aten.conv2d.default", "y", "input=@conv2d weight=@v")
                .output("y"));
    assertThat(graph.notes().missing().get("y")).contains("no tensor \"v\"");
  }

  @Test
  void theOldestFilesNameModulesInPythonsWay() {
    assertThat(
            ModulePaths.of(
                "L__self__:(L['self'],M);a:(getattr(L['self'].layer1, '0'),B);"
                    + "b:(getattr(getattr(L['self'].layer1, '0').convs, '12').bn,N)"))
        .containsExactly("layer1.0", "layer1.0.convs.12.bn");
    assertThat(ModulePaths.of("L__self__,,M;L__self___a_relu@1,a.relu,torch.nn.ReLU"))
        .containsExactly("a.relu");
    assertThat(ModulePaths.of("k,L['self'].features[0],T")).containsExactly("features.0");
    assertThat(ModulePaths.of("nonsense;;,;getattr(getattr(,x")).isEmpty();
  }
}
