package dev.phosphene.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.ImageFinder;
import dev.phosphene.analysis.Probe;
import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.doctor.Diagnosis;
import dev.phosphene.doctor.Doctor;
import dev.phosphene.doctor.TwoViews;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.InputRange;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The right input range of real networks, from twenty photographs. */
class DoctorTest {
  private static final int PICTURES = 20;

  private static Diagnosis examine(Model model, int side, int count) {
    List<Path> files = ImageFinder.in(List.of(SharedData.of("images/imagenet-samples")));
    List<Tensor> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pictures.add(ImageFiles.read(files.get((2 * i + 1) * files.size() / (2 * count))));
    }
    Framing framing = new Framing(side, side);
    return Doctor.examine(model, TwoViews.of(pictures, framing), Probe.Use.best());
  }

  @Test
  void normalizationDecidesForInceptionV3() {
    Diagnosis found = examine(RealModels.inceptionV3(), 128, PICTURES);
    assertThat(found.evidence()).isEqualTo(Diagnosis.Evidence.NORMALIZATION);
    assertThat(found.likely())
        .startsWith(InputRange.TF)
        .doesNotContain(InputRange.TORCH, InputRange.CAFFE);
  }

  @Test
  void labelsDecideForGoogLeNet() {
    Model model = Models.load(SharedData.of("weights/bvlc_googlenet.onnx").toString());
    Diagnosis found = examine(model, 224, PICTURES);
    assertThat(found.evidence()).isEqualTo(Diagnosis.Evidence.LABELS);
    assertThat(found.likely()).startsWith(InputRange.CAFFE);
    assertThat(found.likely()).doesNotContain(InputRange.TORCH, InputRange.TF, InputRange.NONE);
  }

  /** Weak evidence: which range; and for these photographs, perhaps which order of colors. */
  @Test
  void biasesTellTheRangeOfVgg19() {
    Diagnosis found = examine(RealModels.vgg19(), 64, PICTURES);
    assertThat(found.evidence()).isEqualTo(Diagnosis.Evidence.BIASES);
    assertThat(found.likely()).startsWith(InputRange.CAFFE);
    assertThat(found.likely()).doesNotContain(InputRange.TORCH, InputRange.TF, InputRange.NONE);
    assertThat(found.words()).anyMatch(words -> words.contains("BGR leads"));
  }

  /** Its weights come from Caffe; three conventions fit but for the order of the colors. */
  @Test
  void colorsTellTheOrderOfSqueezeNet() {
    Model model = Models.load(SharedData.of("weights/squeezenet1_1_features.onnx").toString());
    assertThat(examine(model, 112, PICTURES).likely()).containsExactly(InputRange.CAFFE);
  }

  @Test
  void nothingIsSaidOfRandomWeights() {
    SplittableRandom random = new SplittableRandom(11);
    Model trained = RealModels.mini();
    List<Node> nodes = new ArrayList<>();
    for (Node node : trained.graph().nodes()) {
      Op op = node.op();
      if (op instanceof Op.Conv conv) {
        float[] weights = new float[conv.weight().shape().size()];
        for (int i = 0; i < weights.length; i++) {
          weights[i] = (float) (.1 * random.nextGaussian());
        }
        Parameter weight = Parameter.of("random", conv.weight().shape(), weights);
        op = new Op.Conv(weight, conv.bias(), conv.window(), conv.groups());
      }
      nodes.add(new Node(node.name(), op, node.inputs()));
    }
    Model model = new Model("random", Graph.of(nodes), trained.preprocessing(), List.of(), "", "");
    List<Tensor> drawn = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      drawn.add(DeadLeaves.draw(32, i));
    }
    TwoViews views = TwoViews.of(drawn, new Framing(32, 32));
    Diagnosis found = Doctor.examine(model, views, Probe.Use.best());
    assertThat(found.likely()).isEmpty();
    assertThat(found.words().get(0)).contains("Cannot tell").contains("noise");
  }
}
