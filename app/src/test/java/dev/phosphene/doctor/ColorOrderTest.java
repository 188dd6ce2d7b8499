package dev.phosphene.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.SharedData;
import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.ImageFinder;
import dev.phosphene.analysis.Probe;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.InputRange;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The order of the colors of networks whose order is known, and of the same with it reversed. */
class ColorOrderTest {
  private static final int PICTURES = 20;
  private static final Probe.Use USE = Probe.Use.best();

  private static TwoViews photographs(int side, SplittableRandom random) {
    List<Path> files = ImageFinder.in(List.of(SharedData.of("images/imagenet-samples")));
    List<Tensor> pictures = new ArrayList<>();
    for (int i = 0; i < PICTURES; i++) {
      // One out of each twentieth of the classes.
      int from = i * files.size() / PICTURES;
      int to = (i + 1) * files.size() / PICTURES;
      pictures.add(ImageFiles.read(files.get(random.nextInt(from, to))));
    }
    return TwoViews.of(pictures, new Framing(side, side));
  }

  private static Model file(String name) {
    return Models.load(SharedData.of("weights/" + name).toString());
  }

  private static Model named(String name, String weights) {
    Path file = SharedData.of("weights/" + weights);
    return Models.load(name, Optional.of(file), DownloadListener.NONE);
  }

  /** The network whose first kernels read red for blue. */
  private static Model reversed(Model model) {
    List<Node> nodes = new ArrayList<>();
    boolean first = true;
    for (Node node : model.graph().nodes()) {
      Op op = node.op();
      if (first && op instanceof Op.Conv conv) {
        first = false;
        op = new Op.Conv(reversed(conv.weight()), conv.bias(), conv.window(), conv.groups());
      }
      nodes.add(new Node(node.name(), op, node.inputs()));
    }
    Graph graph = Graph.of(nodes).with(model.graph().notes());
    return new Model(model.name(), graph, model.preprocessing(), List.of(), "", "");
  }

  private static Parameter reversed(Parameter weight) {
    Shape shape = weight.shape();
    int area = shape.h() * shape.w();
    float[] from = weight.values();
    float[] to = new float[from.length];
    for (int kernel = 0; kernel < shape.n(); kernel++) {
      for (int c = 0; c < 3; c++) {
        System.arraycopy(from, (3 * kernel + c) * area, to, (3 * kernel + 2 - c) * area, area);
      }
    }
    return Parameter.of("reversed", shape, to);
  }

  private static ColorOrder order(Model model, InputRange input, TwoViews views) {
    List<String> layers = Biases.layers(model, views.shape(), 6, USE);
    return ColorOrder.of(model, List.of(input), layers, views, USE);
  }

  /** Where it tells, it tells the right one. */
  private static ColorOrder told(Model model, InputRange input, boolean bgr, TwoViews views) {
    ColorOrder order = order(model, input, views);
    System.out.printf("%s: BGR leads by %.2f errors%n", model.name(), order.lead().errors());
    if (order.told()) {
      assertThat(order.lead().mean() > 0).as(model.name() + ": " + order).isEqualTo(bgr);
    }
    return order;
  }

  /** Nothing in the measure prefers an order. */
  private static void mirrored(Model model, InputRange input, boolean bgr, TwoViews views) {
    ColorOrder order = told(model, input, bgr, views);
    ColorOrder other = told(reversed(model), input, !bgr, views);
    assertThat(other.lead().mean()).isCloseTo(-order.lead().mean(), within(1e-4));
  }

  @Test
  void networksOfCaffe() {
    SplittableRandom random = new SplittableRandom(Seeds.next("ColorOrderTest"));
    Model squeezeNet = file("squeezenet1_1_features.onnx");
    mirrored(squeezeNet, InputRange.CAFFE, true, photographs(112, random));
    Model googLeNet = file("bvlc_googlenet.onnx");
    InputRange bvlc = InputRange.parse("mean=104,117,123,bgr");
    told(googLeNet, bvlc, true, photographs(112, random));
    Model vgg19 = named("vgg19", "vgg19_notop_blocks1-3.h5");
    told(vgg19, InputRange.CAFFE, true, photographs(64, random));
  }

  @Test
  void ourOwnOfRgb() {
    SplittableRandom random = new SplittableRandom(Seeds.next("ColorOrderTest"));
    Model mini = Models.load("mini", Optional.empty(), DownloadListener.NONE);
    InputRange own = new InputRange("own", Optional.of(mini.preprocessing()));
    mirrored(mini, own, false, photographs(32, random));
  }

  /** With the same photographs as ever: the features of a real network tell their order. */
  @Test
  void squeezeNetTellsItsOrder() {
    Model model = file("squeezenet1_1_features.onnx");
    ColorOrder order = order(model, InputRange.CAFFE, photographs(112, new SplittableRandom(1)));
    assertThat(order.told()).isTrue();
    assertThat(order.allows(InputRange.CAFFE)).isTrue();
    assertThat(order.allows(InputRange.TORCH)).isFalse();
    assertThat(order.words()).contains("BGR leads");
  }

  /** Of two images each is as far from their mean as the other: no error, and no evidence. */
  @Test
  void fewPicturesTellNothing() {
    List<Tensor> two = List.of(DeadLeaves.draw(32, 0), DeadLeaves.draw(32, 1));
    Model mini = Models.load("mini", Optional.empty(), DownloadListener.NONE);
    ColorOrder order = order(mini, InputRange.NONE, TwoViews.of(two, new Framing(32, 32)));
    assertThat(order.photographs()).isTrue();
    assertThat(order.told()).isFalse();
    assertThat(order.words()).contains("twenty");
  }

  @Test
  void drawnPicturesTellNothing() {
    List<Tensor> leaves = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      leaves.add(DeadLeaves.draw(32, i));
    }
    Model mini = Models.load("mini", Optional.empty(), DownloadListener.NONE);
    TwoViews views = TwoViews.of(leaves, new Framing(32, 32)).drawn();
    ColorOrder order = order(mini, InputRange.NONE, views);
    assertThat(order.told()).isFalse();
    assertThat(order.allows(InputRange.CAFFE)).isTrue();
    assertThat(order.words()).contains("photographs");
  }
}
