package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.List;

/**
 * VGG (<a href="https://arxiv.org/abs/1409.1556">arXiv:1409.1556</a>), with and without batch
 * normalization, and AlexNet (<a href="https://arxiv.org/abs/1404.5997">arXiv:1404.5997</a>), under
 * the names of torchvision and timm: a sequence of numbered modules of convolutions. Each is
 * followed by a ReLU; a further gap in the numbers is a pooling.
 *
 * <p>PyTorch's adaptive pooling before the classifier does nothing at the network's own input size,
 * and is omitted; at other sizes the network ends there.
 */
final class TorchVgg {
  private static final float EPSILON = 1e-5f;
  private static final String CLASSIFIER = "classifier\\.\\d+|pre_logits\\.fc\\d|head\\.fc";

  static final Family ALEXNET =
      Family.of(
          "AlexNet",
          List.of("features.0.weight", "features.0.bias", "features.3.weight", "features.6.weight"),
          "features\\.\\d+|" + CLASSIFIER,
          "",
          net -> new TorchVgg(net, true).build());

  static final Family FAMILY =
      Family.of(
          "VGG",
          List.of("features.0.weight", "features.0.bias"),
          "features\\.\\d+|" + CLASSIFIER,
          "",
          net -> new TorchVgg(net, false).build());

  private final NetworkBuilder net;
  private final boolean alexNet;

  private TorchVgg(NetworkBuilder net, boolean alexNet) {
    this.net = net;
    this.alexNet = alexNet;
  }

  private void build() {
    if (alexNet != (net.shape("features.0.weight").h() == 11)) {
      throw new KeyMismatch("its first kernel is " + net.shape("features.0.weight"));
    }
    String x = features();
    if (net.hasModule("pre_logits.fc1")) {
      x = net.relu("pre_logits.act1", net.conv("pre_logits.fc1", x, 1, 0, 0));
      x = net.relu("pre_logits.act2", net.conv("pre_logits.fc2", x, 1, 0, 0));
      if (net.hasModule("head.fc")) {
        net.linear("head.fc", net.globalPool("head.global_pool", x));
      }
    } else {
      classifier(x);
    }
  }

  private String features() {
    List<Integer> convolutions =
        net.numbers("features.").stream().filter(i -> rank("features." + i) == 4).toList();
    String x = "input";
    for (int i = 0; i < convolutions.size(); i++) {
      int at = convolutions.get(i);
      boolean first = alexNet && i == 0;
      String name = "features." + at;
      x = first ? net.conv(name, x, 4, 2, 2) : net.conv(name, x, 1);
      if (net.has("features." + (at + 1) + ".running_mean")) {
        at++;
        x = net.norm("features." + at, x, EPSILON);
      }
      x = net.relu("features." + ++at, x);
      int next = i + 1 < convolutions.size() ? convolutions.get(i + 1) : at + 2;
      if (next == at + 2) {
        x = net.maxPool("features." + (at + 1), x, alexNet ? 3 : 2, 2, 0);
      } else if (next != at + 1) {
        throw new KeyMismatch(
            "there are unknown modules between \"%s\" and %d".formatted(name, next));
      }
    }
    return x;
  }

  private int rank(String name) {
    return net.hasModule(name) ? net.shape(name + ".weight").rank() : 0;
  }

  private void classifier(String features) {
    List<Integer> layers = net.numbers("classifier.");
    if (layers.isEmpty()) {
      return;
    }
    Shape first = net.shape("classifier." + layers.get(0) + ".weight");
    if (first.rank() != 2) {
      throw new KeyMismatch("its classifier begins with " + first + ", expected a matrix");
    }
    int inputs = first.extent(1);
    int side = (int) Math.round(Math.sqrt((double) inputs / net.channels(features)));
    net.sizeFor(features, side);
    String x = net.add("flatten", inputs, new Op.Flatten(inputs), features);
    for (int i = 0; i < layers.size(); i++) {
      x = net.linear("classifier." + layers.get(i), x);
      if (i + 1 < layers.size()) {
        x = net.relu("classifier." + (layers.get(i) + 1), x);
      }
    }
  }
}
